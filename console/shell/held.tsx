import Button from '@cloudscape-design/components/button';
import type { FlashbarProps } from '@cloudscape-design/components/flashbar';
import { useAccount } from '../api/overview.ts';
import { useNow } from '../api/product-clock.ts';
import { useFormats } from '../parts/formats.ts';
import { useWords } from '../words/words.tsx';

/** While everything is held: told on every page, since nothing that a user does there sends mail. */
export function useHeld(): FlashbarProps.MessageDefinition[] {
  const { hold: words } = useWords().settings;
  const { data } = useAccount();
  const { near } = useFormats();
  const now = useNow();
  const hold = data?.hold ?? null;
  if (hold === null) return [];
  const content = hold.since === null ? words.held : words.heldSince(near(hold.since, now));
  return [{ id: 'held', type: 'error', content, action: <Button href="/console/settings">{words.toSettings}</Button> }];
}
