import Popover from '@cloudscape-design/components/popover';
import { useNow } from '../api/product-clock.ts';
import { useWords } from '../words/words.tsx';
import { useFormats } from './formats.ts';

/** An instant, ISO 8601, as people say it; local and UTC in full at a click. */
export function Time({ at }: { at: string }) {
  const words = useWords();
  const formats = useFormats();
  const now = useNow();
  return (
    <Popover
      triggerType="text"
      size="medium"
      dismissAriaLabel={words.common.cancel}
      content={
        <>
          <div>{formats.full(at)}</div>
          <div>{words.common.utc(formats.utc(at))}</div>
        </>
      }
    >
      <time dateTime={at}>{formats.near(at, now)}</time>
    </Popover>
  );
}
