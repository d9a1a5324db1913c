import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import { useWords } from '../words/words.tsx';

export function NoSuchTask({ taskId }: { taskId: string }) {
  const words = useWords();
  return (
    <ContentLayout header={<Header variant="h1">{words.taskPage.noSuch(taskId)}</Header>}>
      <Link href="/console/tasks">{words.problems.toTasks}</Link>
    </ContentLayout>
  );
}
