import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** The console's first page: an address that the gateway knows by its own route, with no doubt about a last slash. */
const CONSOLE = '/console';
export const CONSOLE_BASE = `${CONSOLE}/`;

/** Where an address leads that is not the console's; null for one that is. */
export const leadToConsole = ({ rawPath }: APIGatewayProxyEventV2): APIGatewayProxyStructuredResultV2 | null =>
  rawPath === CONSOLE || rawPath.startsWith(CONSOLE_BASE)
    ? null
    : { statusCode: 302, headers: { location: CONSOLE, 'cache-control': 'no-store' } };
