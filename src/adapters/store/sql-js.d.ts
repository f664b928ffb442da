// The part of sql.js that the store uses; the package ships no types.
declare module "sql.js" {
  export type SqlValue = number | string | null | Uint8Array;

  export interface Statement {
    bind(values: readonly SqlValue[]): boolean;
    step(): boolean;
    get(): SqlValue[];
    run(values?: readonly SqlValue[]): void;
    reset(): void;
    getColumnNames(): string[];
    free(): boolean;
  }

  export interface StatementIterator {
    next(): { done: true; value?: undefined } | { done?: false; value: Statement };
    return(): unknown;
    getRemainingSQL(): string;
  }

  export interface Database {
    run(sql: string, params?: readonly SqlValue[]): Database;
    exec(sql: string, params?: readonly SqlValue[]): { columns: string[]; values: SqlValue[][] }[];
    prepare(sql: string): Statement;
    iterateStatements(sql: string): StatementIterator;
    /** The main database as the bytes of an SQLite file. Throws inside an open write transaction. */
    export(): Uint8Array;
    close(): void;
  }

  export interface SqlJs {
    Database: new (bytes?: Uint8Array | null) => Database;
  }

  const initSqlJs: (options: { locateFile(file: string): string }) => Promise<SqlJs>;
  export default initSqlJs;
}
