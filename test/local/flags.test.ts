import { describe, expect, it } from '@jest/globals';
import { FlagError } from '../../local/flag-values.ts';
import { readFlags } from '../../local/flags.ts';

describe('readFlags', () => {
  it('has a default for everything', () => {
    expect(readFlags([], {})).toEqual({
      port: null,
      data: '.mailramp',
      memory: false,
      empty: false,
      smtp: null,
      submissionPort: null,
      submissionCertificate: null,
      sendRate: 1_000,
      json: false,
      console: false,
      consoleWatch: false,
      open: false,
      dynamodb: false,
      dynamodbEndpoint: null,
    });
  });

  it('reads every flag', () => {
    const args = ['--port', '0', '--data', '/tmp/x', '--memory', '--empty', '--smtp', 'localhost:2525'];
    expect(
      readFlags(
        [
          ...args,
          ...['--submission-port', '2587', '--send-rate', '50', '--json', '--console', '--console-watch', '--open'],
        ],
        { MAILRAMP_DYNAMODB_ENDPOINT: 'http://db:8000' },
      ),
    ).toEqual({
      port: 0,
      data: '/tmp/x',
      memory: true,
      empty: true,
      smtp: { host: 'localhost', port: 2525 },
      submissionPort: 2587,
      submissionCertificate: null,
      sendRate: 50,
      json: true,
      console: true,
      consoleWatch: true,
      open: true,
      dynamodb: false,
      dynamodbEndpoint: 'http://db:8000',
    });
  });

  it('knows one place for the tables', () => {
    expect(readFlags(['--dynamodb'], {})).toMatchObject({ dynamodb: true, memory: false });
    expect(() => readFlags(['--dynamodb', '--memory'], {})).toThrow('--memory and --dynamodb exclude each other');
  });

  it('reads an IPv6 relay', () => {
    expect(readFlags(['--smtp', '[::1]:25'], {})).toMatchObject({ smtp: { host: '::1', port: 25 } });
  });

  it.each([
    ['smtp://relay.example:587', { tls: 'opportunistic' }],
    ['smtp://relay.example:587?tls=off&timeout=60', { tls: 'off', timeoutMs: 60_000 }],
    ['smtp://relay.example:587?tls=required', { tls: 'required' }],
    ['smtps://relay.example:465', { port: 465, tls: 'implicit' }],
    ['smtps://relay.example:465/?tls=required', { port: 465, tls: 'implicit' }],
    [
      'smtp://me%40news.example:p%3A%2F%40ss@relay.example:587',
      { tls: 'required', logIn: { user: 'me@news.example', password: 'p:/@ss' } },
    ],
    [
      'smtp://me:pass@relay.example:587?tls=opportunistic',
      { tls: 'opportunistic', logIn: { user: 'me', password: 'pass' } },
    ],
    ['smtp://me:pass@localhost:587', { host: 'localhost', tls: 'opportunistic', logIn: expect.anything() }],
    ['smtp://[::1]:25', { host: '::1', port: 25, tls: 'opportunistic' }],
  ])('reads the relay %s', (text, relay) => {
    expect(readFlags(['--smtp', text], {})).toMatchObject({ smtp: { host: 'relay.example', port: 587, ...relay } });
  });

  it.each([
    'smtp://me:secret@relay.example',
    'smtp://me:secret@:25',
    'smtp://me:secret@relay.example:99999',
    'smtp://me:secret@relay.example:25/path',
    'smtp://me:secret%@relay.example:25',
    'smtp://me:secret@relay.example:25?tls=yes',
    'smtp://me:secret@relay.example:25?verify=no',
    'smtp://me:secret@relay.example:25?timeout=0',
    'smtp://me:secret@relay.example:25?timeout=300',
    'smtps://me:secret@relay.example:465?tls=opportunistic',
    'http://me:secret@relay.example:25',
    'me:secret@relay.example:25',
  ])('refuses the relay %s, and does not repeat the password', (text) => {
    const read = () => readFlags(['--smtp', text], {});
    expect(read).toThrow(FlagError);
    expect(read).toThrow(/^(?!.*secret).*smtp/);
  });

  it('answers help before anything else is done', () => {
    expect(readFlags(['--help'], {})).toBe('help');
  });

  it.each([
    [['--prot', '1'], '--prot'],
    [['campaign'], 'campaign'],
    [['--port', 'many'], '--port must be an integer from 0 to 65535'],
    [['--port', '65536'], '--port'],
    [['--send-rate', '0'], '--send-rate'],
    [['--smtp', 'localhost'], '--smtp must be HOST:PORT'],
    [['--smtp', 'localhost:0'], 'the port of --smtp'],
    [['--data'], '--data'],
    [['--submission-port', 'x'], '--submission-port must be an integer from 0 to 65535'],
    [['--submission-cert', 'cert.pem'], '--submission-cert and --submission-key are needed together'],
    [['--submission-cert', '/none', '--submission-key', '/none'], '--submission-cert cannot be read: ENOENT'],
    [['--submission-cert', 'package.json', '--submission-key', '/none'], '--submission-cert must be a file in PEM'],
  ])('refuses %j by name', (args, message) => {
    expect(() => readFlags(args, {})).toThrow(FlagError);
    expect(() => readFlags(args, {})).toThrow(message);
  });

  it('refuses an endpoint that is no URL', () => {
    expect(() => readFlags([], { MAILRAMP_DYNAMODB_ENDPOINT: 'db' })).toThrow('MAILRAMP_DYNAMODB_ENDPOINT');
  });
});
