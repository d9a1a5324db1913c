import Alert from '@cloudscape-design/components/alert';
import Link from '@cloudscape-design/components/link';
import type { ReactNode } from 'react';
import type { DryRun } from '../../api/answers.ts';
import { useStoredTemplate } from '../../api/test-sends.ts';
import { wasTested } from '../../api/tested-templates.ts';
import { domainOf } from '../../logic/domain-of.ts';
import type { TaskForm } from '../../logic/task-form.ts';
import { useWords } from '../../words/words.tsx';

/** What should be looked at before it is sent; nothing of it prevents anything. */
export function Warnings({ form, run }: { form: TaskForm; run: DryRun | undefined }) {
  const { taskForm: words, template: texts } = useWords();
  const template = useStoredTemplate(form.templateId).data;
  return (
    <>
      {template?.warnings.some(({ code }) => code === 'no-unsubscribe-link') && (
        <Warning
          text={texts.problems['no-unsubscribe-link']()}
          link={<Link href={`/console/templates/${form.templateId}`}>{words.toTemplate}</Link>}
        />
      )}
      {run?.warnings.some(({ code }) => code === 'dmarc-missing') && (
        <Warning
          text={words.noDmarc}
          link={<Link href={`/console/domains/${domainOf(form.from)}`}>{words.toDomain}</Link>}
        />
      )}
      {template !== undefined && !wasTested(template) && (
        <Warning
          text={words.notTested}
          link={<Link href={`/console/send-test?template=${form.templateId}`}>{words.sendTest}</Link>}
        />
      )}
    </>
  );
}

const Warning = ({ text, link }: { text: string; link: ReactNode }) => (
  <Alert type="warning">
    {text} {link}
  </Alert>
);
