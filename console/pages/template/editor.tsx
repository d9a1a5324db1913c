import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { templateProblems } from '../../logic/template-problems.ts';
import { RoleButton } from '../../parts/role-button.tsx';
import { useWords, type WordsOf } from '../../words/words.tsx';
import { Blocks, BlocksNote } from './blocks.tsx';
import { CallFailed } from './call-failed.tsx';
import { ChangedMeanwhile } from './changed-meanwhile.tsx';
import { DraftOffer } from './draft-offer.tsx';
import { Fields } from './fields.tsx';
import { AddFallback, InsertVariable } from './insert-variable.tsx';
import { PreviewPanel } from './preview-panel.tsx';
import { Missing, Problems } from './problems.tsx';
import { SendTest } from './send-test.tsx';
import { State } from './state.tsx';
import { contentOf } from './use-edited.ts';
import { type EditorProps, type EditorState, useEditor } from './use-editor.ts';
import { useLack } from './use-lack.ts';
import { useOfferedVariables } from './use-offered-variables.ts';

/** Writes a template, beside a preview of it. Nothing that is typed is lost, and nothing is saved unasked. */
export function Editor(props: EditorProps) {
  const words = useWords().template;
  const state = useEditor(props);
  const { content, isReadOnly, panel, previewed, variables, draft, theirs, revision } = state;
  const { preview } = previewed;
  const { error } = props.saving;
  const { wordsOf: lackOf, numberOf } = useLack(panel.listId);
  const needed = previewed.needed.map((variable) => ({ variable, lack: numberOf(variable) }));
  const problems = templateProblems({ ...content, preview: preview ?? null, needed });
  const names = useOfferedVariables(panel.listId, preview?.variables ?? NONE);
  return (
    <ContentLayout header={<EditorHeader {...props} state={state} problems={problems.length} />}>
      <SpaceBetween size="l">
        {props.isNewer && <Alert type="info">{words.newerDesign}</Alert>}
        {draft !== null && (
          <DraftOffer draft={draft} revision={revision} onDiscard={state.dropDraft} onRestore={state.restoreDraft} />
        )}
        {theirs === null && <CallFailed error={error} />}
        <CallFailed error={previewed.error} />
        <Fields
          content={content}
          loadedAt={state.loadedAt}
          code={state.code}
          isReadOnly={isReadOnly}
          error={error}
          faults={previewed.faults}
          variables={names}
          blocks={state.blocks.isBlocks ? <MailBlocks state={state} names={names} lackOf={lackOf} /> : null}
          note={<Note state={state} />}
          onCode={() => void state.editCode()}
          onType={state.type}
          onInsert={() => variables.ask({ kind: 'insert' })}
        />
        <Missing
          names={panel.reader === null ? NONE : (preview?.missing ?? NONE)}
          onFallback={isReadOnly ? undefined : (name) => variables.ask({ kind: 'fallback', name })}
        />
        <Problems problems={problems} />
      </SpaceBetween>
      <Layers state={state} names={names} lackOf={lackOf} isPending={props.saving.isPending} />
    </ContentLayout>
  );
}

const NONE: readonly string[] = [];

function MailBlocks({ state, names, lackOf }: Omit<LayersProps, 'isPending'>) {
  const { content, loadedAt, visual, isReadOnly, compose, variables } = state;
  if (content.design === null) return null;
  return (
    <Blocks
      key={loadedAt}
      ref={visual}
      design={content.design}
      isReadOnly={isReadOnly}
      names={names}
      lackOf={lackOf}
      onComposed={compose}
      onVariable={() => variables.ask({ kind: 'insert' })}
    />
  );
}

function Note({ state: { content, blocks, isReadOnly, editBlocks } }: { state: EditorState }) {
  if (content.design !== null) return <BlocksNote isUnchanged onBack={editBlocks} />;
  return blocks.left === null || isReadOnly ? null : <BlocksNote isUnchanged={false} onBack={editBlocks} />;
}

function EditorHeader({
  title,
  usedBy,
  saving,
  state,
  problems,
}: EditorProps & { state: EditorState; problems: number }) {
  const words = useWords();
  const { isReadOnly, isDirty, revision, panel, saves } = state;
  const isNew = revision === null;
  return (
    <Header
      variant="h1"
      description={
        <State isReadOnly={isReadOnly} isDirty={isDirty} isNew={isNew} problems={problems} usedBy={usedBy} />
      }
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <Button onClick={panel.toggle}>
            {panel.isOpen ? words.template.hidePreview : words.template.showPreview}
          </Button>
          <RoleButton needs="sender" onClick={() => void state.askTest()}>
            {words.sendTest.title}
          </RoleButton>
          <RoleButton
            needs="sender"
            variant="primary"
            loading={saving.isPending}
            disabled={isReadOnly}
            onClick={saves.save}
          >
            {isNew ? words.template.create : saveText(words.template, usedBy)}
          </RoleButton>
        </SpaceBetween>
      }
    >
      <bdi>{title}</bdi>
    </Header>
  );
}

/** Says beside it whose mail it changes. */
function saveText({ save, saveFor }: WordsOf<'template'>, usedBy: EditorProps['usedBy']): string {
  const waiting = usedBy.filter(({ status }) => status === 'waiting').length;
  return waiting === 0 ? save : saveFor(waiting);
}

interface LayersProps {
  state: EditorState;
  /** Variables to offer. */
  names: readonly string[];
  /** How many of the chosen list lack a variable, in words. */
  lackOf: (name: string) => string | undefined;
  isPending: boolean;
}

/** What is beside and over the editor. */
function Layers({ state, names, lackOf, isPending }: LayersProps) {
  const { content, panel, previewed, variables, theirs, saves } = state;
  const { asked } = variables;
  const close = (): void => variables.ask(null);
  return (
    <>
      {panel.isOpen && (
        <PreviewPanel
          preview={previewed.preview}
          isStale={previewed.isStale}
          listId={panel.listId}
          reader={panel.reader}
          onReader={panel.choose}
          onClose={panel.close}
        />
      )}
      {asked?.kind === 'insert' && (
        <InsertVariable names={names} lackOf={lackOf} onInsert={variables.insert} onClose={close} />
      )}
      {asked?.kind === 'fallback' && (
        <AddFallback
          name={asked.name}
          lack={lackOf(asked.name)}
          onAdd={(fallback) => variables.addFallback(asked.name, fallback)}
          onClose={close}
        />
      )}
      {state.isTesting && (
        <SendTest content={content} listId={panel.listId} reader={panel.reader} onClose={state.endTest} />
      )}
      {theirs !== null && (
        <ChangedMeanwhile
          mine={content}
          theirs={contentOf(theirs)}
          isPending={isPending}
          onTakeTheirs={state.takeTheirs}
          onKeepMine={saves.keepMine}
          onLater={state.settle}
        />
      )}
    </>
  );
}
