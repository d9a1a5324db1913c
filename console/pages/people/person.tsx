import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useState } from 'react';
import type { Person } from '../../api/answers.ts';
import { useNow } from '../../api/product-clock.ts';
import { useActiveTasks } from '../../api/tasks.ts';
import { holdSentence } from '../../logic/hold-sentence.ts';
import { isStranger, personSentence } from '../../logic/person-sentence.ts';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';
import { PersonActions } from './actions.tsx';
import { Lists } from './lists.tsx';
import { Mails } from './mails.tsx';
import { Suppressions } from './suppressions.tsx';
import { WouldGet } from './would-get.tsx';

/** What is known of an address: first the answer in a sentence, then all that it follows from. */
export function KnownPerson({ person }: { person: Person }) {
  const words = useWords().people;
  const [isPreviewing, setPreviewing] = useState(false);
  const sentence = useSentence(person);
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header variant="h2" actions={<PersonActions person={person} onPreview={() => setPreviewing(true)} />}>
            <bdi className="raw">{person.email}</bdi>
          </Header>
        }
      >
        <div aria-live="polite">
          <Box variant="p" fontSize="heading-m">
            <span className="raw">{sentence}</span>
          </Box>
          {person.more && <Box color="text-body-secondary">{words.more}</Box>}
        </div>
      </Container>
      {!isStranger(person) && (
        <SpaceBetween size="l">
          <Section title={words.mails} count={person.mails.length}>
            <Mails mails={person.mails} email={person.email} />
          </Section>
          <Section title={words.suppressions} count={person.suppressions.length}>
            <Suppressions person={person} />
          </Section>
          <Section title={words.lists} count={person.lists.length}>
            <Lists person={person} />
          </Section>
        </SpaceBetween>
      )}
      {isPreviewing && <WouldGet person={person} onClose={() => setPreviewing(false)} />}
    </SpaceBetween>
  );
}

function useSentence(person: Person): string {
  const words = useWords();
  const formats = useFormats();
  const now = useNow();
  const { data } = useActiveTasks();
  const tasks = data?.items ?? [];
  const nameOf = (id: string) => tasks.find(({ taskId }) => taskId === id)?.name ?? undefined;
  return personSentence(person, {
    words,
    formats,
    now,
    standsBecause: (id) => {
      const task = tasks.find(({ taskId }) => taskId === id);
      return task ? holdSentence(task, { words, formats, now, nameOf }) : null;
    },
  });
}

function Section({ title, count, children }: { title: string; count: number; children: ReactNode }) {
  const formats = useFormats();
  return (
    <Container
      header={
        <Header variant="h2" counter={`(${formats.count(count)})`}>
          {title}
        </Header>
      }
    >
      {children}
    </Container>
  );
}
