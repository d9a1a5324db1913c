import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Tabs from '@cloudscape-design/components/tabs';
import Textarea from '@cloudscape-design/components/textarea';
import { lazy, type Ref, Suspense, useMemo } from 'react';
import { useProblem } from '../../api/problems.ts';
import type { TemplateContent } from '../../api/templates.ts';
import { loadChunk } from '../../api/version.ts';
import type { CodeHandle } from '../../code/code-area.tsx';
import { type Design, MAIL_LANGUAGES } from '../../logic/design.ts';
import { useLanguage, useWords } from '../../words/words.tsx';
import type { PartFault } from './use-previewed.ts';

/** Loaded when the first mail of code is opened. */
const CodeArea = lazy(async () => {
  const { CodeArea: area } = await loadChunk(() => import('../../code/code-area.tsx'));
  return { default: area };
});

interface FieldsProps {
  content: TemplateContent;
  /** The mail as blocks; null where it is edited as code. */
  blocks: React.ReactNode;
  /** What stands above the code. */
  note: React.ReactNode;
  /** Another makes the code editor begin anew with the content. */
  loadedAt: number;
  code: Ref<CodeHandle>;
  isReadOnly: boolean;
  /** That of the last try to save. */
  error: Error | null;
  /** What of the Liquid cannot be read as it stands. */
  faults: readonly PartFault[];
  variables: readonly string[];
  onType: (typed: Partial<TemplateContent>) => void;
  onInsert: () => void;
  onCode: () => void;
}

/** Everything of a template that is written. */
export function Fields(props: FieldsProps) {
  const words = useWords().template;
  const { isReadOnly, blocks, onInsert, onCode } = props;
  const isBlocks = blocks !== null;
  return (
    <SpaceBetween size="l">
      <Container>
        <Names {...props} />
      </Container>
      <Container
        header={
          <Header
            variant="h2"
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                {isBlocks && <Button onClick={onCode}>{words.asCode}</Button>}
                <Button iconName="add-plus" disabled={isReadOnly} onClick={onInsert}>
                  {words.insert}
                </Button>
              </SpaceBetween>
            }
          >
            {words.content}
          </Header>
        }
      >
        <Tabs
          ariaLabel={words.content}
          tabs={[
            {
              id: 'html',
              label: isBlocks ? words.blocks : words.html,
              content: isBlocks ? <BlocksTab {...props} /> : <Html {...props} />,
              contentRenderStrategy: 'eager',
            },
            { id: 'text', label: words.text, content: <Text {...props} /> },
          ]}
        />
      </Container>
    </SpaceBetween>
  );
}

function useErrorAt({ error, faults }: FieldsProps) {
  const words = useWords().template;
  const problem = useProblem(error);
  return (path: string): string | undefined => {
    const fault = faults.find((each) => each.path === path);
    return fault === undefined ? problem.errorAt(path) : words.faultAt(String(fault.line), fault.text);
  };
}

function Names(props: FieldsProps) {
  const words = useWords().template;
  const errorAt = useErrorAt(props);
  const { content, isReadOnly, onType } = props;
  return (
    <SpaceBetween size="m">
      <FormField label={words.name} constraintText={words.nameHint} errorText={errorAt('/name')} stretch>
        <Input value={content.name} readOnly={isReadOnly} onChange={({ detail }) => onType({ name: detail.value })} />
      </FormField>
      <FormField label={words.subject} constraintText={words.subjectHint} errorText={errorAt('/subject')} stretch>
        <Input
          value={content.subject}
          readOnly={isReadOnly}
          spellcheck
          onChange={({ detail }) => onType({ subject: detail.value })}
        />
      </FormField>
      {props.blocks !== null && content.design !== null && (
        <>
          <Preheader {...props} design={content.design} />
          <Language {...props} design={content.design} />
        </>
      )}
    </SpaceBetween>
  );
}

function Preheader({ design, isReadOnly, onType }: FieldsProps & { design: Design }) {
  const words = useWords().template;
  return (
    <FormField label={words.preheader} constraintText={words.preheaderHint} stretch>
      <Input
        value={design.preheader}
        readOnly={isReadOnly}
        spellcheck
        onChange={({ detail }) => onType({ design: { ...design, preheader: detail.value } })}
      />
    </FormField>
  );
}

/** The language of the mail's words, which need not be that of the console. */
function Language({ design, isReadOnly, onType }: FieldsProps & { design: Design }) {
  const { words, language } = useLanguage();
  const names = useMemo(() => new Intl.DisplayNames([language], { type: 'language' }), [language]);
  const languages = MAIL_LANGUAGES.includes(design.lang) ? MAIL_LANGUAGES : [design.lang, ...MAIL_LANGUAGES];
  const options = languages.map((value) => ({ value, label: names.of(value) ?? value }));
  return (
    <FormField label={words.template.lang} constraintText={words.template.langHint}>
      <Select
        selectedOption={options.find(({ value }) => value === design.lang) ?? null}
        options={options}
        filteringType="auto"
        readOnly={isReadOnly}
        onChange={({ detail }) => onType({ design: { ...design, lang: detail.selectedOption.value ?? design.lang } })}
      />
    </FormField>
  );
}

function BlocksTab(props: FieldsProps) {
  const error = useErrorAt(props)('/html');
  return (
    <SpaceBetween size="xs">
      {error !== undefined && <Fault>{error}</Fault>}
      {props.blocks}
    </SpaceBetween>
  );
}

const Fault = ({ children }: { children: string }) => (
  <Box color="text-status-error" variant="p">
    <span role="alert">{children}</span>
  </Box>
);

function Html(props: FieldsProps) {
  const words = useWords().template;
  const errorAt = useErrorAt(props);
  const { content, loadedAt, code, isReadOnly, faults, variables, onType } = props;
  const error = errorAt('/html');
  return (
    <SpaceBetween size="xs">
      {props.note}
      {error !== undefined && <Fault>{error}</Fault>}
      <Suspense fallback={<Spinner size="large" />}>
        <CodeArea
          key={loadedAt}
          ref={code}
          label={words.codeLabel}
          start={content.html}
          isReadOnly={isReadOnly}
          faults={faults.filter(({ path }) => path === '/html')}
          completions={{ names: variables, kind: words.variable }}
          onChange={(html) => onType({ html })}
        />
      </Suspense>
    </SpaceBetween>
  );
}

function Text(props: FieldsProps) {
  const words = useWords().template;
  const errorAt = useErrorAt(props);
  const { content, isReadOnly, onType } = props;
  return (
    <FormField label={words.text} description={words.textHint} errorText={errorAt('/text')} stretch>
      <Textarea
        value={content.text}
        rows={20}
        readOnly={isReadOnly}
        onChange={({ detail }) => onType({ text: detail.value })}
      />
    </FormField>
  );
}
