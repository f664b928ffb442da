// Two native modules that every extension host loads and that are not compiled here: one writes logs, one watches a parent.

const watchdog = `exports.start = () => {};
exports.exit = (code) => process.exit(code ?? 0);
`;

/** Log levels count up from trace to critical; a line below the logger's level is dropped. */
const fileLogger = `const { appendFileSync, mkdirSync } = require("node:fs");
const { dirname } = require("node:path");
const words = ["trace", "debug", "info", "warning", "error", "critical"];
class Logger {
  constructor(_kind, _name, file) {
    this.file = file;
    this.level = 2;
    try { mkdirSync(dirname(file), { recursive: true }); } catch {}
    words.forEach((word, level) => {
      const write = (text) => {
        if (level < this.level) return;
        try { appendFileSync(this.file, new Date().toISOString() + " [" + word + "] " + text + "\\n"); } catch {}
      };
      this[word === "warning" ? "warn" : word] = write;
    });
  }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  setPattern() {}
  clearFormatters() {}
  flush() {}
  drop() {}
}
const create = async (name, file) => new Logger("rotating", name, file);
// Single exports, because an ES module that imports this sees no other names.
exports.version = 15;
exports.Logger = Logger;
exports.LogLevel = { Trace: 0, Debug: 1, Info: 2, Warning: 3, Error: 4, Critical: 5, Off: 6 };
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.shutdown = () => {};
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
`;

/** Path below node_modules → what stands there instead. */
export const withoutNativeModules: Readonly<Record<string, string>> = {
  "@vscode/native-watchdog/index.js": watchdog,
  // Its name in older versions.
  "native-watchdog/index.js": watchdog,
  "@vscode/spdlog/index.js": fileLogger,
};
