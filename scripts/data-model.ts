import type { ItemKind } from '../core/item-kind.ts';
import { ITEMS } from '../core/items.ts';

const INTRO = `# Data model

Five DynamoDB tables hold everything but files. This page is written by \`npm run docs\` from [core/items.ts](../core/items.ts), beside the keys in [core/keys.ts](../core/keys.ts).

Every table has the string keys \`pk\` and \`sk\`; in the patterns below, what is in angle brackets varies, and instants are milliseconds. Campaigns has two sparse indexes, \`work\` and \`parked\`: an item is in one while it has its two attributes, e.g. \`workPk\` and \`workSk\`. They project the keys only, so readers fetch the items themselves. Where an item expires, its attribute \`ttl\` says when. Writers and readers are functions of the stack; [lib/permissions.ts](../lib/permissions.ts) gives them their rights.
`;

const RECIPIENTS = `## The names of a recipient

One person has eight names, by what the code knows of it at that point.

| Name | Where | What |
|---|---|---|
| record | [core/audience/import/chunk.ts](../core/audience/import/chunk.ts) | a row of an uploaded file, not yet checked |
| \`NewRecipient\` | [core/audience/add-recipients.ts](../core/audience/add-recipients.ts) | as the API takes it, not yet checked |
| \`Candidate\` | [core/audience/store-members.ts](../core/audience/store-members.ts) | checked, with the hash of its address, about to be stored |
| \`Member\` | [core/audience/members.ts](../core/audience/members.ts) | stored in a list |
| \`SnapshotEntry\` | [core/audience/snapshot-writer.ts](../core/audience/snapshot-writer.ts) | on its way into the snapshot of a run |
| \`FrozenRecipient\` | [core/audience/snapshot.ts](../core/audience/snapshot.ts) | read from the snapshot of a run |
| \`Addressee\` | [core/content/compile-content.ts](../core/content/compile-content.ts) | a mail is written for it, with its variables |
| \`RecipientOutcome\` | [core/tasks/list-recipients.ts](../core/tasks/list-recipients.ts) | what became of it in a run, and why |
`;

const code = (text: string): string => `\`${text}\``;

const indexesOf = ({ indexes = {} }: ItemKind): string =>
  Object.entries(indexes)
    .map(([index, when]) => `${code(index)} ${when}`)
    .join('; ');

const line = ([name, kind]: [string, ItemKind]): string =>
  `| ${[
    name,
    code(kind.pk),
    code(kind.sk),
    indexesOf(kind) || '–',
    kind.expires ?? 'never',
    `[${kind.row}](../core/${kind.row})`,
    kind.writers.join(', '),
    kind.readers.join(', '),
  ].join(' | ')} |`;

function tableSection(table: string): string {
  const kinds = Object.entries<ItemKind>(ITEMS).filter(([, kind]) => kind.table === table);
  return [
    `## ${table}\n`,
    '| Item | `pk` | `sk` | Indexes | Expires | Row type | Written by | Read by |',
    '|---|---|---|---|---|---|---|---|',
    ...kinds.map(line),
    '',
  ].join('\n');
}

/** The page of the data model, by its path. */
export const dataModelPage = (): Record<string, string> => {
  const tables = new Set(Object.values<ItemKind>(ITEMS).map(({ table }) => table));
  return { 'docs/data-model.md': [INTRO, ...[...tables].map(tableSection), RECIPIENTS].join('\n') };
};
