/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const DELAY_MAX_SECONDS = 900;

/** Whole seconds, rounded up so that nothing comes early. @throws when the delay is not 0 to 900. */
export function checkDelay(seconds: number): number {
  if (!(seconds >= 0 && seconds <= DELAY_MAX_SECONDS)) {
    throw new Error(`a delay must be 0 to ${DELAY_MAX_SECONDS} seconds, got ${seconds}`);
  }
  return Math.ceil(seconds);
}
