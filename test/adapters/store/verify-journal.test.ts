// Damage that a snapshot hides is found by whoever asks for the whole journal.
import { readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { openStore } from "../../../src/adapters/store/open-store.ts";
import { verifyJournal } from "../../../src/adapters/store/verify-journal.ts";
import { progress } from "../../support/store-events.ts";
import { segmentsOf, storeOptions } from "../../support/store-contents.ts";
import { failure, temporaryFolder } from "../../support/store-folder.ts";

test("a journal reads back batch by batch, and a wrong byte behind a snapshot is named", async () => {
  const dir = await temporaryFolder();
  const store = await openStore(storeOptions(dir));
  for (let index = 0; index < 5; index += 1) await store.append("one", "any", [progress("one", index)]);
  await store.close();
  expect(await verifyJournal(dir)).toBe(5);

  const [path = ""] = await segmentsOf(dir);
  const bytes = await readFile(path);
  const middle = Math.floor(bytes.lastIndexOf("\n") / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  await writeFile(path, bytes);
  const reopened = await openStore(storeOptions(dir));
  await reopened.close();
  expect(await failure(verifyJournal(dir))).toMatchObject({ reason: "damaged" });
});
