import messages from '@cloudscape-design/components/i18n/messages/all.en';
import words from '../words/en.ts';

/** In one script, since nobody needs one without the other. */
export default { words, messages };
