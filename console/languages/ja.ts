import messages from '@cloudscape-design/components/i18n/messages/all.ja';
import words from '../words/ja.ts';

/** In one script, since nobody needs one without the other. */
export default { words, messages };
