import './base.css';
import 'virtual:theme.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { noticeTouches } from './api/live.ts';
import { keepSession } from './api/session.ts';
import { followVersion } from './api/version.ts';
import { App } from './shell/app.tsx';
import { followLook } from './shell/preferences.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
followLook();
noticeTouches();
keepSession();
followVersion();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
