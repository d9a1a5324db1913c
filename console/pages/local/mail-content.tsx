import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs, { type TabsProps } from '@cloudscape-design/components/tabs';
import Toggle from '@cloudscape-design/components/toggle';
import { useState } from 'react';
import type { OpenedMail } from '../../api/mail.ts';
import { Count } from '../../parts/count.tsx';
import { MailFrame } from '../../parts/mail-frame.tsx';
import { tell } from '../../shell/notices.tsx';
import { useWords } from '../../words/words.tsx';

/** Of the screen that the mail is shown for, in CSS pixels. */
const SCREEN_WIDTH = 768;

/** The parts of a mail. */
export function MailContent({ mail, source }: OpenedMail) {
  const { inbox: words } = useWords();
  const tabs: TabsProps.Tab[] = [
    ...(mail.html === undefined ? [] : [{ id: 'html', label: words.html, content: <Html html={mail.html} /> }]),
    ...(mail.text === undefined ? [] : [{ id: 'text', label: words.text, content: <Plain text={mail.text} /> }]),
    {
      id: 'headers',
      label: words.headers,
      content: (
        <KeyValuePairs
          items={mail.headers.map(({ originalKey, value }, index) => ({
            id: String(index),
            label: originalKey,
            value: <bdi className="raw">{value}</bdi>,
          }))}
        />
      ),
    },
    ...(mail.attachments.length === 0 ? [] : [{ id: 'files', label: words.files, content: <Files mail={mail} /> }]),
    { id: 'source', label: words.source, content: <Plain text={source} /> },
  ];
  return (
    <Container>
      <Tabs ariaLabel={words.parts} tabs={tabs} />
    </Container>
  );
}

function Html({ html }: { html: string }) {
  const { inbox: words } = useWords();
  const [isDark, setDark] = useState(false);
  const [hasImages, setImages] = useState(false);
  return (
    <SpaceBetween size="s">
      <SpaceBetween direction="horizontal" size="l">
        <Toggle checked={isDark} onChange={({ detail }) => setDark(detail.checked)}>
          {words.dark}
        </Toggle>
        <Toggle checked={hasImages} onChange={({ detail }) => setImages(detail.checked)}>
          {words.images}
        </Toggle>
      </SpaceBetween>
      <MailFrame
        title={words.frame}
        html={html}
        dark={isDark}
        images={hasImages}
        width={SCREEN_WIDTH}
        onLink={tellLink}
      />
    </SpaceBetween>
  );
}

/** Shown, not followed: the mail is somebody else's. */
const tellLink = (href: string): void => tell({ type: 'info', text: href });

const Plain = ({ text }: { text: string }) => <pre className="raw">{text}</pre>;

function Files({ mail: { attachments } }: Pick<OpenedMail, 'mail'>) {
  const { inbox: words } = useWords();
  return (
    <SpaceBetween size="s">
      {attachments.map(({ filename, mimeType, content }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a mail does not change, and two files may have one name.
        <Box key={index}>
          <bdi>{filename ?? mimeType}</bdi> (<Count of={sizeOf(content)} /> {words.bytes})
        </Box>
      ))}
    </SpaceBetween>
  );
}

const sizeOf = (content: string | ArrayBuffer | Uint8Array): number =>
  typeof content === 'string' ? content.length : content.byteLength;
