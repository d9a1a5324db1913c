import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import type { TemplateSummary } from '../../api/answers.ts';
import type { Column } from '../../parts/data-table.tsx';
import { Time } from '../../parts/time.tsx';
import { useWords } from '../../words/words.tsx';
import { TemplateActions } from './actions.tsx';

interface ColumnsOptions {
  onShow: (template: TemplateSummary) => void;
  onDelete: (template: TemplateSummary) => void;
}

export function useTemplateColumns({
  onShow,
  onDelete,
}: ColumnsOptions): readonly [Column<TemplateSummary>, ...Column<TemplateSummary>[]] {
  const words = useWords();
  const { columns, noSubject, show, showOf } = words.templates;
  return [
    { id: 'name', header: columns.name, minWidth: 200, cell: (template) => <NameLink template={template} /> },
    {
      id: 'subject',
      header: columns.subject,
      minWidth: 200,
      cell: ({ subject }) =>
        subject === null ? <Box color="text-status-inactive">{noSubject}</Box> : <bdi>{subject}</bdi>,
    },
    { id: 'variables', header: columns.variables, minWidth: 140, cell: (template) => <Variables of={template} /> },
    { id: 'changed', header: columns.changed, minWidth: 140, cell: ({ updatedAt }) => <Time at={updatedAt} /> },
    {
      id: 'preview',
      header: columns.preview,
      cell: (template) => (
        <Button variant="inline-link" ariaLabel={showOf(template.name)} onClick={() => onShow(template)}>
          {show}
        </Button>
      ),
    },
    {
      id: 'actions',
      header: words.common.actions,
      cell: (template) => <TemplateActions template={template} onDelete={onDelete} />,
    },
  ];
}

const NameLink = ({ template: { templateId, name } }: { template: TemplateSummary }) => (
  <Link href={`/console/templates/${templateId}`}>
    <bdi>{name}</bdi>
  </Link>
);

function Variables({ of: { variables } }: { of: TemplateSummary }) {
  const words = useWords().templates;
  if (variables.length === 0) return <Box color="text-status-inactive">{words.noVariables}</Box>;
  return <bdi>{variables.join(', ')}</bdi>;
}
