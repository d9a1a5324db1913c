import Popover from '@cloudscape-design/components/popover';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Template } from '../../api/answers.ts';
import { TaskLinks } from '../../parts/task-links.tsx';
import { useWords } from '../../words/words.tsx';

interface StateProps {
  isReadOnly: boolean;
  isDirty: boolean;
  /** Whether it is not stored yet. */
  isNew: boolean;
  /** How many things should be looked at. */
  problems: number;
  usedBy: Template['usedBy'];
}

/** Whether what is written is saved, and who will send it. */
export function State({ isReadOnly, isDirty, isNew, problems, usedBy }: StateProps) {
  const words = useWords();
  const { template } = words;
  if (isReadOnly) return <>{template.readOnly(words.roles.sender)}</>;
  return (
    <SpaceBetween direction="horizontal" size="l">
      {isDirty || isNew ? (
        <StatusIndicator type="pending">{template.unsaved}</StatusIndicator>
      ) : (
        <StatusIndicator type="success">{template.allSaved}</StatusIndicator>
      )}
      {problems > 0 && <StatusIndicator type="warning">{template.problemsTitle(problems)}</StatusIndicator>}
      {usedBy.length > 0 && (
        <Popover header={template.usedTitle} dismissAriaLabel={template.close} content={<TaskLinks tasks={usedBy} />}>
          {template.used(usedBy.length)}
        </Popover>
      )}
    </SpaceBetween>
  );
}
