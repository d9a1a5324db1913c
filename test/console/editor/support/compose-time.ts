import { compose } from '../../../../console/editor/compose.ts';
import { hiddenEditor } from '../../../../console/editor/start.ts';
import { EVERYTHING } from './mails.ts';

const BLOCKS = 287;
const TIMES = 10;

/**
 * Prints how long a mail of 287 blocks of every kind takes, in milliseconds, each of ten times after a first one. As a
 * process of its own, which it ends: React's renderer leaves a channel open.
 */
async function composeTimes(): Promise<{ times: number[]; bytes: number }> {
  const kinds = EVERYTHING.content?.[0]?.content ?? [];
  const content = Array.from({ length: BLOCKS }, (_, n) => kinds[n % kinds.length] ?? { type: 'paragraph' });
  const editor = hiddenEditor({ type: 'doc', content: [{ type: 'container', content }] }, 'en');
  const { length } = await compose(editor, '');
  const times: number[] = [];
  for (let n = 0; n < TIMES; n += 1) {
    const began = performance.now();
    await compose(editor, '');
    times.push(performance.now() - began);
  }
  editor.destroy();
  return { times, bytes: length };
}

console.log(JSON.stringify(await composeTimes()));
process.exit();

console.log(JSON.stringify(await composeTimes()));
process.exit();
