import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { TemplateContent } from '../../api/templates.ts';
import { useWords } from '../../words/words.tsx';

interface ChangedMeanwhileProps {
  mine: TemplateContent;
  theirs: TemplateContent;
  isPending: boolean;
  onTakeTheirs: () => void;
  onKeepMine: () => void;
  onLater: () => void;
}

/** Somebody else saved the template: both versions, of which the user chooses. */
export function ChangedMeanwhile(props: ChangedMeanwhileProps) {
  const { mine, theirs, isPending, onTakeTheirs, onKeepMine, onLater } = props;
  const words = useWords().template;
  return (
    <Modal
      visible
      size="max"
      header={words.changedTitle}
      closeAriaLabel={words.later}
      onDismiss={onLater}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onLater}>
              {words.later}
            </Button>
            <Button onClick={onTakeTheirs}>{words.takeTheirs}</Button>
            <Button variant="primary" loading={isPending} onClick={onKeepMine}>
              {words.keepMine}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {words.changed}
        <ColumnLayout columns={2}>
          <Version title={words.mine} content={mine} other={theirs} />
          <Version title={words.theirs} content={theirs} other={mine} />
        </ColumnLayout>
      </SpaceBetween>
    </Modal>
  );
}

interface VersionProps {
  title: string;
  content: TemplateContent;
  other: TemplateContent;
}

/** The parts in which the versions differ. */
function Version({ title, content, other }: VersionProps) {
  const words = useWords().template;
  const parts = (['name', 'subject', 'html', 'text'] as const).filter((part) => content[part] !== other[part]);
  return (
    <SpaceBetween size="s">
      <Box variant="h3">{title}</Box>
      {parts.map((part) => (
        <div key={part}>
          <Box variant="awsui-key-label">{words[part]}</Box>
          <pre className="raw">
            <bdi>{content[part]}</bdi>
          </pre>
        </div>
      ))}
    </SpaceBetween>
  );
}
