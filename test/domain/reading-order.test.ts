// In which order a change is read.
import { describe, expect, it } from "vitest";
import { concernOf, inReadingOrder, isGenerated, type ChangedFile } from "../../src/domain/reading-order.ts";

const file = (path: string, said: Partial<ChangedFile> = {}): ChangedFile => ({
  path,
  from: null,
  change: "modified",
  ...said,
});

describe("what concerns in a file", () => {
  it.each([
    "test/a.ts",
    "src/__tests__/a.tsx",
    "src/a.test.ts",
    "pkg/a_test.go",
    "tests/test_a.py",
    "test_a.py",
    "src/ATest.java",
    "spec/a_spec.rb",
  ])("%s is a test, and its deletion concerns most", (path) => {
    expect(concernOf(file(path, { change: "deleted" }))).toBe("deleted-test");
    expect(concernOf(file("kept/elsewhere.txt", { change: "renamed", from: path }))).toBe("deleted-test");
    expect(concernOf(file(path))).toBeNull();
  });

  it.each([
    [".github/workflows/ci.yml", "pipeline"],
    [".github/actions/setup/action.yml", "pipeline"],
    ["deploy/Jenkinsfile", "pipeline"],
    [".gitlab-ci.yml", "pipeline"],
    [".husky/pre-commit", "pipeline"],
    ["package-lock.json", "lockfile"],
    ["web/Cargo.lock", "lockfile"],
    ["vendor/go.sum", "lockfile"],
    ["src/userLogin.ts", "access"],
    ["src/auth/session.ts", "access"],
    ["lib/jwt.py", "access"],
    ["db/migrations/0001-init.ts", "migration"],
    ["db/schema.rb", "migration"],
    ["queries/report.sql", "migration"],
    ["prisma/schema.prisma", "migration"],
  ] as const)("%s: %s", (path, concern) => {
    expect(concernOf(file(path))).toBe(concern);
  });

  it.each([
    "src/author.ts",
    "src/tokenizer.ts",
    "docs/testing.md",
    "src/contest.ts",
    "src/latest.ts",
    "README.md",
    "src/blocker.ts",
    "test/login.test.ts",
    "dist/auth.js",
  ])("%s concerns nobody", (path) => {
    expect(concernOf(file(path))).toBeNull();
  });
});

it.each([
  "dist/a.js",
  "src/a.min.js",
  "a.pb.go",
  "x_pb2.py",
  "lib/model.g.dart",
  "src/schema.generated.ts",
  "a.js.map",
])("%s is generated", (path) => {
  expect(isGenerated(path)).toBe(true);
});

it.each(["src/distance.ts", "src/vendors.ts", "src/general.ts", "src/map.ts"])("%s is not generated", (path) => {
  expect(isGenerated(path)).toBe(false);
});

it("puts what concerns first, what is generated last, and keeps the order among the rest", () => {
  const paths = [
    "a.ts",
    "dist/b.js",
    "package-lock.json",
    "src/auth.ts",
    "src/c.ts",
    "db/migrations/1.ts",
    ".github/workflows/x.yml",
  ];
  const files = [...paths.map((path) => file(path)), file("test/gone.ts", { change: "deleted" })];
  expect(inReadingOrder(files).map(({ path }) => path)).toEqual([
    "test/gone.ts",
    ".github/workflows/x.yml",
    "src/auth.ts",
    "db/migrations/1.ts",
    "package-lock.json",
    "a.ts",
    "src/c.ts",
    "dist/b.js",
  ]);
});
