// A loopback proxy whose connections a test can cut.
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export interface CuttableProxy {
  url: string;
  /** Number of connections so far. */
  connections(): number;
  /** Breaks every open connection. */
  cut(): void;
  /** Breaks every open connection, and every new one until `unblock`. */
  block(): void;
  unblock(): void;
  close(): Promise<void>;
}

/** Passes everything on to `target`, an http URL on loopback. */
export async function startProxy(target: string): Promise<CuttableProxy> {
  const port = Number(new URL(target).port);
  const open = new Set<Socket>();
  let connections = 0;
  let blocked = false;
  const server = createServer((incoming) => {
    if (blocked) return void incoming.destroy();
    connections++;
    const outgoing = connect(port, "127.0.0.1");
    for (const [from, to] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      open.add(from);
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        open.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
    cut,
    block: () => {
      blocked = true;
      cut();
    },
    unblock: () => {
      blocked = false;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}
