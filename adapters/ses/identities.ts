import {
  AlreadyExistsException,
  CreateEmailIdentityCommand,
  DeleteEmailIdentityCommand,
  type DkimAttributes,
  GetEmailIdentityCommand,
  type GetEmailIdentityCommandOutput,
  NotFoundException,
  PutEmailIdentityFeedbackAttributesCommand,
  PutEmailIdentityMailFromAttributesCommand,
  type SESv2Client,
  type Tag,
  TagResourceCommand,
} from '@aws-sdk/client-sesv2';
import type { Identities, NewIdentity, TestRecipient } from '../../core/domains/identities.ts';
import { Problem } from '../../core/problems.ts';
import type { Domain, MailFrom } from '../../core/warm-up/domain.ts';

/** The tag of the identities that a stack created or adopted: the sender may use no others. */
const TAG_KEY = 'mailramp';

/** Where most regions keep the DKIM keys; the newer ones name their own zone. */
const DKIM_ZONE = 'dkim.amazonses.com';

export interface SesIdentitiesOptions {
  /** Value of the tag `mailramp`: names the stack. */
  tag: string;
  /** ARN of an identity up to its name, e.g. `arn:aws:ses:eu-west-1:123456789012:identity/`. */
  identityArnPrefix: string;
}

/** Domains as identities of SES, verified by DKIM. */
export class SesIdentities implements Identities {
  readonly #client: Pick<SESv2Client, 'send'>;
  readonly #options: SesIdentitiesOptions;

  constructor(client: Pick<SESv2Client, 'send'>, options: SesIdentitiesOptions) {
    this.#client = client;
    this.#options = options;
  }

  /**
   * Throws `already-exists` when another stack owns the identity: with this stack's tag the other could no longer send.
   */
  async create(domain: string, mailFrom: string): Promise<NewIdentity> {
    const Tags = this.#tags();
    try {
      const made = await this.#client.send(new CreateEmailIdentityCommand({ EmailIdentity: domain, Tags }));
      await this.#setUp(domain, mailFrom);
      return {
        dkimTokens: dkimTargets(made.DkimAttributes),
        verified: made.VerifiedForSendingStatus === true,
        mailFrom: this.#mailFrom(mailFrom),
        adopted: false,
      };
    } catch (failure) {
      if (!(failure instanceof AlreadyExistsException)) throw failure;
      const found = await this.#takeOver(domain, Tags);
      return {
        dkimTokens: dkimTargets(found.DkimAttributes),
        verified: statusOf(found) === 'verified',
        mailFrom: this.#mailFrom(found.MailFromAttributes?.MailFromDomain),
        adopted: true,
      };
    }
  }

  /**
   * In the sandbox SES asks for the right to the recipient's identity as well, and the sender has it by the tag alone:
   * https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html
   */
  async addTestRecipient(address: string): Promise<TestRecipient> {
    const Tags = this.#tags();
    try {
      await this.#client.send(new CreateEmailIdentityCommand({ EmailIdentity: address, Tags }));
      return { address, status: 'pending' };
    } catch (failure) {
      if (!(failure instanceof AlreadyExistsException)) throw failure;
      return { address, status: statusOf(await this.#takeOver(address, Tags)) };
    }
  }

  async status(domain: string): Promise<Domain['status']> {
    try {
      return statusOf(await this.#client.send(new GetEmailIdentityCommand({ EmailIdentity: domain })));
    } catch (failure) {
      if (failure instanceof NotFoundException) return 'failed';
      throw failure;
    }
  }

  async remove(domain: string): Promise<void> {
    try {
      await this.#client.send(new DeleteEmailIdentityCommand({ EmailIdentity: domain }));
    } catch (failure) {
      if (!(failure instanceof NotFoundException)) throw failure;
    }
  }

  /**
   * SES mails each bounce and complaint to the sender by default; the events of the configuration set say the same. An
   * identity whose settings fail is removed, so that adding the domain again begins from nothing.
   */
  async #setUp(domain: string, mailFrom: string): Promise<void> {
    try {
      await this.#client.send(
        new PutEmailIdentityFeedbackAttributesCommand({ EmailIdentity: domain, EmailForwardingEnabled: false }),
      );
      await this.setMailFrom(domain, mailFrom);
    } catch (failure) {
      await this.remove(domain);
      throw failure;
    }
  }

  /**
   * While the records of the domain are missing, SES goes on with its own:
   * https://docs.aws.amazon.com/ses/latest/dg/mail-from.html
   */
  async setMailFrom(domain: string, mailFrom: string | null): Promise<MailFrom | null> {
    await this.#client.send(
      new PutEmailIdentityMailFromAttributesCommand({
        EmailIdentity: domain,
        BehaviorOnMxFailure: 'USE_DEFAULT_VALUE',
        ...(mailFrom === null ? {} : { MailFromDomain: mailFrom }),
      }),
    );
    return this.#mailFrom(mailFrom);
  }

  #mailFrom(domain: string | null | undefined): MailFrom | null {
    const [, , , region] = this.#options.identityArnPrefix.split(':');
    return domain ? { domain, mx: `10 feedback-smtp.${region}.amazonses.com` } : null;
  }

  /** Puts the stack's tag on an identity that exists. Throws `already-exists` when it has another stack's. */
  async #takeOver(name: string, Tags: Tag[]): Promise<GetEmailIdentityCommandOutput> {
    const found = await this.#client.send(new GetEmailIdentityCommand({ EmailIdentity: name }));
    const owner = found.Tags?.find(({ Key }) => Key === TAG_KEY)?.Value;
    if (owner !== undefined && owner !== this.#options.tag) {
      throw new Problem('already-exists', `${name} belongs to the stack ${owner} in this account`);
    }
    const ResourceArn = `${this.#options.identityArnPrefix}${name}`;
    await this.#client.send(new TagResourceCommand({ ResourceArn, Tags }));
    return found;
  }

  #tags(): Tag[] {
    return [{ Key: TAG_KEY, Value: this.#options.tag }];
  }
}

/** `VerifiedForSendingStatus` alone decides: an identity may be verified by another way than DKIM. */
const statusOf = (identity: GetEmailIdentityCommandOutput): Domain['status'] => {
  if (identity.VerifiedForSendingStatus) return 'verified';
  return identity.VerificationStatus === 'FAILED' ? 'failed' : 'pending';
};

const dkimTargets = (dkim: DkimAttributes | undefined): string[] =>
  // With the user's own keys (BYODKIM) the only token is a selector whose record is no CNAME: the user needs to enter
  // nothing.
  dkim?.SigningAttributesOrigin === 'EXTERNAL'
    ? []
    : (dkim?.Tokens ?? []).map((token) => `${token}.${dkim?.SigningHostedZone ?? DKIM_ZONE}`);
