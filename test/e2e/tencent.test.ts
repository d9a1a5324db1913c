import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ses } from 'tencentcloud-sdk-nodejs-ses';
import { eventually, Product } from '../support/product.ts';

const { Client } = ses.v20201002;
type SesClient = InstanceType<typeof Client>;

let product: Product;
let client: SesClient;

/** The vendor's own client, pointed at this product. */
function clientOf(credential: { secretId: string; secretKey: string }): SesClient {
  const httpProfile = { protocol: 'http://', endpoint: new URL(product.reached.apiUrl).host };
  return new Client({ credential, region: 'any', profile: { httpProfile } });
}

/** The code of what a call was refused with. */
const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'none',
    (error: { code: string }) => error.code,
  );

const base64 = (text: string): string => Buffer.from(text).toString('base64');

beforeAll(async () => {
  product = await Product.start();
  client = clientOf(product.reached.tencent);
});

afterAll(() => product.remove());

describe('a campaign by the official SDK', () => {
  it('that exceeds the quota of the day is sent on the next', async () => {
    const domain = 'bulk.test';
    expect(await client.CreateEmailIdentity({ EmailIdentity: domain })).toMatchObject({
      IdentityType: 'DOMAIN',
      VerifiedForSendingStatus: true,
    });
    const { TemplateID = 0 } = await client.CreateEmailTemplate({
      TemplateName: 'letter',
      TemplateContent: { Html: base64('<p>Dear {{ name }}</p>') },
    });
    const { ReceiverId = 0 } = await client.CreateReceiver({ ReceiversName: 'readers' });
    const Datas = Array.from({ length: 600 }, (_, i) => ({
      Email: `reader${i}@readers.test`,
      TemplateData: JSON.stringify({ name: `Reader ${i}` }),
    }));
    expect(await client.CreateReceiverDetailWithData({ ReceiverId, Datas })).toMatchObject({
      TotalCount: 600,
      ValidCount: 600,
    });

    const { TaskId } = await client.BatchSendEmail({
      FromEmailAddress: `News <news@${domain}>`,
      ReceiverId,
      Subject: 'Hello {{ name }}',
      TaskType: 1,
      Template: { TemplateID, TemplateData: '{}' },
    });

    const look = async () => (await client.ListSendTasks({ Offset: 0, Limit: 10 })).Data?.[0];
    const seen = new Set<number | undefined>();
    const until = (status: number) =>
      eventually(
        async () => {
          const task = await look();
          seen.add(task?.TaskStatus);
          return task;
        },
        (task) => task?.TaskStatus === status,
      );
    expect(await until(6)).toMatchObject({ TaskId, RequestCount: 600, SendCount: 500, CacheCount: 100, ErrMsg: '' });
    await product.advance('PT24H');
    expect(await until(10)).toMatchObject({ TaskId, SendCount: 600, CacheCount: 0 });
    expect([...seen].every((status) => [1, 5, 6, 10].includes(status ?? 0))).toBe(true);
    expect((await product.inbox({ to: 'reader7@readers.test' })).map(({ subject }) => subject)).toEqual([
      'Hello Reader 7',
    ]);
  });
});

describe('the signature', () => {
  it('is checked with real time, wherever the clock has travelled, and against its own key', async () => {
    const { secretId, secretKey } = product.reached.tencent;
    expect(await codeOf(clientOf({ secretId, secretKey: `${secretKey.slice(1)}0` }).ListEmailIdentities({}))).toBe(
      'AuthFailure.SignatureFailure',
    );
    expect(await codeOf(clientOf({ secretId: 'AKIDnobody', secretKey }).ListEmailIdentities({}))).toBe(
      'AuthFailure.SecretIdNotFound',
    );
    await product.advance('PT24H');
    expect(await client.ListEmailIdentities({})).toMatchObject({ MaxReputationLevel: 20 });
  });

  it('is that of a key of its own kind, with its role, until it is deleted', async () => {
    const make = (name: string, role: string) =>
      product.post<{ keyId: string; secretId: string; secretKey: string; apiKey: null }>('/v1/api-keys', {
        name,
        role,
        kind: 'tencent',
      });
    const [first, second] = [await make('first', 'viewer'), await make('second', 'sender')];
    expect(first).toMatchObject({ apiKey: null, secretId: `AKID${first.keyId}` });
    expect(await clientOf(first).ListReceivers({ Offset: 0, Limit: 1 })).toMatchObject({ TotalCount: 1 });
    expect(await codeOf(clientOf(first).CreateReceiver({ ReceiversName: 'no' }))).toBe(
      'AuthFailure.UnauthorizedOperation',
    );
    expect(await product.call('GET', '/v1/tasks', { key: `mr_${first.keyId}_${first.secretKey}` })).toMatchObject({
      status: 401,
    });
    expect(await product.call('DELETE', `/v1/api-keys/${first.keyId}`)).toMatchObject({ status: 204 });
    expect(await codeOf(clientOf(first).ListReceivers({ Offset: 0, Limit: 1 }))).toBe('AuthFailure.SecretIdNotFound');
    expect(await codeOf(clientOf(second).CreateReceiver({ ReceiversName: 'yes' }))).toBe('none');
  });
});

describe('the address without a path', () => {
  it('still leads people to the console, and refuses calls that are not signed', async () => {
    const page = await fetch(product.reached.apiUrl, { redirect: 'manual' });
    expect([page.status, page.headers.get('location')]).toEqual([302, '/console']);
    const unsigned = await fetch(product.reached.apiUrl, { method: 'POST', headers: { 'x-tc-action': 'SendEmail' } });
    expect(unsigned.status).toBe(200);
    expect(unsigned.headers.get('content-type')).toBe('application/json');
    expect(await unsigned.json()).toMatchObject({
      Response: { Error: { Code: 'AuthFailure.InvalidAuthorization' }, RequestId: expect.any(String) },
    });
  });
});
