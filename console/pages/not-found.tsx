import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import { useWords } from '../words/words.tsx';

export function NotFoundPage() {
  const words = useWords();
  return (
    <main>
      <Box padding="l">
        <Header variant="h1">{words.problems.pageUnknown}</Header>
        <Link href="/console/tasks">{words.problems.toTasks}</Link>
      </Box>
    </main>
  );
}
