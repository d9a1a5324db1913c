import { getGlobalContent, StarterKit } from '@react-email/editor/extensions';
import { EmailTheming, getResolvedNodeStyles } from '@react-email/editor/plugins';
import type { Editor, JSONContent } from '@tiptap/core';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { createElement } from 'react';
import { BaseTemplate } from './base-template.tsx';
import { blocksAround, moveBlock } from './blocks.ts';
import { AlignedHeading, AlignedParagraph, Condition, Image, Paper, StackingColumn, Variable } from './nodes.tsx';
import { pastePlugin } from './paste.ts';
import { type Look, lookOf, sheetOf, themeOf } from './theme.ts';

/** Colors stand in the document, so that they are undone with everything else. */
const LOOK = 'look';

export const getLook = (editor: Editor): Look => lookOf(getGlobalContent(LOOK, editor));
/** The mail's language, from now on. */
export function setLang(editor: Editor, lang: string): void {
  if (editor.storage.theming.lang === lang) return;
  editor.storage.theming.lang = lang;
  // Nothing changes but the sheet, which follows each transaction.
  editor.view.dispatch(editor.state.tr);
}

export const setLook = (editor: Editor, look: Look): boolean => editor.commands.setGlobalContent(LOOK, look);

export const ALIGNMENTS = ['left', 'center', 'right'] as const;
/** How the block of the cursor stands; the left where nobody said. */
export const alignmentAt = ({ state: { selection } }: Editor): string =>
  String(blocksAround(selection)[0]?.node.attrs.alignment ?? 'left');

/** Blocks that are aligned, by themselves or with what is in them. */
const ALIGNED = ['paragraph', 'heading', 'image', 'button', 'blockquote', 'listItem', 'columnsColumn'];

/** Everything that a mail is made of, in a language. */
export const mailExtensions = (lang: string) => [
  StarterKit.configure({
    CodeBlockPrism: false,
    Code: false,
    Container: false,
    ColumnsColumn: false,
    Heading: false,
    Paragraph: false,
    AlignmentAttribute: { types: ALIGNED, alignments: [...ALIGNMENTS] },
    Link: { openOnClick: false, HTMLAttributes: { class: 'node-link', rel: null } },
    // It would take the selection away when a dialog or a field beside the mail has the focus.
    FocusScopes: false,
  }),
  AlignedParagraph,
  AlignedHeading,
  Paper,
  StackingColumn,
  Variable,
  Condition,
  Image,
  themingIn(lang),
];

declare module '@tiptap/core' {
  interface Storage {
    /** Of the theming: the language of the mail. */
    theming: { lang: string };
  }
}

const themingIn = (lang: string) =>
  EmailTheming.extend({
    addStorage: () => ({ lang }),
    addKeyboardShortcuts() {
      return {
        'Alt-ArrowUp': () => moveBlock(this.editor, -1),
        'Alt-ArrowDown': () => moveBlock(this.editor, 1),
      };
    },
    addProseMirrorPlugins() {
      return [sheetPlugin(this.editor), pastePlugin(this.editor.schema)];
    },
  }).configure({ serializerPlugin: { getNodeStyles, BaseTemplate: MailPage } });

const themeIn = (editor: Editor) => themeOf(getLook(editor), editor.storage.theming.lang);

function getNodeStyles(node: JSONContent, depth: number, editor: Editor) {
  // Columns are as wide as each other, whatever is in them.
  if (node.type === 'twoColumns' || node.type === 'threeColumns') return { tableLayout: 'fixed' as const };
  return getResolvedNodeStyles(node, depth, themeIn(editor));
}

interface MailPageProps {
  previewText?: string;
  children: React.ReactNode;
  editor: Editor;
}

function MailPage({ previewText = '', children, editor }: MailPageProps) {
  const { lang } = editor.storage.theming;
  return createElement(BaseTemplate, { lang, preheader: previewText, look: getLook(editor), children });
}

/** The theme as a constructed sheet: the policy lets no script add a style element. */
const sheetPlugin = (editor: Editor): Plugin =>
  new Plugin({
    key: new PluginKey('mailSheet'),
    view: () => {
      const sheet = new CSSStyleSheet();
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
      let written = '';
      const update = (): void => {
        const css = sheetOf(themeIn(editor));
        if (css !== written) sheet.replaceSync(css);
        written = css;
      };
      update();
      return {
        update,
        destroy: () => {
          document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
        },
      };
    },
  });
