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

describe('senders', () => {
  const EmailAddress = 'news@bulk.test';

  it('are made, listed with a password for SMTP, and deleted', async () => {
    expect(await codeOf(client.CreateEmailAddress({ EmailAddress: 'news' }))).toBe(
      'InvalidParameterValue.IllegalEmailAddress',
    );
    expect(await codeOf(client.CreateEmailAddress({ EmailAddress: 'a@nobody.test' }))).toBe(
      'OperationDenied.DomainNotVerified',
    );
    expect(await codeOf(client.CreateEmailAddress({ EmailAddress, EmailSenderName: 'a\nb' }))).toBe(
      'InvalidParameterValue.IllegalSenderName',
    );
    await client.CreateEmailAddress({ EmailAddress, EmailSenderName: 'News' });
    expect(await codeOf(client.CreateEmailAddress({ EmailAddress }))).toBe('InvalidParameterValue.RepeatEmailAddress');

    const setPassword = (Password: string) => client.UpdateEmailSmtpPassWord({ EmailAddress, Password });
    expect(await codeOf(setPassword('too-simple'))).toBe('InvalidParameterValue.InvalidSmtpPassWord');
    expect(await codeOf(setPassword('aaBB22cc33DD'))).toBe('none');
    expect(await codeOf(setPassword('aaBB22cc33DD'))).toBe('OperationDenied.RepeatPassWord');
    expect(await client.ListEmailAddress()).toMatchObject({
      EmailSenders: [{ EmailAddress, EmailSenderName: 'News', SmtpPwdType: 1, CreatedTimestamp: expect.any(Number) }],
    });
    expect(await codeOf(client.DeleteEmailIdentity({ EmailIdentity: 'bulk.test' }))).toBe(
      'OperationDenied.SenderWithDomainIsNotEmpty',
    );
    await client.DeleteEmailAddress({ EmailAddress });
    expect(await codeOf(client.DeleteEmailAddress({ EmailAddress }))).toBe('InvalidParameterValue.NoSuchSender');
  });
});

describe('blacklists', () => {
  it('made by hand are counted, listed, changed and deleted', async () => {
    const Emails = ['one@black.test', 'two@black.test', 'one@black.test', 'nobody'];
    expect(await client.CreateCustomBlacklist({ Emails })).toMatchObject({
      TotalCount: 4,
      ValidCount: 2,
      RepeatCount: 1,
      InvalidCount: 1,
    });
    expect(await codeOf(client.CreateCustomBlacklist({ Emails: [] }))).toBe('MissingParameter.EmailsNecessary');
    expect(await codeOf(client.CreateCustomBlacklist({ Emails, ExpireDate: '2020-01-01' }))).toBe(
      'InvalidParameterValue.WrongDate',
    );
    const until = { Emails: ['while@black.test'], ExpireDate: '2999-12-31' };
    expect(await client.CreateCustomBlacklist(until)).toMatchObject({ ValidCount: 1 });
    const active = { Offset: 0, Limit: 10, Status: 1, Email: 'while@black.test' };
    expect((await client.ListCustomBlacklist(active)).Data).toMatchObject([{ ExpireDate: '2999-12-31', Status: 1 }]);
    await client.DeleteCustomBlackList({ Emails: until.Emails });
    const list = () => client.ListCustomBlacklist({ Offset: 0, Limit: 10, Status: 2 });
    const { Data = [] } = await list();
    expect(Data.map(({ Email }) => Email).sort()).toEqual(['one@black.test', 'two@black.test']);
    const Id = Data.find(({ Email }) => Email === 'two@black.test')?.Id ?? 0;
    await client.UpdateCustomBlackList({ Id, Email: 'three@black.test' });
    expect(await codeOf(client.UpdateCustomBlackList({ Id, Email: 'four@black.test' }))).toBe('InvalidParameterValue');
    await client.DeleteCustomBlackList({ Emails: ['one@black.test'] });
    expect((await list()).Data?.map(({ Email }) => Email)).toEqual(['three@black.test']);

    const send = { FromEmailAddress: 'a@bulk.test', Destination: ['three@black.test'], Subject: 'No' };
    expect(await codeOf(client.SendEmail({ ...send, Simple: { Text: base64('no') } }))).toBe(
      'FailedOperation.EmailAddrInBlacklist',
    );
  });

  it('of what was heard are removed without those made by hand', async () => {
    for (const [email, reason] of [
      ['bounced@black.test', 'bounce'],
      ['angry@black.test', 'complaint'],
    ])
      await product.post('/v1/suppressions', { email, reason });
    const days = { StartDate: '2020-01-01', EndDate: '2099-12-31', Limit: 10, Offset: 0 };
    expect(await client.ListBlackEmailAddress(days)).toMatchObject({ TotalCount: 2 });
    await client.DeleteBlackList({ EmailAddressList: ['bounced@black.test', 'three@black.test', 'nobody@black.test'] });
    expect((await client.ListBlackEmailAddress(days)).BlackList?.map(({ EmailAddress }) => EmailAddress)).toEqual([
      'angry@black.test',
    ]);
    expect(await client.ListCustomBlacklist({ Offset: 0, Limit: 0, Status: 1 })).toMatchObject({ TotalCount: 1 });
    expect(await codeOf(client.ListBlackEmailAddress({ ...days, StartDate: 'today' }))).toBe(
      'InvalidParameterValue.WrongDate',
    );
  });
});

