import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
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
        expect(await local.post({ ...message, url, at: Date.now() })).toEqual({ kind: 'answered', status: 202 });
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
      (url) => local.post({ ...message, olderSecret: older, url, at: Date.now() }).then(() => undefined),
    );
    for (const known of [secret, older]) {
      expect(new Webhook(known).verify(message.body, headers)).toEqual({ type: 'task.started' });
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
        expect(await local.post({ ...message, url, at: 0 })).toEqual({ kind: 'answered', status: 302 });
      },
    );
    expect(requests).toBe(1);
  });

  it('says why there was no answer', async () => {
    const refused = await local.post({ ...message, url: 'http://127.0.0.1:1/', at: 0 });
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
        expect(await receivers.post({ ...message, url, at: 0 })).toEqual({
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
  ])('refuses %s in a stack, and calls it never', async (url) => {
    expect(await stack.refusal(url)).toEqual(expect.any(String));
    if (/^https:\/\/[^:@]*$|\[/.test(url) && URL.canParse(url)) {
      expect(await stack.post({ ...message, url, at: 0 })).toMatchObject({ kind: 'unreachable' });
    }
  });

  it('allows https to anybody, and http to this machine only where that is allowed', async () => {
    const resolve: Resolve = async () => {
      throw new Error('ENOTFOUND');
    };
    expect(await stack.refusal('https://93.184.216.34/hook')).toBeNull();
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
