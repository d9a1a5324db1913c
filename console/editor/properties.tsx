import Autosuggest from '@cloudscape-design/components/autosuggest';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import Select from '@cloudscape-design/components/select';
import type { Editor } from '@tiptap/core';
import { useEditorState } from '@tiptap/react';
import { changeAttrs, placeOf, unwrapCondition } from './blocks.ts';
import { COMPARISONS, type ConditionAttrs, type VariableAttrs } from './liquid.ts';
import { isAddress, isLinkTarget } from './targets.ts';
import { useEditorWords } from './use-editor-words.ts';

interface PropertiesProps {
  editor: Editor;
  /** Variables to offer. */
  names: readonly string[];
  /** What it means that readers lack a variable, for instance how many do. */
  lackOf: (name: string) => string | undefined;
}

/** The fields of what the cursor is in. */
export function Properties({ editor, names, lackOf }: PropertiesProps) {
  const at = useEditorState({
    editor,
    selector: ({ editor: { state } }) => {
      const attrsOf = (type: string) => placeOf(state.selection, type)?.node.attrs ?? null;
      return {
        variable: attrsOf('variable') as VariableAttrs | null,
        condition: attrsOf('condition') as ConditionAttrs | null,
        button: attrsOf('button'),
        image: attrsOf('image') as Record<'src' | 'alt' | 'width' | 'href', string> | null,
        link: editor.isActive('link') ? String(editor.getAttributes('link').href ?? '') : null,
      };
    },
  });
  const { variable, condition, button, image, link } = at;
  return (
    <>
      {condition !== null && <ConditionFields editor={editor} attrs={condition} names={names} />}
      {variable !== null && <VariableFields editor={editor} attrs={variable} lack={lackOf(variable.path)} />}
      {image !== null && <ImageFields editor={editor} attrs={image} />}
      {button !== null && (
        <ButtonFields editor={editor} href={String(button.href ?? '')} alignment={String(button.alignment ?? 'left')} />
      )}
      {link !== null && <LinkField editor={editor} href={link} />}
    </>
  );
}

function HrefField({ href, onChange }: { href: string; onChange: (href: string) => void }) {
  const words = useEditorWords();
  const isEmpty = href === '' || href === '#';
  const fault = isEmpty || isLinkTarget(href) ? undefined : words.hrefWrong;
  return (
    <FormField
      label={words.href}
      constraintText={words.hrefHint}
      errorText={fault}
      warningText={isEmpty ? words.hrefMissing : undefined}
      stretch
    >
      <Input value={href} inputMode="url" onChange={({ detail }) => onChange(detail.value)} />
    </FormField>
  );
}

function ButtonFields({ editor, href, alignment }: { editor: Editor; href: string; alignment: string }) {
  const words = useEditorWords();
  return (
    <ColumnLayout columns={2}>
      <HrefField href={href} onChange={(value) => changeAttrs(editor, 'button', { href: value })} />
      <AlignField
        value={alignment}
        onChange={(value) => changeAttrs(editor, 'button', { alignment: value })}
        label={words.align}
      />
    </ColumnLayout>
  );
}

function AlignField({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  const { aligns } = useEditorWords();
  return (
    <FormField label={label}>
      <SegmentedControl
        label={label}
        selectedId={value}
        options={(['left', 'center', 'right'] as const).map((id) => ({ id, text: aligns[id] }))}
        onChange={({ detail }) => onChange(detail.selectedId)}
      />
    </FormField>
  );
}

function LinkField({ editor, href }: { editor: Editor; href: string }) {
  const words = useEditorWords();
  // The selection stays in the mail while the address is typed.
  const write = (value: string): void => {
    editor.chain().extendMarkRange('link').updateAttributes('link', { href: value }).run();
  };
  return (
    <ColumnLayout columns={2}>
      <HrefField href={href} onChange={write} />
      <FormField label={words.link}>
        <Button onClick={() => editor.chain().focus().unsetLink().run()}>{words.unlink}</Button>
      </FormField>
    </ColumnLayout>
  );
}

interface ImageFieldsProps {
  editor: Editor;
  attrs: Record<'src' | 'alt' | 'width' | 'href', string>;
}

function ImageFields({ editor, attrs: { src, alt, width, href } }: ImageFieldsProps) {
  const words = useEditorWords();
  const write = (attrs: object): void => changeAttrs(editor, 'image', { ...attrs });
  return (
    <ColumnLayout columns={2}>
      <FormField
        label={words.src}
        constraintText={words.srcHint}
        errorText={src === '' || isAddress(src) ? undefined : words.srcWrong}
        warningText={src === '' ? words.srcMissing : undefined}
        stretch
      >
        <Input value={src} inputMode="url" onChange={({ detail }) => write({ src: detail.value })} />
      </FormField>
      <FormField label={words.alt} constraintText={words.altHint} stretch>
        <Input value={alt} onChange={({ detail }) => write({ alt: detail.value })} />
      </FormField>
      <FormField label={words.width} constraintText={words.widthHint}>
        <Input
          value={width}
          inputMode="numeric"
          onChange={({ detail }) => write({ width: detail.value.replace(/\D/g, '').slice(0, 4) })}
        />
      </FormField>
      <FormField
        label={words.href}
        constraintText={words.hrefHint}
        errorText={href === '' || isLinkTarget(href) ? undefined : words.hrefWrong}
        stretch
      >
        <Input value={href} inputMode="url" onChange={({ detail }) => write({ href: detail.value })} />
      </FormField>
    </ColumnLayout>
  );
}

function VariableFields({ editor, attrs, lack }: { editor: Editor; attrs: VariableAttrs; lack: string | undefined }) {
  const words = useEditorWords();
  const { path, fallback } = attrs;
  const write = (value: string): void => changeAttrs(editor, 'variable', { fallback: value === '' ? null : value });
  return (
    <FormField
      label={words.fallback}
      description={<bdi>{path}</bdi>}
      warningText={fallback === null ? [words.fallbackNone(path), lack].filter(Boolean).join(' ') : undefined}
    >
      <Input value={fallback ?? ''} onChange={({ detail }) => write(detail.value)} />
    </FormField>
  );
}

function ConditionFields({
  editor,
  attrs,
  names,
}: {
  editor: Editor;
  attrs: ConditionAttrs;
  names: readonly string[];
}) {
  const words = useEditorWords();
  const { path, is, value } = attrs;
  const write = (changed: Partial<ConditionAttrs>): void => changeAttrs(editor, 'condition', changed);
  const isCompared = is !== 'set' && is !== 'unset';
  return (
    <ColumnLayout columns={isCompared ? 4 : 3}>
      <FormField label={words.path}>
        <Autosuggest
          value={path}
          options={names.map((name) => ({ value: name }))}
          enteredTextLabel={(text) => text}
          onChange={({ detail }) => write({ path: detail.value.trim() })}
        />
      </FormField>
      <FormField label={words.is}>
        <Select
          selectedOption={{ value: is, label: words.comparisons[is] }}
          options={COMPARISONS.map((each) => ({ value: each, label: words.comparisons[each] }))}
          onChange={({ detail }) => write({ is: detail.selectedOption.value as ConditionAttrs['is'] })}
        />
      </FormField>
      {isCompared && (
        <FormField label={words.value}>
          <Input value={value} onChange={({ detail }) => write({ value: detail.value })} />
        </FormField>
      )}
      <FormField label={words.kinds.condition}>
        <Button onClick={() => unwrapCondition(editor)}>{words.always}</Button>
      </FormField>
    </ColumnLayout>
  );
}
