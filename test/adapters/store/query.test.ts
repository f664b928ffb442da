// One reading SELECT is answered; everything else is refused with a reason and a sentence, and changes nothing.
import { describe, expect, test } from "vitest";
import { progress } from "../../support/store-events.ts";
import { eventRows, journalEvents } from "../../support/store-contents.ts";
import { failure, temporaryFolder, testStore } from "../../support/store-folder.ts";

const refused = [
  "",
  "  -- nothing but words\n ; /* and */ ;",
  "DELETE FROM events",
  "/* SELECT */ UPDATE events SET type = 'x'",
  "INSERT INTO events (seq) VALUES (99)",
  "DROP TABLE events",
  "CREATE TABLE mine (a)",
  "CREATE TEMP TABLE mine (a)",
  "PRAGMA user_version = 7",
  "PRAGMA query_only = OFF",
  "ATTACH '/tmp/other.db' AS other",
  "VACUUM INTO '/tmp/copy.db'",
  "BEGIN",
  "EXPLAIN SELECT 1",
  "SELECT 1; SELECT 2",
  "SELECT 1; DELETE FROM events",
  "SELECT 1 /* ; */ ; -- end\n DELETE FROM events",
  "WITH gone AS (SELECT 1) DELETE FROM events",
  "WITH new AS (SELECT 99) INSERT INTO epic_progress (epic_id) SELECT * FROM new",
  "WITH RECURSIVE n(i) AS (SELECT 1) UPDATE events SET type = 'x'",
  "SELECT * FROM nowhere",
  "SELECT nothing FROM events",
  "SELEKT 1",
  "SELECT 'open",
  "SELECT 1\0; DELETE FROM events",
  "SELECT load_extension('/tmp/x')",
  "SELECT * FROM pragma_query_only(0)",
];

describe("a query", () => {
  test.each(refused)("that says %j is refused and changes nothing", async (sql) => {
    const dir = await temporaryFolder();
    const store = await testStore(dir);
    await store.append("one", 0, [progress("one", 7)]);
    const error = await failure(store.query(sql));
    expect(error.reason).toBe("bad-query");
    expect(error.message).toMatch(/^[A-Z].*\.$/);
    expect(await eventRows(store)).toEqual(await journalEvents(dir));
    expect((await store.query("SELECT epic_id, percent FROM epic_progress")).rows).toEqual([["one", 7]]);
    expect((await store.append("one", 1, [progress("one", 8)]))[0]?.seq).toBe(2);
  });

  test.each([
    ["SELECT type FROM events", []],
    ["  -- a comment first\n /* and another */ select type from events ; -- and after", []],
    ["WITH own AS (SELECT * FROM events) SELECT type FROM own", []],
    ["SELECT type FROM events WHERE epic_id = ? AND seq = ?", ["one", 1]],
    ["SELECT json_extract(data, '$.bead_id') || '' AS type FROM events WHERE 0 UNION ALL SELECT 'worker_progress'", []],
  ])("like %j is answered", async (sql, params) => {
    const store = await testStore(await temporaryFolder());
    await store.append("one", 0, [progress("one", 7)]);
    expect(await store.query(sql, params)).toEqual({ columns: ["type"], rows: [["worker_progress"]] });
  });

  test("gives numbers, text, null and bytes as they are, also beyond 32 bits", async () => {
    const store = await testStore(await temporaryFolder());
    const { rows } = await store.query("SELECT 1, 2.5, 'ü', NULL, x'0102', ?", [1_700_000_000_123]);
    expect(rows).toEqual([[1, 2.5, "ü", null, new Uint8Array([1, 2]), 1_700_000_000_123]]);
  });

  test("sees what was acknowledged before it was asked", async () => {
    const store = await testStore(await temporaryFolder());
    for (let index = 1; index <= 50; index += 1) {
      await store.append("one", "any", [progress("one", index)]);
      expect((await store.query("SELECT count(*), max(percent) FROM events, epic_progress")).rows).toEqual([
        [index, index],
      ]);
    }
  });
});
