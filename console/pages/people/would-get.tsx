import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Person } from '../../api/answers.ts';
import { useWouldGet } from '../../api/people.ts';
import { MailPreview } from '../../parts/mail-preview.tsx';
import { NamedSelect } from '../../parts/named-select.tsx';
import { Failed } from '../../parts/problem.tsx';
import { SidePanel } from '../../shell/side-panel.tsx';
import { useWords } from '../../words/words.tsx';

/** A template as the person would get it now. */
export function WouldGet({ person: { email, lists }, onClose }: { person: Person; onClose: () => void }) {
  const words = useWords().people;
  const [templateId, setTemplateId] = useState<string | null>(null);
  const [listId, setListId] = useState(lists[0]?.listId);
  const shown = useWouldGet(templateId, { email, listId });
  const ofLists = lists.map(({ listId: value, name }) => ({ value, label: name }));
  return (
    <SidePanel header={words.wouldGet} onClose={onClose}>
      <SpaceBetween size="m">
        <FormField label={words.template} description={words.wouldGetHint} stretch>
          <NamedSelect
            kind="templates"
            value={templateId}
            placeholder={words.template}
            empty={words.noTemplates}
            onChange={setTemplateId}
          />
        </FormField>
        {ofLists.length > 1 && (
          <FormField label={words.dataOf} stretch>
            <Select
              selectedOption={ofLists.find(({ value }) => value === listId) ?? null}
              options={ofLists}
              onChange={({ detail }) => setListId(detail.selectedOption.value)}
            />
          </FormField>
        )}
        {shown.error !== null && <Failed error={shown.error} onRetry={() => void shown.refetch()} />}
        {shown.data && <Missing names={shown.data.missing} />}
        {shown.data && <MailPreview mail={shown.data} />}
      </SpaceBetween>
    </SidePanel>
  );
}

/** Without these they would not be mailed. */
function Missing({ names }: { names: readonly string[] }) {
  const { task } = useWords();
  return names.map((name) => (
    <Box key={name} color="text-status-warning">
      {task.lacks(name)}
    </Box>
  ));
}
