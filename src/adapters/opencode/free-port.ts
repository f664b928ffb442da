// A random port of the loopback interface: asked for port 0, OpenCode takes 4096 whenever that is free, and a server that has
// just been killed there would still get some of its successor's connections.
import { createServer, type AddressInfo } from "node:net";

/** A port that was free a moment ago. Somebody may take it first: then the server says so and ends. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
