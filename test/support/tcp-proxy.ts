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

/**
 * Passes everything on to `target`, an http URL on loopback. `named`: the head of each connection is changed so that the
 * target is called by its own name, for a server that answers to no other.
 */
export async function startProxy(target: string, { named = false } = {}): Promise<CuttableProxy> {
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
      if (named && from === incoming) {
        from.once("data", (head: Buffer) => {
          to.write(head.toString("latin1").replace(/(\r\nHost: 127[.]0[.]0[.]1:)\d+/i, `$1${port}`), "latin1");
          from.pipe(to);
        });
      } else from.pipe(to);
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
