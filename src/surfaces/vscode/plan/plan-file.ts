// Which documents are plans, and what their names say.

export const planGlob = "**/*.swarm.json";

export const isPlanPath = (path: string): boolean => path.endsWith(".swarm.json");
