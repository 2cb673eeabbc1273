import {createHash} from 'node:crypto';
import {expect, test} from 'vitest';
import {formatHtml} from '../../../../sandbox/admission/formats/html.ts';
import {referenceUrl} from '../../../../sandbox/admission/formats/references.ts';
import type {AdmissionReport} from '../../../../sandbox/admission/report.ts';
import {parsePolicy} from '../../../../sandbox/parse-policy.ts';
import {finding, reportOf} from '../reports.ts';
import {admitFiles} from '../temporary-skill.ts';

const date = new Date('2026-11-21T12:00:00Z');

/** A report in which every text of a stranger is this one. */
function reportFull(text: string): AdmissionReport {
	const suppression = {reason: text, added: '2026-11-01', expires: '2027-01-01', expired: false};
	const full = {...finding, message: text, file: text, snippet: text, remedy: text, references: [text, 'CWE-200']};
	const asked = {...parsePolicy({}), env: [text], exec: [text]};
	return reportOf({
		name: text,
		path: text,
		verdict: 'confirm',
		partial: true,
		findings: [full, {...full, suppressed: true, suppression}, {...full, suppression: {...suppression, expired: true}}],
		capabilities: [{kind: 'network', detail: text, file: text, line: 3}],
		policy: {asked, source: 'declared', inferred: asked, undeclared: [text]},
		dependencies: [
			{
				ecosystem: 'npm',
				name: text,
				requirement: {kind: 'range', text},
				origin: 'manifest',
				file: text,
				line: 2,
				warnedAgainst: false,
				status: 'vulnerable',
				advisories: [{id: text, severity: 'high', summary: text}],
			},
		],
	});
}

const hostile = [
	'<script>alert(1)</script>',
	'"><img src=x onerror=alert(1)>',
	"' autofocus onfocus='alert(1)",
	'</title></style></pre><iframe src=//words.example>',
	'<!-- <style>*{display:none}</style>',
	'javascript:alert(1)',
	'&lt;b&gt; &#x3C;i&#x3E;',
	'`$' + '{alert(1)}`',
	'%3Cscript%3E',
];

/** As a browser decodes it. */
function shownText(page: string): string {
	const characters: Record<string, string> = {lt: '<', gt: '>', quot: '"', '#39': "'", '#96': '`', amp: '&'};
	return page.replace(/&([#\w]+);/g, (entity, name: string) => characters[name] ?? entity);
}

/** The tags of a page with their attributes, in order. */
function skeleton(page: string): readonly string[] {
	return page.match(/<[^>]*>/g) ?? [];
}

test.each(hostile)('no text changes the structure of the page: %s', text => {
	const [calm, page] = [formatHtml([reportFull('calm'), reportFull('calm')], date), formatHtml([reportFull(text), reportFull(text)], date)];
	expect(skeleton(page)).toEqual(skeleton(calm));
	expect(shownText(page).split(text).length).toBe(shownText(calm).split('calm').length);
});

test('nothing is loaded and nothing runs: only anchors in the page and links of known references', () => {
	const page = formatHtml([reportFull('https://words.example/x.png')], date);
	expect(page).toMatch(/^<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy"/);
	const style = /<style>(?<text>.*?)<\/style>/s.exec(page)?.groups?.text ?? '';
	const hash = createHash('sha256').update(style).digest('base64');
	expect(page).toContain(`content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`);
	expect(style).not.toMatch(/url\(|@import/);
	const tags = skeleton(page);
	expect(tags.filter(tag => /^<(?:script|img|link|iframe|object|embed|form|base|svg|source|video|audio)\b/i.test(tag))).toEqual([]);
	expect(tags.filter(tag => /\s(?:on\w+|style|src|srcset|action|formaction|background)=/i.test(tag))).toEqual([]);
	const targets = [...page.matchAll(/href="([^"]*)"/g)].map(([, target]) => target);
	expect(new Set(targets)).toEqual(new Set(['https://cwe.mitre.org/data/definitions/200.html']));
});

test('what controls, hides or reorders text is shown by its number or left out', () => {
	const page = formatHtml([reportFull('a\u0000b\u001B[2Jc\u202Ed\u200Be\u{E0041}f\u0085g\uD800')], date);
	// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is looked for
	expect(page).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u200B-\u200F\u{E0000}-\u{E007F}]/u);
	expect(page).toContain('a&lt;U+0000&gt;b&lt;U+001B&gt;[2Jc&lt;U+202E&gt;d&lt;U+200B&gt;e&lt;U+E0041&gt;f&lt;U+0085&gt;g');
	expect(page.isWellFormed()).toBe(true);
});

test('the page says everything that the report says', async () => {
	const report = await admitFiles({'scripts/main.py': 'import os\nos.kill(1, 9)\nos.system("whoami")\n', 'requirements.txt': 'requests\n'});
	const page = formatHtml([report], date);
	const {findings, capabilities} = report;
	expect(findings.length).toBeGreaterThan(0);
	for (const {id, snippet, file, line, column} of findings) {
		expect(page).toContain(id);
		expect(page).toContain(snippet.replaceAll('"', '&quot;'));
		expect(page).toContain(line > 0 ? `${file}:${line}:${column}` : file);
	}

	for (const {detail, file, line} of capabilities) {
		expect(page).toContain(detail.replaceAll('"', '&quot;'));
		expect(page).toContain(`${file}:${line}`);
	}

	for (const words of ['Asks first: a person decides', 'on 2026-11-21', 'Beyond its policy', 'runs whoami', 'requests', report.treeHash]) {
		expect(page).toContain(words);
	}
});

test('a tree of skills begins with a table that leads to each', () => {
	const page = formatHtml([reportOf({name: 'one', verdict: 'blocked'}), reportOf({name: 'two'})], date);
	expect(page).toContain('1 blocked, 0 confirm, 1 clean.');
	expect(page.match(/href="#skill-\d"/g)).toEqual(['href="#skill-1"', 'href="#skill-2"']);
	expect(page.match(/<article id="skill-\d">/g)).toEqual(['<article id="skill-1">', '<article id="skill-2">']);
});

test('suppressed findings stand apart, with the reason', () => {
	const page = formatHtml([reportFull('known')], date);
	expect(page.indexOf('Suppressed findings')).toBeGreaterThan(page.indexOf('Its suppression of 2026-11-01 expired on 2027-01-01: known'));
	expect(page.indexOf('Suppressed on 2026-11-01 until 2027-01-01: known')).toBeGreaterThan(page.indexOf('Suppressed findings'));
});

test.each([
	['CWE-200', 'https://cwe.mitre.org/data/definitions/200.html'],
	['T1059.004', 'https://attack.mitre.org/techniques/T1059/004/'],
	['GHSA-abcd-1234-wxyz', 'https://osv.dev/vulnerability/GHSA-abcd-1234-wxyz'],
	['ASI04', undefined],
	['CVE-2026-1/../x', undefined],
	['javascript:alert(1)', undefined],
])('a reference leads to the page of its own: %s', (reference, url) => {
	expect(referenceUrl(reference)).toBe(url);
});
