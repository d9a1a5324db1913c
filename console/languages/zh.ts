import messages from '@cloudscape-design/components/i18n/messages/all.zh-CN';
import words from '../words/zh.ts';

/** In one script, since nobody needs one without the other. */
export default { words, messages };
