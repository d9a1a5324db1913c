import { GetAccountCommand, type SESv2Client } from '@aws-sdk/client-sesv2';
import type { Account, AccountLimits } from '../../core/sending/account.ts';

/** The limits of an SES account in its Region. */
export class SesAccount implements Account {
  readonly #client: SESv2Client;

  constructor(client: SESv2Client) {
    this.#client = client;
  }

  async limits(): Promise<AccountLimits> {
    const { SendQuota } = await this.#client.send(new GetAccountCommand({}));
    const { Max24HourSend = -1, SentLast24Hours = 0, MaxSendRate } = SendQuota ?? {};
    return {
      // -1: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendQuota.html
      day: Max24HourSend < 0 ? null : { perDay: Math.floor(Max24HourSend), used: Math.ceil(SentLast24Hours) },
      rate: MaxSendRate ?? null,
    };
  }
}
