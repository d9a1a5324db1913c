import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import type { TemplateSummary } from '../../api/answers.ts';
import { mayDo, useSignedIn } from '../../api/session.ts';
import { useCopyTemplate } from '../../api/templates.ts';
import { useTellOutcome } from '../../shell/tell-outcome.tsx';
import { useWords } from '../../words/words.tsx';

interface TemplateActionsProps {
  template: TemplateSummary;
  onDelete: (template: TemplateSummary) => void;
}

/** What may be done with a template of the list; what may not says why. */
export function TemplateActions({ template, onDelete }: TemplateActionsProps) {
  const words = useWords();
  const { role } = useSignedIn();
  const { mutate, isPending } = useCopyTemplate();
  const tellOutcome = useTellOutcome();
  const { templateId, name } = template;
  const refused = mayDo(role, 'sender') ? {} : { disabled: true, disabledReason: words.needsRole(words.roles.sender) };
  function act(action: string): void {
    if (action === 'remove') onDelete(template);
    if (action === 'copy') {
      mutate({ templateId, name: words.templates.copyName(name) }, tellOutcome(words.templates.copied(name)));
    }
  }
  return (
    <ButtonDropdown
      variant="inline-icon"
      expandToViewport
      ariaLabel={words.common.actionsOf(name)}
      loading={isPending}
      items={[
        { id: 'open', text: words.templates.open, href: `/console/templates/${templateId}` },
        { id: 'copy', text: words.templates.copy, ...refused },
        { id: 'remove', text: words.templates.remove, ...refused },
      ]}
      onItemClick={({ detail }) => act(detail.id)}
    />
  );
}
