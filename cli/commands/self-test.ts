import { ApiProductUnderTest } from '../../adapters/api/product-under-test.ts';
import { SystemClock } from '../../adapters/system-clock.ts';
import { SystemRandom } from '../../adapters/system-random.ts';
import type { Check } from '../../core/self-test/report.ts';
import { selfTest } from '../../core/self-test/self-test.ts';
import { toneOf } from '../paint.ts';
import type { Session } from '../session.ts';
import { pad } from '../text.ts';

const CLOSING = {
  passed: 'Everything came round.',
  incomplete: 'No mail was sent: see what is missing.',
  failed: 'Something is broken: see what failed.',
};

/** Tests the product with mails to the SES simulator. Returns the exit code. */
export async function runSelfTest(session: Session, options: { domain?: string }): Promise<number> {
  const onCheck = (check: Check): void =>
    session.show(
      [`${session.paint(toneOf(check.result), pad(check.result, 7))}  ${pad(check.name, 11)}  ${check.detail}`],
      [{ event: 'check', ...check }],
    );
  const product = new ApiProductUnderTest(await session.api());
  const ports = { product, clock: new SystemClock(), random: new SystemRandom(), onCheck };
  const { verdict, domain } = await selfTest(ports, options.domain ?? null);
  session.show(['', CLOSING[verdict]], [{ event: 'verdict', verdict, domain }]);
  return verdict === 'passed' ? 0 : 1;
}
