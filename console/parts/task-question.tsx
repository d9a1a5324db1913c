import type { Task } from '../api/answers.ts';
import { CancelTask } from './cancel-task.tsx';
import { RenameTask } from './rename-task.tsx';

/** What is asked about a task, of a list or of a page of its own, before it is done. */
export interface AskedTask {
  task: Pick<Task, 'taskId' | 'name' | 'subject' | 'counts'>;
  question: 'cancel' | 'rename';
}

interface TaskQuestionProps {
  asked: AskedTask | undefined;
  /** `text`: what has been done. */
  onSaid: (text: string) => void;
  onClose: () => void;
}

export function TaskQuestion({ asked, onSaid, onClose }: TaskQuestionProps) {
  if (asked === undefined) return null;
  const { task, question } = asked;
  if (question === 'cancel') return <CancelTask task={task} onCancelled={onSaid} onClose={onClose} />;
  return <RenameTask task={task} onClose={onClose} />;
}
