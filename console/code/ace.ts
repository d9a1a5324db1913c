import 'ace-builds/css/ace.css';
import 'ace-builds/css/theme/dawn.css';
import 'ace-builds/css/theme/tomorrow_night_bright.css';
import ace from 'ace-builds/src-noconflict/ace';
import 'ace-builds/src-noconflict/ext-language_tools';
import 'ace-builds/src-noconflict/ext-searchbox';
import 'ace-builds/src-noconflict/mode-liquid';
// Cloudscape switches snippets on; without these, ace would load a script by its address, which the policy blocks.
import 'ace-builds/src-noconflict/snippets/liquid';
import 'ace-builds/src-noconflict/theme-dawn';
import 'ace-builds/src-noconflict/theme-tomorrow_night_bright';

/** The editor, for a page whose policy allows neither inline styles nor workers from blobs. */
const strict: typeof import('ace-builds') = ace;
strict.config.set('useStrictCSP', true);
strict.config.set('loadWorkerFromBlob', false);
strict.config.setDefaultValue('session', 'useWorker', false);

export default strict;
