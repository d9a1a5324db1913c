import Box from '@cloudscape-design/components/box';
import { useDomains } from '../../api/domains.ts';
import { domainOf } from '../../logic/domain-of.ts';
import { useWords } from '../../words/words.tsx';
import { useFormats } from '../formats.ts';

/** What the test takes of the quota that the bulk mail of the domain needs, too; nothing where the two are apart. */
export function Cost({ from, mails }: { from: string; mails: number }) {
  const words = useWords().sendTest;
  const { count } = useFormats();
  const warmUp = useDomains().data?.find(({ domain }) => domain === domainOf(from))?.warmUp;
  if (mails === 0 || warmUp === undefined || !warmUp.limitOther || warmUp.left === null) return null;
  return <Box color="text-body-secondary">{words.cost(count(mails), count(warmUp.left))}</Box>;
}
