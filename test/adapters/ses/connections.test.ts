import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Connections, type ConnectionsOptions, NotSent } from '../../../adapters/ses/connections.ts';
import { certificate } from '../../support/certificate.ts';

const TIMEOUT_MS = 5_000;
const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}';
const REQUEST = { method: 'POST', path: '/mails', headers: { host: 'ses.test' }, body: '{"a":1}' } as const;
const ANSWER = { status: 200, errorType: undefined, text: '{}' };

let cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const close of cleanUp) close();
  cleanUp = [];
});

/** A server that hands every piece that it receives to `onPiece`, and what it has received on each connection. */
const serve = async (onPiece: (socket: Socket, connection: number) => void, secure = false) => {
  const server: Server = secure ? createTlsServer(certificate) : createServer();
  const received: string[] = [];
  const sockets: Socket[] = [];
  server.on(secure ? 'secureConnection' : 'connection', (socket: Socket) => {
    const connection = sockets.push(socket) - 1;
    received.push('');
    socket.on('error', () => undefined);
    socket.on('data', (piece) => {
      received[connection] += piece.toString('latin1');
      onPiece(socket, connection);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUp.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { port: (server.address() as AddressInfo).port, received, sockets };
};

const connectionsTo = (url: string, options: ConnectionsOptions = {}): Connections => {
  const connections = new Connections(new URL(url), options);
  cleanUp.push(() => connections.close());
  return connections;
};

const failureOf = (connections: Connections, timeoutMs = TIMEOUT_MS): Promise<unknown> =>
  connections.send(REQUEST, timeoutMs).then(
    (answer) => answer,
    (error: unknown) => error,
  );

describe('Connections', () => {
  it('send one request after another on the same connection, each as it is', async () => {
    const { port, received } = await serve((socket) => socket.write(OK));
    const connections = connectionsTo(`http://127.0.0.1:${port}`);

    expect(await connections.send(REQUEST, TIMEOUT_MS)).toEqual(ANSWER);
    const question = { method: 'GET', path: '/account', headers: {}, body: '' } as const;
    expect(await connections.send(question, TIMEOUT_MS)).toEqual(ANSWER);

    expect(received).toEqual([
      'POST /mails HTTP/1.1\r\nhost: ses.test\r\ncontent-length: 7\r\n\r\n{"a":1}' +
        'GET /account HTTP/1.1\r\ncontent-length: 0\r\n\r\n',
    ]);
  });

  it('are encrypted, and trust only the certificate of the host', async () => {
    const { port, received } = await serve((socket) => socket.write(OK), true);
    const { cert } = certificate;

    for (const host of ['127.0.0.1', 'localhost']) {
      expect(await failureOf(connectionsTo(`https://${host}:${port}`, { ca: cert }))).toEqual(ANSWER);
    }
    expect(await failureOf(connectionsTo(`https://127.0.0.1:${port}`))).toBeInstanceOf(NotSent);
    expect(received.filter((text) => text !== '')).toHaveLength(2);
  });

  it('take up the session of the connection before', async () => {
    const reused: boolean[] = [];
    const { port } = await serve((socket) => {
      reused.push((socket as TLSSocket).isSessionReused());
      socket.end(OK.replace('\r\n', '\r\nconnection: close\r\n'));
    }, true);
    const connections = connectionsTo(`https://127.0.0.1:${port}`, { ca: certificate.cert });

    for (let turn = 0; turn < 2; turn += 1) {
      expect(await connections.send(REQUEST, TIMEOUT_MS)).toEqual(ANSWER);
    }
    expect(reused).toEqual([false, true]);
  });

  it('refuse a request for which there is no connection left', async () => {
    const { port } = await serve(() => undefined);
    const connections = connectionsTo(`http://127.0.0.1:${port}`);
    const underWay = Array.from({ length: 64 }, () => failureOf(connections));

    expect(await failureOf(connections)).toMatchObject({ name: 'NotSent', message: '64 requests are under way' });

    connections.close();
    for (const failure of await Promise.all(underWay)) expect(failure).toBeInstanceOf(Error);
  });

  it('do not know what became of a request that was written and not answered', async () => {
    const { port } = await serve(() => undefined);

    const failure = await failureOf(connectionsTo(`http://127.0.0.1:${port}`), 100);

    expect(failure).not.toBeInstanceOf(NotSent);
    expect(failure).toMatchObject({ message: 'no answer within 100 ms' });
  });

  it.each([
    ['is no HTTP', '220 mail.example ESMTP\r\n\r\n', 'the answer is no HTTP/1.1'],
    ['is cut off', 'HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{}', 'the connection ended before the answer did'],
    ['does not come', '', 'the connection ended before the answer did'],
  ])('do not know what became of a request whose answer %s', async (_, text, message) => {
    const { port } = await serve((socket) => socket.end(text));

    const failure = await failureOf(connectionsTo(`http://127.0.0.1:${port}`));

    expect(failure).not.toBeInstanceOf(NotSent);
    expect(failure).toMatchObject({ message });
  });

  it('know that a request was not sent which met nobody', async () => {
    const { port } = await serve(() => undefined);
    for (const close of cleanUp) close();

    expect(await failureOf(connectionsTo(`http://127.0.0.1:${port}`))).toBeInstanceOf(NotSent);
  });

  it('take nothing for an answer that came before the request', async () => {
    const { port, received, sockets } = await serve((socket, connection) =>
      socket.write(connection === 0 ? OK + OK : OK),
    );
    const connections = connectionsTo(`http://127.0.0.1:${port}`);

    expect(await connections.send(REQUEST, TIMEOUT_MS)).toEqual(ANSWER);
    expect(await connections.send(REQUEST, TIMEOUT_MS)).toEqual(ANSWER);
    expect(received).toHaveLength(2);

    sockets[1]?.write(OK);
    if (sockets[1]) await once(sockets[1], 'close');
    expect(await connections.send(REQUEST, TIMEOUT_MS)).toEqual(ANSWER);
    expect(received).toHaveLength(3);
  });

  it('are not used again when the server has ended or broken them', async () => {
    const { port, received, sockets } = await serve((socket) => socket.write(OK));
    const connections = connectionsTo(`http://127.0.0.1:${port}`);

    expect(await connections.send(REQUEST, TIMEOUT_MS)).toEqual(ANSWER);
    sockets[0]?.end();
    if (sockets[0]) await once(sockets[0], 'close');
    expect(await connections.send(REQUEST, TIMEOUT_MS)).toEqual(ANSWER);
    expect(received).toHaveLength(2);
  });

  it('end after an answer that came before the request was taken', async () => {
    const { port, received } = await serve((socket, connection) => {
      if (connection === 0) socket.pause();
      socket.write(OK);
    });
    const connections = connectionsTo(`http://127.0.0.1:${port}`);
    const large = { ...REQUEST, body: 'x'.repeat(32 * 1024 * 1024) };

    expect(await connections.send(large, TIMEOUT_MS)).toEqual(ANSWER);
    expect(await connections.send(REQUEST, TIMEOUT_MS)).toEqual(ANSWER);
    expect(received).toHaveLength(2);
  });
});
