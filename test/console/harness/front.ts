import { request as ask, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type ConsoleFiles, readConsole } from '../../../lambdas/console/files.ts';
import { createConsole } from '../../../lambdas/console/handler.ts';

export interface Front {
  url: string;
  /** Serves another build from now on, as a deployment does. */
  deploy(files: ConsoleFiles): void;
  stop(): void;
}

/** The built console, as its function answers, and the product's API at one origin, which the page needs. */
export async function startFront(productUrl: string, dist: string): Promise<Front> {
  const serving = (files: ConsoleFiles) => createConsole(files, { isSecure: false, uploadOrigin: null });
  let serve = serving(readConsole(dist));
  const server = createServer((incoming, outgoing) => {
    const { method = 'GET', headers, url = '/' } = incoming;
    const { pathname } = new URL(url, 'http://front');
    if (pathname.startsWith('/console/')) {
      const event = { rawPath: pathname, headers, requestContext: { http: { method } } };
      const answer = serve(event as unknown as APIGatewayProxyEventV2);
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers as Record<string, string>);
      outgoing.end(Buffer.from(answer.body ?? '', answer.isBase64Encoded ? 'base64' : 'utf8'));
      return;
    }
    const passed = ask(`${productUrl}${url}`, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.writeHead(502).end());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    deploy: (files) => {
      serve = serving(files);
    },
    stop: () => server.close(),
  };
}
