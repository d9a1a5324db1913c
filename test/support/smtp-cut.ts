import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Where a connection is cut: after so many bytes of one side. */
export interface Cut {
  side: 'client' | 'server';
  after: number;
}

export interface CuttingProxy {
  readonly port: number;
  /** What clients and the server have sent and the other side was given, on all connections since the last cut. */
  readonly passed: { client: string; server: string };
  /** What the client sent, write by write. */
  readonly writes: string[];
  /** Cuts the next connection. */
  cutNext(cut: Cut): void;
  close(): Promise<void>;
}

/** Stands between a client and a server on loopback, and cuts a connection at a byte. */
export const startCuttingProxy = async (serverPort: number): Promise<CuttingProxy> => {
  const sockets = new Set<Socket>();
  const passed = { client: '', server: '' };
  const writes: string[] = [];
  let nextCut: Cut | null = null;

  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };

  const proxy = createServer((client) => {
    const server = connect(serverPort, '127.0.0.1');
    const cut = nextCut;
    nextCut = null;
    keep(client);
    keep(server);
    const pass = (side: Cut['side'], from: Socket, to: Socket): void => {
      let left = cut?.side === side ? cut.after : Number.POSITIVE_INFINITY;
      from.on('data', (chunk: Buffer) => {
        if (side === 'client') writes.push(chunk.toString('latin1'));
        const part = chunk.subarray(0, left);
        left -= part.length;
        if (to.destroyed) return;
        passed[side] += part.toString('latin1');
        if (left > 0) to.write(part);
        // What was let through arrives; everything after it is lost.
        else to.end(part, () => from.destroy());
      });
      from.on('close', () => to.destroySoon());
    };
    if (cut?.after === 0) {
      client.destroy();
      server.destroy();
      return;
    }
    pass('client', client, server);
    pass('server', server, client);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    port: (proxy.address() as AddressInfo).port,
    passed,
    writes,
    cutNext: (cut) => {
      nextCut = cut;
      passed.client = '';
      passed.server = '';
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      proxy.close();
      await once(proxy, 'close');
    },
  };
};
