import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useCallback, useState } from 'react';
import { useWords } from '../words/words.tsx';
import { MailFrame } from './mail-frame.tsx';

const VIEWS = ['phone', 'tablet', 'desktop', 'text', 'source'] as const;
type View = (typeof VIEWS)[number];
/** Of a screen, in CSS pixels. */
const WIDTHS = { phone: 375, tablet: 768, desktop: 1_100 };

/** A mail as it is rendered: a part is null where it has none. */
export interface ShownMail {
  subject: string | null;
  html: string | null;
  text: string | null;
}

/** A mail as its readers see it, on the screens that they have. */
export function MailPreview({ mail }: { mail: ShownMail }) {
  const words = useWords().preview;
  const [view, setView] = useState<View>('phone');
  const [dark, setDark] = useState(false);
  const [images, setImages] = useState(true);
  return (
    <SpaceBetween size="s">
      <SpaceBetween direction="horizontal" size="m" alignItems="center">
        <Select
          ariaLabel={words.how}
          selectedOption={{ value: view, label: words.views[view] }}
          options={VIEWS.map((value) => ({ value, label: words.views[value] }))}
          onChange={({ detail }) => setView(VIEWS.find((id) => id === detail.selectedOption.value) ?? 'phone')}
        />
        <Toggle checked={dark} onChange={({ detail }) => setDark(detail.checked)}>
          {words.dark}
        </Toggle>
        <Toggle checked={images} onChange={({ detail }) => setImages(detail.checked)}>
          {words.images}
        </Toggle>
      </SpaceBetween>
      {dark && (
        <Box variant="small" color="text-body-secondary">
          {words.darkHint}
        </Box>
      )}
      <Inbox mail={mail} />
      <Body mail={mail} view={view} dark={dark} images={images} />
    </SpaceBetween>
  );
}

/** The line that readers see before they open it: the subject, and how the mail begins. */
function Inbox({ mail: { subject, text } }: { mail: ShownMail }) {
  const words = useWords().preview;
  return (
    <div className="inbox-line">
      <Box variant="strong">
        <bdi>{subject || words.noSubject}</bdi>
      </Box>{' '}
      <Box variant="span" color="text-body-secondary">
        <bdi>{(text ?? '').slice(0, 140)}</bdi>
      </Box>
    </div>
  );
}

interface BodyProps {
  mail: ShownMail;
  view: View;
  dark: boolean;
  images: boolean;
}

function Body({ mail: { html, text }, view, dark, images }: BodyProps) {
  const words = useWords().preview;
  const [link, setLink] = useState<string>();
  const onLink = useCallback((href: string) => setLink(href), []);
  if (view === 'text' || view === 'source') return <pre className="raw">{view === 'text' ? text : html}</pre>;
  if (html === null) return text === null ? <p>{words.nothing}</p> : <NoHtml text={text} />;
  return (
    <SpaceBetween size="xs">
      {link !== undefined && (
        <Alert type="info" dismissible onDismiss={() => setLink(undefined)}>
          {link === '' ? words.linkNowhere : words.link(link)}
        </Alert>
      )}
      <MailFrame title={words.frame} html={html} dark={dark} images={images} width={WIDTHS[view]} onLink={onLink} />
    </SpaceBetween>
  );
}

function NoHtml({ text }: { text: string }) {
  const words = useWords().preview;
  return (
    <>
      <Box color="text-body-secondary">{words.noHtml}</Box>
      <pre className="raw">{text}</pre>
    </>
  );
}
