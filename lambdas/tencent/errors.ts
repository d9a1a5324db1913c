import type { Problem, ProblemCode } from '../../core/problems.ts';

/** A refusal in the vendor's words: its code, and a message that names the field and the rule. */
export class Refusal extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
  }
}

/** What a problem of ours is called where an action names nothing else. */
const CODES: Readonly<Record<ProblemCode, string>> = {
  'invalid-request': 'InvalidParameterValue',
  'start-in-past': 'InvalidParameterValue.BeginTimeBeforeNow',
  'list-empty': 'OperationDenied.ReceiverStatusError',
  'domain-not-verified': 'OperationDenied.DomainNotVerified',
  'too-many-recipients': 'LimitExceeded.ReceiverDetailCountLimit',
  'invalid-cursor': 'InvalidParameterValue',
  unauthorized: 'AuthFailure.InvalidAuthorization',
  forbidden: 'AuthFailure.UnauthorizedOperation',
  'not-found': 'ResourceNotFound',
  'method-not-allowed': 'InvalidAction',
  'wrong-status': 'OperationDenied',
  'in-use': 'OperationDenied',
  'already-exists': 'OperationDenied',
  'request-in-progress': 'FailedOperation.ServiceNotAvailable',
  'stack-held': 'OperationDenied',
  'changed-meanwhile': 'OperationDenied',
  'mail-too-large': 'FailedOperation.EmailContentToolarge',
  'request-too-large': 'RequestSizeLimitExceeded',
  'unsupported-media-type': 'InvalidParameter',
  'idempotency-key-reused': 'InvalidParameterValue',
  'mail-not-sent': 'FailedOperation.SendEmailErr',
  'rate-limited': 'RequestLimitExceeded',
  'quota-used-up': 'FailedOperation.ExceedSendLimit',
};

/** A problem in the vendor's words. `names` are those of the action, by our code. */
export function refusalOf(problem: Problem, names: Partial<Record<ProblemCode, string>> = {}): Refusal {
  const isOfFile = problem.errors.some(({ path }) => path.startsWith('/attachments'));
  const file = problem.code === 'mail-too-large' && isOfFile ? 'FailedOperation.AttachContentToolarge' : undefined;
  const faults = problem.errors.map(({ path, message }) => `${path.slice(1).replaceAll('/', '.')} ${message}`);
  const text = faults.length === 0 ? problem.message : faults.join('; ');
  return new Refusal(file ?? names[problem.code] ?? CODES[problem.code], text);
}

/** Says the problems of `act` in the vendor's words, with the names that this action has for them. */
export async function inTheirWords<Result>(
  names: Partial<Record<ProblemCode, string>>,
  act: () => Promise<Result>,
): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    if (isProblem(error)) throw refusalOf(error, names);
    throw error;
  }
}

const isProblem = (error: unknown): error is Problem => error instanceof Error && error.name === 'Problem';
