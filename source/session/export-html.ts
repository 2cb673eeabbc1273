/**
A session as one page. Self-contained: nothing is loaded and nothing runs, and the page says so to the browser; every text
is escaped where it is put in.
*/

import {createHash} from 'node:crypto';
import {html, type Markup} from '../../sandbox/index.ts';
import {textWithImages, type Utterance} from './dialogue.ts';
import type {SessionSummary} from './session-list.ts';

const css = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 48rem; margin: 2rem auto; padding: 0 1rem; }
section { margin: 1rem 0; padding: 0.1rem 1rem; border-left: 3px solid color-mix(in srgb, currentColor 25%, transparent); }
section.user { border-left-color: #3b82f6; }
section.summary { font-style: italic; }
h2 { font-size: 0.85rem; margin: 0.5rem 0 0; opacity: 0.7; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: 0.875rem/1.45 ui-monospace, monospace; }
p.text { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0.25rem 0 0.5rem; }
summary { cursor: pointer; }
`;
const style: Markup = {markup: `<style>${css}</style>`};
const policy = html`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${createHash('sha256').update(css).digest('base64')}'; base-uri 'none'; form-action 'none'">`;

/** The page, ending with a line feed. */
export function exportHtml({id, lastUsed}: SessionSummary, dialogue: readonly Utterance[]): string {
	const {markup} = html`
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Session ${id}</title>
${style}
</head>
<body>
<h1>Session ${id}</h1>
<p>${lastUsed.slice(0, 10)} · SkillLite</p>
${dialogue.map(write)}
</body>
</html>
`;
	// Before anything else that a browser reads.
	return `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n${policy.markup}${markup}`;
}

function write(utterance: Utterance): Markup {
	switch (utterance.kind) {
		case 'user':
			return said('user', 'You', {ts: utterance.ts, text: textWithImages(utterance)});
		case 'agent':
			return said('agent', 'Agent', utterance);
		case 'summary':
			return said('summary', 'Summary of what came before', utterance);
		case 'tool': {
			const {name, ok, ended, ts, text} = utterance;
			const state = ok ? 'done' : (ended ?? 'interrupted');
			return html`<section class="tool"><details><summary>Tool ${name}: ${state} <time>${ts}</time></summary>
<pre>${utterance.arguments}</pre>
<pre>${text}</pre></details></section>
`;
		}
	}
}

function said(kind: string, who: string, {ts, text}: {readonly ts: string; readonly text: string}): Markup {
	return html`<section class="${kind}"><h2>${who} <time>${ts}</time></h2><p class="text">${text}</p></section>
`;
}
