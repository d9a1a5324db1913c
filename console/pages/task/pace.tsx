import { useState } from 'react';
import { type Look, mailsPerSecond, withLook } from '../../logic/sending-pace.ts';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';

/** Mails a second, from what was sent between two looks. */
export function Pace({ sent }: { sent: number }) {
  const words = useWords();
  const formats = useFormats();
  const [looks, setLooks] = useState<readonly Look[]>([{ at: performance.now(), sent }]);
  if (looks.at(-1)?.sent !== sent) setLooks(withLook(looks, { at: performance.now(), sent }));
  const pace = mailsPerSecond(looks);
  return <>{pace !== null ? words.taskPage.perSecond(formats.decimal(pace)) : '–'}</>;
}
