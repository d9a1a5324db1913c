import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Lack, TemplateProblem } from '../../logic/template-problems.ts';
import { useFormats } from '../../parts/formats.ts';
import { useWords, type WordsOf } from '../../words/words.tsx';

/** What should be looked at, though it prevents nothing. */
export function Problems({ problems }: { problems: readonly TemplateProblem[] }) {
  const words = useWords().template;
  const formats = useFormats();
  if (problems.length === 0) return null;
  return (
    <Alert type="warning" header={words.problemsTitle(problems.length)}>
      <ul>
        {problems.map((problem) => {
          const text = textOf(problem, words, formats);
          return <li key={text}>{text}</li>;
        })}
      </ul>
    </Alert>
  );
}

function textOf(
  problem: TemplateProblem,
  { problems: words, lack }: WordsOf<'template'>,
  { count, size }: ReturnType<typeof useFormats>,
): string {
  switch (problem.code) {
    case 'merge-tag':
      return words[problem.code](problem.tag, problem.variable);
    case 'liquid':
      return words[problem.code](problem.detail);
    case 'too-heavy':
      return words[problem.code](size(problem.bytes));
    case 'fallback-missing':
      return [words[problem.code](problem.variable), ...lackText(problem.lack, lack, count)].join(' ');
    case 'alt-missing':
    case 'image-http':
    case 'link-empty':
      return words[problem.code](count(problem.count));
    default:
      return words[problem.code]();
  }
}

const lackText = (lack: Lack | null, words: WordsOf<'template'>['lack'], count: (n: number) => string): string[] =>
  lack === null ? [] : [words(count(lack.count), count(lack.of))];

interface MissingProps {
  /** Variables that have neither a value for the reader nor a fallback. */
  names: readonly string[];
  /** Undefined where the template cannot be changed. */
  onFallback: ((name: string) => void) | undefined;
}

/** What the chosen reader lacks, so that they would get no mail. */
export function Missing({ names, onFallback }: MissingProps) {
  const words = useWords().template;
  if (names.length === 0) return null;
  return (
    <Alert type="warning" header={words.missingTitle}>
      <SpaceBetween size="xs">
        {words.missing(names.length)}
        {onFallback &&
          names.map((name) => (
            <Button key={name} variant="inline-link" onClick={() => onFallback(name)}>
              {words.addFallback(name)}
            </Button>
          ))}
      </SpaceBetween>
    </Alert>
  );
}
