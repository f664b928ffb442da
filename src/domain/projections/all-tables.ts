// The projection tables that stand beside `events` in the database.
import { asksTable } from "./asks.ts";
import { checksTable } from "./checks.ts";
import { epicsTable } from "./epics.ts";
import { reviewedFilesTable, reviewsTable } from "./reviews.ts";
import type { ProjectionTable } from "./table.ts";
import { tasksTable } from "./tasks.ts";

export const allTables: readonly ProjectionTable[] = [
  epicsTable,
  tasksTable,
  asksTable,
  checksTable,
  reviewsTable,
  reviewedFilesTable,
];
