/** One skill in the HTML report: verdict, findings with their evidence, what it asks for, can do and depends on. */

import {formatRuntime} from '../../observe/format-text.ts';
import {summarisePolicy} from '../../policy-summary.ts';
import type {AdmissionReport, Capability, Finding, VerdictKind} from '../report.ts';
import {dependencyText, type ReportedDependency} from '../supply-chain/reported-dependency.ts';
import {type Fragment, html, type Markup} from './markup.ts';
import {referenceUrl} from './references.ts';

const verdictWords: Record<VerdictKind, string> = {
	blocked: 'Blocked: it will not run',
	confirm: 'Asks first: a person decides',
	clean: 'Clean',
};

/** So many lines of a table are shown; JSON has them all. */
const mostRows = 200;

export function skillSection(report: AdmissionReport, anchor: string): Markup {
	const {name, path, verdict, partial, treeHash, findings, capabilities, dependencies, runtime} = report;
	const open = findings.filter(({suppressed}) => !suppressed);
	const suppressed = findings.filter(({suppressed}) => suppressed);
	return html`<article id="${anchor}">
<div class="head"><h2 class="untrusted">${name}</h2><span class="mark ${verdict}">${verdictWords[verdict]}</span></div>
<p class="faint"><code>${path}</code><br>Content <code>${treeHash}</code></p>
${partial ? html`<p class="confirm">Not everything could be read.</p>` : ''}
${titled('Findings', open.length === 0 ? html`<p>None.</p>` : open.map(findingSection))}
${suppressed.length === 0 ? '' : titled('Suppressed findings', suppressed.map(findingSection))}
${titled('Permissions', permissions(report))}
${titled('What its code can do', capabilityTable(capabilities))}
${titled('Packages', dependencyTable(dependencies))}
${runtime === undefined ? '' : titled('When it was run', [...runtime.findings.map(findingSection), html`<pre>${formatRuntime(runtime, {color: false})}</pre>`])}
</article>
`;
}

function titled(title: string, content: Fragment): Markup {
	return html`<section><h3>${title}</h3>
${content}
</section>`;
}

function findingSection(finding: Finding): Markup {
	const {id, class: threat, severity, message, snippet, remedy, references} = finding;
	return html`<section class="finding">
<div class="head"><span class="mark ${severity}">${severity}</span><h4>${message}</h4></div>
<p class="faint"><code>${placeOf(finding)}</code> · ${id} · class ${threat}</p>
${snippet === '' ? '' : html`<pre>${snippet}</pre>`}
<p>Remedy: ${remedy}</p>
${references.length === 0 ? '' : html`<p class="faint">See ${references.map((reference, index) => [index === 0 ? '' : ', ', link(reference)])}</p>`}
${suppressionLine(finding)}
</section>
`;
}

function placeOf({file, line, column}: Pick<Finding, 'file' | 'line' | 'column'>): string {
	return line > 0 ? `${file}:${line}:${column}` : file;
}

function link(reference: string): Fragment {
	const url = referenceUrl(reference);
	return url === undefined ? reference : html`<a rel="noreferrer" href="${url}">${reference}</a>`;
}

function suppressionLine({suppression}: Finding): Fragment {
	if (!suppression) {
		return '';
	}

	const {expired, added, expires, reason} = suppression;
	const words = expired ? `Its suppression of ${added} expired on ${expires}` : `Suppressed on ${added} until ${expires}`;
	return html`<p class="untrusted">${words}: ${reason}</p>`;
}

function permissions({policy}: AdmissionReport): Markup {
	const {asked, source, inferred, undeclared} = policy;
	const row = (label: string, text: string) => html`<tr><th scope="row">${label}</th><td class="untrusted">${text}</td></tr>
`;
	return html`<table><tbody>
${row(source === 'declared' ? 'Asks for' : 'Asks for nothing; would need', summarisePolicy(asked))}
${source === 'declared' ? row('Inferred from its code', summarisePolicy(inferred)) : ''}
${undeclared.length === 0 ? '' : row('Beyond its policy', undeclared.join(', '))}</tbody></table>`;
}

function capabilityTable(capabilities: readonly Capability[]): Markup {
	return table(
		['Kind', 'What', 'Where'],
		capabilities.map(({kind, detail, file, line}) => [kind, html`<code>${detail}</code>`, html`<code>${file}:${line}</code>`]),
		'Nothing that needs a permission was seen.',
	);
}

function dependencyTable(dependencies: readonly ReportedDependency[]): Markup {
	return table(
		['Package', 'From', 'Advisories', 'Where'],
		dependencies.map(dependency => [
			html`<code>${dependencyText(dependency)}</code>`,
			dependency.ecosystem,
			html`<span class="${dependency.status}">${dependency.status}</span> ${dependency.advisories.map(({id}) => id).join(', ')}`,
			html`<code>${dependency.line > 0 ? `${dependency.file}:${dependency.line}` : dependency.file}</code>`,
		]),
		'It names none.',
	);
}

function table(heads: readonly string[], rows: readonly (readonly Fragment[])[], none: string): Markup {
	if (rows.length === 0) {
		return html`<p>${none}</p>`;
	}

	const more = rows.length > mostRows ? html`<p class="faint">And ${rows.length - mostRows} more.</p>` : '';
	return html`<table><thead><tr>${heads.map(head => html`<th>${head}</th>`)}</tr></thead>
<tbody>
${rows.slice(0, mostRows).map(
	cells => html`<tr>${cells.map(cell => html`<td>${cell}</td>`)}</tr>
`,
)}</tbody></table>
${more}`;
}
