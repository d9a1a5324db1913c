import { ManualClock } from '../../adapters/memory/clock.ts';
import { MemoryMailer } from '../../adapters/memory/mailer.ts';
import { MimeComposer } from '../../adapters/mime/composer.ts';
import { SmtpMailer } from '../../adapters/smtp/mailer.ts';
import { startSmtpSink } from '../support/smtp-sink.ts';
import { mailerContract } from './mailer.ts';

mailerContract('memory', async () => {
  const mailer = new MemoryMailer();
  return {
    mailer,
    handOvers: (address) => mailer.attempts.get(address) ?? 0,
    accepted: (address) => [...mailer.accepted, ...mailer.doubtful].filter(({ to }) => to === address).length,
    close: async () => undefined,
  };
});

mailerContract('SMTP', async () => {
  const sink = await startSmtpSink();
  const composer = new MimeComposer(new ManualClock(0));
  const mailer = new SmtpMailer({ host: '127.0.0.1', port: sink.port, composer, timeoutMs: 2_000 });
  return {
    mailer,
    handOvers: (address) => sink.attempts.get(address) ?? 0,
    accepted: (address) => sink.messages.get(address)?.length ?? 0,
    close: async () => {
      mailer.close();
      await sink.close();
    },
  };
});
