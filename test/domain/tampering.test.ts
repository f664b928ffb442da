// What in a change takes its proof away, from texts alone: and what looks like it and does not.
import { describe, expect, it } from "vitest";
import { sourcesOf } from "../../src/domain/check-sources.ts";
import { tamperingOf, type ChangedText } from "../../src/domain/tampering.ts";
import { skippedTests, testTitles } from "../../src/domain/test-text.ts";

const file = (path: string, before: string | null, after: string | null, from: string | null = null): ChangedText => ({
  path,
  from,
  before,
  after,
  change: from !== null ? "renamed" : before === null ? "added" : after === null ? "deleted" : "modified",
});

const never = (): boolean => false;
const kindsOf = (files: ChangedText[], run = "npm test"): string[] =>
  tamperingOf(files, [{ name: "tests", run }], never).map(({ kind }) => kind);

describe("a test that is gone", () => {
  it.each<[string, ChangedText[]]>([
    ["was deleted", [file("test/a.test.js", 'it("adds", f);', null)]],
    [
      "was deleted for another one",
      [file("test/a.py", "def test_a(): 1", null), file("test/b.py", null, "def test_b(): 1")],
    ],
    ["was moved where no test runs", [file("old/a.txt", 'it("adds", f);', 'it("adds", f);', "test/a.test.js")]],
    ["was commented out", [file("a_test.go", "func TestA(t *testing.T) {}", "// func TestA(t *testing.T) {}")]],
    ["was emptied of what it asserts", [file("test/a.js", "assert(one === 1);", "one();")]],
    ["was one of two", [file("tests/a.rs", "#[test]\nfn one() {}\n#[test]\nfn two() {}", "#[test]\nfn one() {}")]],
  ])("is lost when it %s", (_what, files) => {
    expect(kindsOf(files)).toEqual(["lost-tests"]);
  });

  it.each<[string, ChangedText[]]>([
    ["was renamed with its file", [file("test/b.test.js", 'it("adds", f);', 'it("adds", f);', "test/a.test.js")]],
    ["stands in another file", [file("test/a.js", 'it("adds", f);', null), file("test/b.js", null, 'it("adds", g);')]],
    ["has another title", [file("test/a.js", 'it("adds", f);', 'it("adds two numbers", f);')]],
    ["is a helper that moved", [file("test/help.js", "x", null), file("test/lib/help.js", null, "y")]],
    ["was generated", [file("dist/test/a.test.js", 'it("adds", f);', null)]],
  ])("is not lost when it %s", (_what, files) => {
    expect(kindsOf(files)).toEqual([]);
  });
});

describe("a test that is skipped", () => {
  it.each([
    'it.skip("a", f)',
    'describe.only("a", f)',
    'xit("a", f)',
    'fdescribe("a", f)',
    'test("a", { skip: true }, f)',
    "@pytest.mark.skip(reason='later')",
    "@unittest.skip('later')",
    "\tt.Skip()",
    "#[ignore]",
    "@Disabled",
  ])("is seen in %s", (line) => {
    expect(skippedTests(line)).toBe(1);
    expect(kindsOf([file("test/a.js", "", line)])).toEqual(["skipped-tests"]);
    expect(kindsOf([file("test/a.js", line, line)])).toEqual([]);
  });

  it.each(['model.fit("a")', "list.skip(2)", '// it.skip("a", f)', "it.skipIf(windows)('a', f)", "profit('a')"])(
    "is not seen in %s",
    (line) => {
      expect(skippedTests(line)).toBe(0);
    },
  );
});

describe("a check", () => {
  it.each<[string, string, ChangedText[]]>([
    [
      "script",
      "npm test",
      [file("package.json", '{"scripts":{"test":"vitest"}}', '{"scripts":{"test":"vitest; true"}}')],
    ],
    ["step before it", "npm run -s x", [file("package.json", '{"scripts":{"prex":"a"}}', '{"scripts":{"prex":"b"}}')]],
    ["script of another package", "cd a && yarn check", [file("a/package.json", '{"scripts":{"check":"a"}}', "{}")]],
    ["script that is new and cannot fail", "npm t", [file("package.json", "{}", '{"scripts":{"test":"exit 0"}}')]],
    ["target", "make -s all", [file("Makefile", "all: a\na:\n\ttest x\n", "all: a\na:\n\t-test x\n")]],
    ["file", "CI=1 sh -e ./ci/check.sh src", [file("ci/check.sh", "false", "true")]],
    ["file that a shell line runs", "bash -c 'timeout 9 ci/check.sh'", [file("ci/check.sh", "false", null)]],
    ["settings of the runner", "npx vitest run", [file("vitest.config.ts", "a", "b")]],
  ])("is another one when its %s changed", (_what, run, files) => {
    expect(kindsOf(files, run)).toEqual(["changed-checks"]);
  });

  it("is another one when a file changed that its script runs, which did not", () => {
    const lead = { ...file("package.json", "", ""), before: '{"scripts":{"test":"node ci/run.mjs"}}' };
    expect(kindsOf([{ ...lead, after: lead.before }, file("ci/run.mjs", "a", "b")])).toEqual(["changed-checks"]);
  });

  it.each<[string, string, ChangedText[]]>([
    [
      "another script",
      "npm test",
      [file("package.json", '{"scripts":{"test":"a"}}', '{"scripts":{"test":"a","b":"c"}}')],
    ],
    ["a dependency", "npm test", [file("package.json", '{"scripts":{"test":"a"}}', '{"scripts":{"test":"a"},"x":1}')]],
    ["a script that was missing", "npm test", [file("package.json", "{}", '{"scripts":{"test":"vitest run"}}')]],
    ["another target", "make all", [file("Makefile", "all:\n\ta\n", "all:\n\ta\ndocs:\n\tb\n")]],
    ["a test that it runs", "node --test test/a.test.js", [file("test/a.test.js", "it('a')", "it('a'); it('b')")]],
    ["what it reads", "grep -q one src/a.js", [file("src/a.js", "one", "one two")]],
    ["a file that it is to make", "sh new.sh", [file("new.sh", null, "true")]],
  ])("is the same when the change is %s", (_what, run, files) => {
    expect(kindsOf(files, run)).toEqual([]);
  });

  it("may be the very work of a task", () => {
    const files = [file("ci/check.sh", "false", "true")];
    expect(tamperingOf(files, [{ name: "a", run: "sh ci/check.sh" }], (path) => path === "ci/check.sh")).toEqual([]);
  });

  it("is read as a shell line", () => {
    expect(sourcesOf("A=1 npm run -s lint && (cd b; make x V=1) | tee log; node -e 'require(\"./c.js\")'")).toEqual({
      files: [],
      scripts: ["lint"],
      targets: ["x"],
    });
  });
});

it("knows a test by its name in several languages", () => {
  expect(testTitles('it.each([1, 2])("adds %s", f); test(`b`, g); submit("no");')).toEqual(["adds %s", "b"]);
  expect(testTitles("def test_a(self): pass\nfunc TestB(t *testing.T) {}")).toEqual(["test_a", "TestB"]);
  expect(testTitles("@Test\npublic void adds() {}\n[Fact]\npublic async Task Adds() {}")).toEqual(["adds", "Adds"]);
});
