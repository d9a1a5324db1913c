import { join } from 'node:path';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { requireEnv } from '../require-env.ts';
import { CONSOLE_FILES, consoleEnv } from './env.ts';
import { readConsole } from './files.ts';
import { createConsole } from './handler.ts';

const { UPLOAD_ORIGIN } = requireEnv(consoleEnv);
const files = readConsole(join(import.meta.dirname, CONSOLE_FILES));
const serve = createConsole(files, { isSecure: true, uploadOrigin: UPLOAD_ORIGIN });

export const handler = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> =>
  serve(event);
