// The floors of the house: who may import whom. Arrows point down; src/README.md has the drawing.

const library = (...names) => `(^|/)node_modules/(@types/)?(${names.join("|")})/`;
/** diagnose.ts is among them because `doctor` looks at every part on its own, also when they do not fit together. */
const frontDoors = "^src/(compose|join-swarm|cli|extension|diagnose|keeper|demo)[.]ts$";
const ownerProtocol = "^src/owner-protocol[.]ts$";

export default {
  forbidden: [
    {
      name: "domain-knows-nobody",
      comment:
        "The domain holds the rules and nothing else: it imports itself, zod and picomatch. No I/O, no node: modules, no other floor.",
      severity: "error",
      from: { path: "^src/domain/" },
      to: { pathNot: ["^src/domain/", library("zod", "picomatch")] },
    },
    {
      name: "ports-know-the-domain",
      comment: "A port is a socket made of types: it imports the domain and other ports, and no implementation.",
      severity: "error",
      from: { path: "^src/application/ports/" },
      to: { pathNot: ["^src/domain/", "^src/application/ports/"] },
    },
    {
      name: "application-knows-the-domain",
      comment:
        "The application orders the steps and reaches the world through its ports. It imports the domain, zod and p-queue; what needs node: belongs in an adapter.",
      severity: "error",
      from: { path: "^src/application/", pathNot: "^src/application/ports/" },
      to: { pathNot: ["^src/domain/", "^src/application/", library("zod", "p-queue")] },
    },
    {
      name: "adapters-fill-ports",
      comment:
        "An adapter knows the domain, application/ports, its own folder and adapters/machine, the ground that all of them stand on. Otherwise adapters never see each other; compose.ts joins them.",
      severity: "error",
      from: { path: "^src/adapters/([^/]+)/", pathNot: "^src/adapters/owner/" },
      to: {
        path: "^src/",
        pathNot: [
          "^src/domain/",
          "^src/application/ports/",
          "^src/adapters/machine/",
          "^src/adapters/$1/",
          "^src/plugin/",
        ],
      },
    },
    {
      name: "owner-adapter-is-a-whole-swarm",
      comment:
        "adapters/owner is the swarm of another process: it fills what surfaces see, and so names the application's types beside what every adapter knows, and the wire.",
      severity: "error",
      from: { path: "^src/adapters/owner/" },
      to: {
        path: "^src/",
        pathNot: ["^src/domain/", "^src/application/", "^src/adapters/(machine|owner)/", ownerProtocol],
      },
    },
    {
      name: "owner-adapter-runs-no-steps",
      comment: "Of the application adapters/owner knows types alone: the steps are taken by the owner, in its process.",
      severity: "error",
      from: { path: "^src/adapters/owner/" },
      to: { path: "^src/application/", pathNot: "^src/application/ports/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "owner-protocol-is-schemas",
      comment:
        "src/owner-protocol.ts is the wire between an owner and its clients: schemas, and the types that they carry.",
      severity: "error",
      from: { path: ownerProtocol },
      to: { pathNot: ["^src/domain/", "^src/application/", library("zod")] },
    },
    {
      name: "owner-protocol-has-two-ends",
      comment: "Only surfaces/http and adapters/owner speak over the wire; the front doors join them.",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/surfaces/http/", "^src/adapters/owner/", frontDoors] },
      to: { path: ownerProtocol },
    },
    {
      name: "plugin-and-adapter-share-types",
      comment:
        "adapters/opencode and the plug-in are the two ends of one wire: they share its types, and no code, because they run in two programs.",
      severity: "error",
      from: { path: "^src/adapters/opencode/" },
      to: { path: "^src/plugin/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "top-floor-is-small",
      comment:
        "Only the front doors see every floor. A new file beside them belongs in a room: domain, application, adapters or surfaces.",
      severity: "error",
      from: { path: "^src/[^/]+[.]ts$", pathNot: [frontDoors, "^src/protocol[.]ts$", ownerProtocol] },
      to: { path: "^src/" },
    },
    {
      name: "surfaces-translate",
      comment:
        "A surface translates requests for the application. It knows application, domain and protocol, never an adapter or another surface.",
      severity: "error",
      from: { path: "^src/surfaces/([^/]+)/" },
      to: {
        path: "^src/",
        pathNot: ["^src/domain/", "^src/application/", "^src/protocol[.]ts$", ownerProtocol, "^src/surfaces/$1/"],
      },
    },
    {
      name: "webview-stands-alone",
      comment:
        "The webview runs in a browser: of ours it knows the types in src/protocol.ts, and of libraries preact, its signals, l10n and the toolkit.",
      severity: "error",
      from: { path: "^webview/" },
      to: {
        pathNot: [
          "^webview/",
          "^src/protocol[.]ts$",
          library("preact", "@preact/signals(-core)?", "@vscode/l10n", "@vscode/webview-ui-toolkit"),
        ],
      },
    },
    {
      name: "webview-is-reached-by-messages",
      comment: "Nothing in src imports the webview: it is a page of its own.",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^webview/" },
    },
    {
      name: "toolkit-behind-one-file",
      comment: "The toolkit is deprecated and will be swapped one day: only webview/toolkit.tsx touches it.",
      severity: "error",
      from: { path: "^webview/", pathNot: "^webview/toolkit[.]tsx$" },
      to: { path: library("@vscode/webview-ui-toolkit") },
    },
    {
      name: "protocol-is-types",
      comment:
        "src/protocol.ts holds the messages between host and webview: it may name domain types and nothing else.",
      severity: "error",
      from: { path: "^src/protocol[.]ts$" },
      to: { pathNot: ["^src/domain/"] },
    },
    {
      name: "demo-stands-beside",
      comment: "The demo knows the domain and the application, and no other floor of ours.",
      severity: "error",
      from: { path: "^src/demo/" },
      to: { path: "^src/", pathNot: ["^src/demo/", "^src/domain/", "^src/application/"] },
    },
    {
      name: "demo-is-for-front-doors",
      comment:
        "The product does not depend on its demo: only demo.ts, compose.ts, cli.ts and extension.ts may import src/demo.",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/demo/", "^src/(demo|compose|cli|extension)[.]ts$"] },
      to: { path: "^src/demo/" },
    },
    {
      name: "plugin-runs-elsewhere",
      comment:
        "The plug-in runs inside OpenCode as a bundle of its own: nothing imports it but adapters/opencode, for its types.",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/plugin/", "^src/adapters/opencode/", frontDoors] },
      to: { path: "^src/plugin/" },
    },
    {
      name: "front-doors-are-not-rooms",
      comment:
        "compose.ts, join-swarm.ts, cli.ts and extension.ts are where the program starts: only another front door imports them.",
      severity: "error",
      from: { path: "^src/", pathNot: frontDoors },
      to: { path: frontDoors },
    },
    {
      name: "opencode-sdk-in-one-folder",
      comment: "The SDK changes every week: only adapters/opencode touches it.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/adapters/opencode/" },
      to: { path: library("@opencode-ai/sdk") },
    },
    {
      name: "sql-in-one-folder",
      comment: "Only adapters/store knows which database there is.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/adapters/store/" },
      to: { path: library("sql[.]js") },
    },
    {
      name: "processes-are-started-by-adapters",
      comment: "Only adapters start processes: use a port. The demo is a program of its own.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(adapters|demo)/" },
      to: { path: library("execa") },
    },
    {
      name: "no-cycles",
      comment: "Files that import each other in a circle are one file in disguise: move what they share down.",
      severity: "error",
      from: { path: "^(src|webview|test)/" },
      to: { circular: true },
    },
    {
      name: "product-knows-no-test",
      comment: "Nothing in src imports a test or what only tests need.",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^test/" },
    },
    {
      name: "no-development-library-in-the-product",
      comment:
        "src ships: what it imports stands in dependencies, not in devDependencies. VS Code itself gives `vscode`.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/demo/" },
      to: {
        dependencyTypes: ["npm-dev"],
        dependencyTypesNot: ["npm", "type-only"],
        pathNot: library("picomatch", "vscode"),
      },
    },
    {
      name: "every-import-exists",
      comment: "This import leads nowhere.",
      severity: "error",
      from: { path: "^(src|webview|test)/" },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    moduleSystems: ["es6", "cjs"],
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
    },
  },
};
