import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { kindOfAddress } from '../../../adapters/webhooks/addresses.ts';
import { HttpReceivers, type Resolve } from '../../../adapters/webhooks/receivers.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const message = { secret, id: 'evt_1', body: '{"type":"task.started"}' };

const answering = async (listener: RequestListener, test: (url: string, port: number) => Promise<void>) => {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await test(`http://127.0.0.1:${port}/hook?a=b`, port);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
};

describe('HttpReceivers', () => {
  const local = new HttpReceivers({ allowLoopback: true });
  const stack = new HttpReceivers({ allowLoopback: false });

  it('posts a body that is signed as Standard Webhooks has it', async () => {
    const seen: { url: string | undefined; method: string | undefined; headers: IncomingHttpHeaders; body: string }[] =
      [];
    await answering(
      (request, response) => {
        let body = '';
        request.on('data', (part) => {
          body += part;
        });
        request.on('end', () => {
          seen.push({ url: request.url, method: request.method, headers: request.headers, body });
          response.writeHead(202).end('ignored');
        });
      },
      async (url) => {
        expect(await local.post({ ...message, url })).toEqual({ kind: 'answered', status: 202 });
      },
    );
    const [request] = seen;
    expect(request).toMatchObject({ url: '/hook?a=b', method: 'POST', body: message.body });
    const headers = request?.headers as Record<string, string>;
    expect(new Webhook(secret).verify(message.body, headers)).toEqual({ type: 'task.started' });
    const signed = `evt_1.${headers['webhook-timestamp']}.${message.body}`;
    const mac = createHmac('sha256', Buffer.alloc(32, 7)).update(signed).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${mac}`);
  });

  it('signs by the secret before, too, while a receiver may know only that one', async () => {
    const older = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
    let headers: Record<string, string> = {};
    await answering(
      (request, response) => {
        headers = request.headers as Record<string, string>;
        response.writeHead(204).end();
      },
      (url) => local.post({ ...message, olderSecret: older, url }).then(() => undefined),
    );
    for (const known of [secret, older]) {
      expect(new Webhook(known).verify(message.body, headers)).toEqual({ type: 'task.started' });
    }
  });

  it('signs for the real time, which receivers compare with their own', async () => {
    const clock = { now: () => Date.UTC(2027, 0, 5, 9) };
    const seen: unknown[] = [];
    await answering(
      (request, response) => {
        seen.push(request.headers['webhook-timestamp']);
        response.end();
      },
      async (url) => {
        await new HttpReceivers({ allowLoopback: true, clock }).post({ ...message, url });
        await local.post({ ...message, url });
      },
    );
    expect(seen[0]).toBe(String(clock.now() / 1_000));
    expect(Math.abs(Number(seen[1]) - Date.now() / 1_000)).toBeLessThan(300);
  });

  it.each([
    ['switches protocols', 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n', 101],
    ['says 101 and ends', 'HTTP/1.1 101 Switching Protocols\r\n\r\n', null],
    ['asks it to go on, and no more', 'HTTP/1.1 100 Continue\r\n\r\n', null],
    ['has hints, and no more', 'HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n', null],
    ['ends without a word', '', null],
    ['speaks another language', 'SSH-2.0-x\r\n', null],
  ])('comes to an end with a receiver that %s', async (_name, words, status) => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined).once('data', () => socket.end(words));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const answer = await local.post({ ...message, url });
    expect(answer).toMatchObject(status === null ? { kind: expect.any(String) } : { kind: 'answered', status });
    await new Promise((resolve) => server.close(resolve));
  });

  it('gives up a receiver that upgrades and stays, and one that says nothing', async () => {
    const sockets: Socket[] = [];
    for (const words of ['HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n', '']) {
      const server = createTcpServer((socket) => {
        sockets.push(socket.on('error', () => undefined).once('data', () => socket.write(words)));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const hasty = new HttpReceivers({ allowLoopback: true, timeoutMs: 200 });
      const answer = await hasty.post({ ...message, url });
      expect(answer).toEqual(
        words === '' ? { kind: 'unreachable', reason: 'no answer within 200 ms' } : { kind: 'answered', status: 101 },
      );
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('follows no redirect', async () => {
    let requests = 0;
    await answering(
      (_request, response) => {
        requests += 1;
        response.writeHead(302, { location: '/elsewhere' }).end();
      },
      async (url) => {
        expect(await local.post({ ...message, url })).toEqual({ kind: 'answered', status: 302 });
      },
    );
    expect(requests).toBe(1);
  });

  it('says why there was no answer', async () => {
    const refused = await local.post({ ...message, url: 'http://127.0.0.1:1/' });
    expect(refused).toEqual({ kind: 'unreachable', reason: expect.stringMatching(/ECONNREFUSED|EPERM|connect/) });
  });

  it('calls no name that leads to a closed address, at creation or later', async () => {
    let requests = 0;
    await answering(
      (_request, response) => {
        requests += 1;
        response.end();
      },
      async (_, port) => {
        const url = `https://rebind.example:${port}/`;
        let lookUps = 0;
        // Public when it is created, this machine ever after.
        const resolve: Resolve = async () => [{ address: lookUps++ === 0 ? '93.184.216.34' : '127.0.0.1', family: 4 }];
        const receivers = new HttpReceivers({ allowLoopback: false, resolve });
        expect(await receivers.refusal(url)).toBeNull();
        expect(await receivers.post({ ...message, url })).toEqual({
          kind: 'unreachable',
          reason: expect.stringContaining('private'),
        });
        expect(await receivers.refusal(url)).toContain('private');
      },
    );
    expect(requests).toBe(0);
  });

  it('refuses a name of which one address is closed', async () => {
    const resolve: Resolve = async () => [
      { address: '93.184.216.34', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ];
    expect(await new HttpReceivers({ allowLoopback: false, resolve }).refusal('https://x.example/')).toContain(
      'private',
    );
  });

  it.each([
    'http://hooks.example.com/',
    'ftp://hooks.example.com/',
    'hooks.example.com',
    'https://user:secret@93.184.216.34/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://10.1.2.3/',
    'https://172.16.0.1/',
    'https://192.168.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://100.64.0.1/',
    'https://0.0.0.0/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:a00:1]/',
    'https://[fe80::1]/',
    'https://[fd00:ec2::254]/',
    'https://[64:ff9b::7f00:1]/',
    'https://localhost/',
    'https://[::7f00:1]/',
    'https://[::a9fe:a9fe]/',
    'https://[100:0:0:1::1]/',
    'https://[2002:7f00:1::1]/',
    'https://93.184.216.34:22/',
    'https://93.184.216.34:25/',
    'https://93.184.216.34:80/',
    'https://93.184.216.34:0/',
  ])('refuses %s in a stack, and calls it never', async (url) => {
    expect(await stack.refusal(url)).toEqual(expect.any(String));
    if (/^https:\/\/[^:@]*$|\[/.test(url) && URL.canParse(url)) {
      expect(await stack.post({ ...message, url })).toMatchObject({ kind: 'unreachable' });
    }
  });

  it('allows https to anybody, and http to this machine only where that is allowed', async () => {
    const resolve: Resolve = async () => {
      throw new Error('ENOTFOUND');
    };
    expect(await stack.refusal('https://93.184.216.34/hook')).toBeNull();
    expect(await stack.refusal('https://93.184.216.34:8443/hook')).toBeNull();
    expect(await stack.refusal('https://[2606:2800:220:1::1]/hook')).toBeNull();
    expect(await new HttpReceivers({ allowLoopback: false, resolve }).refusal('https://later.example/')).toBeNull();
    expect(await local.refusal('http://127.0.0.1:8080/')).toBeNull();
    expect(await local.refusal('http://localhost:8080/')).toBeNull();
    expect(await local.refusal('http://192.168.0.1/')).toEqual(expect.any(String));
    expect(await local.refusal('http://93.184.216.34/')).toEqual(expect.any(String));
  });
});

describe('kindOfAddress', () => {
  it.each([
    ['93.184.216.34', 'public'],
    ['2606:2800:220:1::1', 'public'],
    ['127.9.9.9', 'loopback'],
    ['::1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['224.0.0.1', 'closed'],
    ['255.255.255.255', 'closed'],
    ['198.18.0.1', 'closed'],
    ['not an address', 'closed'],
  ])('says of %s: %s', (address, kind) => {
    expect(kindOfAddress(address)).toBe(kind);
  });
});
