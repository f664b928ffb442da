// How `npm run demo` tells the extension in the editor that it starts which folder is the demo's.

/** Environment variable with the path of a demo folder. */
export const demoVariable = "OPENCODE_SWARM_DEMO";