describe('SendEmail', () => {
  it('hands over a mail to each, with literal content and headers, and says what became of each', async () => {
    const { MessageId = '' } = await client.SendEmail({
      FromEmailAddress: 'News <a@bulk.test>',
      Destination: ['ann@single.test', 'ben@single.test'],
      Bcc: ['cat@single.test'],
      Subject: 'Literal',
      Simple: { Text: base64('{{ not }} {% liquid %}') },
      SmtpHeaders: JSON.stringify({ 'X-Order': '17' }),
    });
    expect(MessageId).toMatch(/^mail-[0-9a-f]{32}$/);
    const [mail] = await product.inbox({ to: 'cat@single.test' });
    const raw = await product.rawMail(mail?.id ?? '');
    expect(raw).toContain('{{ not }} {% liquid %}');
    expect(raw).toMatch(/^X-Order: 17/m);
    expect(raw).toMatch(/^To: ann@single\.test, ben@single\.test/m);
    expect(raw).not.toMatch(/^Bcc|cat@single\.test/im);
    const RequestDate = new Date(await product.now()).toISOString().slice(0, 10);
    const status = await client.GetSendEmailStatus({ RequestDate, Offset: 0, Limit: 10, MessageId });
    expect(status.EmailStatusList?.map(({ SendStatus }) => SendStatus)).toEqual([0, 0, 0]);
  });
});

describe('statistics and ways to unsubscribe', () => {
  it('have every day of the range', async () => {
    const today = new Date(await product.now()).toISOString().slice(0, 10);
    const report = await client.GetStatisticsReport({ StartDate: '2026-01-01', EndDate: '2026-01-03' });
    expect(report.DailyVolumes?.map(({ SendDate, RequestCount }) => [SendDate, RequestCount])).toEqual([
      ['2026-01-01', 0],
      ['2026-01-02', 0],
      ['2026-01-03', 0],
    ]);
    const before = new Date(Date.parse(today) - 300 * 86_400_000).toISOString().slice(0, 10);
    const { OverallVolume } = await client.GetStatisticsReport({
      StartDate: before,
      EndDate: today,
      Domain: 'bulk.test',
    });
    // The campaign, the three copies of a single mail, and the one to an address of the blacklist.
    expect(OverallVolume).toMatchObject({ SendDate: before, RequestCount: 604, AcceptedCount: 603 });
    expect(await codeOf(client.GetStatisticsReport({ StartDate: today, EndDate: '2026-01-01' }))).toBe(
      'InvalidParameterValue.WrongDate',
    );
  });

  it('are the default of an address', async () => {
    const Address = 'de@bulk.test';
    const config = { Address, UnsubscribeConfig: '6', Status: 1 };
    expect(await codeOf(client.UpdateAddressUnsubscribeConfig(config))).toBe('InvalidParameterValue');
    expect(await codeOf(client.CreateAddressUnsubscribeConfig({ ...config, Address: 'a@nobody.test' }))).toBe(
      'InvalidParameterValue',
    );
    await client.CreateAddressUnsubscribeConfig(config);
    expect(await client.ListAddressUnsubscribeConfig({ Offset: 0, Limit: '10' })).toMatchObject({
      AddressUnsubscribeConfigList: [config],
      Total: 1,
    });
    const to = 'leser@single.test';
    const mail = { FromEmailAddress: Address, Destination: [to], Subject: 'Hallo' };
    await client.SendEmail({ ...mail, Simple: { Text: base64('Hallo') } });
    const [sent] = await product.inbox({ to });
    expect(await product.rawMail(sent?.id ?? '')).toMatch(/^List-Unsubscribe:[\s\S]*Abmelden/m);
    await client.DeleteAddressUnsubscribeConfig({ Address });
    expect(await client.ListAddressUnsubscribeConfig({})).toMatchObject({ Total: 0 });
  });
});
