/**
Reports as one page: for people who read, print or pass on what a scan found.

Self-contained: nothing is loaded and nothing runs, and the page says so to the browser. Every text of a skill is escaped
where it is put in (see markup.ts).
*/

import {createHash} from 'node:crypto';
import type {AdmissionReport, VerdictKind} from '../report.ts';
import {SCANNER_VERSION} from '../scanner-version.ts';
import {skillSection} from './html-skill.ts';
import {htmlStyle} from './html-style.ts';
import {html, type Markup} from './markup.ts';

const kinds: readonly VerdictKind[] = ['blocked', 'confirm', 'clean'];

/** The page, ending with a line feed; `date` is when the scan was made. */
export function formatHtml(reports: readonly AdmissionReport[], date: Date): string {
	const [only] = reports;
	const title = reports.length === 1 && only ? `Scan of ${only.name}` : `Scan of ${reports.length} skills`;
	const {markup} = html`
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
${style}
</head>
<body>
<header>
<h1 class="untrusted">${title}</h1>
<p class="faint">By SkillLite, scanner ${SCANNER_VERSION}, on ${date.toISOString().slice(0, 10)}. A scan reads a skill without running it; it does not find everything.</p>
</header>
<main>
${reports.length > 1 ? overview(reports) : ''}
${reports.map((report, index) => skillSection(report, anchorOf(index)))}
</main>
</body>
</html>
`;
	// Before anything else that a browser reads.
	return `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n${contentPolicy.markup}${markup}`;
}

const style: Markup = {markup: `<style>${htmlStyle}</style>`};

const contentPolicy = html`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${createHash('sha256').update(htmlStyle).digest('base64')}'; base-uri 'none'; form-action 'none'">`;

function anchorOf(index: number): string {
	return `skill-${index + 1}`;
}

function overview(reports: readonly AdmissionReport[]): Markup {
	const count = (kind: VerdictKind) => reports.filter(({verdict}) => verdict === kind).length;
	const rows = reports.map(
		({name, verdict, findings}, index) => html`<tr><td><a class="untrusted" href="#${anchorOf(index)}">${name}</a></td>
<td class="${verdict}">${verdict}</td><td>${findings.filter(({suppressed}) => !suppressed).length}</td></tr>
`,
	);
	return html`<p>${kinds.map(kind => `${count(kind)} ${kind}`).join(', ')}.</p>
<table><thead><tr><th>Skill</th><th>Verdict</th><th>Findings</th></tr></thead>
<tbody>
${rows}</tbody></table>`;
}
