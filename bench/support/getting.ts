import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** A GET of the API as API Gateway hands it over, by a key. */
export function getting(path: string, apiKey: string): APIGatewayProxyEventV2 {
  const [rawPath = '', rawQueryString = ''] = path.split('?');
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    headers: { authorization: `Bearer ${apiKey}` },
    queryStringParameters: Object.fromEntries(new URLSearchParams(rawQueryString)),
    requestContext: {
      accountId: '000000000000',
      apiId: 'bench',
      domainName: 'm.bench.example',
      domainPrefix: 'm',
      http: { method: 'GET', path: rawPath, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: '' },
      requestId: 'bench',
      routeKey: '$default',
      stage: '$default',
      time: '05/Jan/2027:09:00:00 +0000',
      timeEpoch: Date.parse('2027-01-05T09:00:00Z'),
    },
    isBase64Encoded: false,
  };
}
