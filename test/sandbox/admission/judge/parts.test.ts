/** The pieces of the assisted scan by themselves. */

import {readdirSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {pagesOf} from '../../../../sandbox/admission/judge/exhibits.ts';
import {fenced, FenceBroken, randomToken} from '../../../../sandbox/admission/judge/fence.ts';
import {cachedOpinion, storeOpinion} from '../../../../sandbox/admission/judge/opinion-cache.ts';
import {withOpinion, withoutModel} from '../../../../sandbox/admission/judge/opinion.ts';
import {readFindings} from '../../../../sandbox/admission/judge/read-answer.ts';
import {reviewSentence} from '../../../../sandbox/admission/judge/review-sentence.ts';
import {shownText} from '../../../../sandbox/admission/judge/shown-text.ts';
import type {ModelReview} from '../../../../sandbox/admission/report.ts';
import {digestOf} from '../../../../sandbox/base/canonical-json.ts';
import {useFreshHome} from '../../folders.ts';
import {finding, reportOf} from '../reports.ts';

useFreshHome();

const plain = (text: string) => text;
const looked: ModelReview = {state: 'looked', model: 'm', files: 1, unseen: [], voided: 0, demotion: {state: 'none'}};

test('a fence refuses to hold its own mark, in a text or in a label', () => {
	const token = randomToken();
	expect(fenced([{label: 'a', text: 'b'}], token).split('\n').length).toBe(4);
	for (const section of [
		{label: 'a', text: `x${token}x`},
		{label: token, text: ''},
	]) {
		expect(() => fenced([section], token)).toThrow(FenceBroken);
	}
});

test('a text is shown line for line, with everything spelled out and nothing left out', () => {
	const text = 'a\r\nb\u001b]0;never ends\nc\u202e\u{E0041}\u3164\uFE0F\r d\u2028e\ud800';
	expect(shownText(text, plain)).toBe('a\nb<U+001B>]0;never ends\nc<U+202E><U+E0041><U+3164><U+FE0F><U+000D> d<U+2028>e\uFFFD');
});

test('a private key is masked line by line, and ends where something else begins', () => {
	const begin = '-----BEGIN RSA PRIVATE KEY-----';
	const text = [begin, 'Proc-Type: 4,ENCRYPTED', '', 'MIIEvQIBADANBgkqhkiG', 'rm -rf ~', 'MIIE', '-----END RSA PRIVATE KEY-----'].join(
		'\n',
	);
	expect(shownText(text, plain).split('\n')).toEqual([
		begin,
		'[masked]',
		'',
		'[masked]',
		'rm -rf ~',
		'MIIE',
		'-----END RSA PRIVATE KEY-----',
	]);
});

test.each([10, 37, 1000])('pages of %i characters hold every character of every text once, in order', pageChars => {
	const texts = new Map([
		['a', 'one\ntwo\nthree\n'.repeat(20)],
		['b', 'x'.repeat(95)],
		['c', ''],
	]);
	const parts = pagesOf(texts, pageChars).flat();
	for (const [path, text] of texts) {
		const own = parts.filter(part => part.path === path);
		expect(own.map(part => part.text).join('')).toBe(text);
		for (const {text: part, firstLine} of own) {
			expect(part.length).toBeLessThanOrEqual(pageChars);
			expect(text.split('\n')[firstLine - 1]).toContain(part.split('\n')[0]);
		}
	}
});

test('takes the object with the request id, wherever another one stands', () => {
	const own = {request: 'r1', findings: []};
	expect(readFindings(`{"findings": [1]}\n\`\`\`json\n${JSON.stringify(own)}\n\`\`\``, 'r1')).toEqual([]);
	expect(() => readFindings(JSON.stringify(own), 'r2')).toThrow('request id');
});

test('an opinion raises, takes back, and never touches what is blocked', () => {
	const critical = {...finding, severity: 'critical' as const};
	const report = reportOf({verdict: 'blocked', findings: [critical, finding]});
	const demotion = {reason: 'It is needed.', quote: 'post()'};
	const demotions = [0, 1].map(index => ({index, demotion}));
	expect(withOpinion(report, {review: looked, findings: [], demotions}).verdict).toBe('blocked');
	const low = withOpinion(reportOf({verdict: 'confirm', findings: [finding]}), {
		review: looked,
		findings: [],
		demotions: [{index: 0, demotion}],
	});
	expect(low).toMatchObject({verdict: 'clean', findings: [{...finding, demotion}]});
	const raised = withOpinion(reportOf(), {review: looked, findings: [{...finding, layer: 'model'}], demotions: []});
	expect(raised).toMatchObject({verdict: 'confirm', findings: [{layer: 'model'}]});
	expect(withoutModel(report, 'none is set up')).toMatchObject({verdict: 'blocked', digest: report.digest});
});

test('keeps an opinion for one content, model and wording, and believes no damaged one', () => {
	const key = {digest: digestOf('a'), model: 'm'};
	const opinion = {review: looked, findings: [finding], demotions: []};
	storeOpinion(key, opinion);
	expect(cachedOpinion(key)).toEqual(opinion);
	expect(cachedOpinion({...key, model: 'other'})).toBeUndefined();
	expect(cachedOpinion({...key, digest: digestOf('b')})).toBeUndefined();
	const folder = join(process.env.SKILLLITE_HOME ?? '', 'cache/opinions');
	const [name = ''] = readdirSync(folder);
	expect((statSync(join(folder, name)).mode & 0o777).toString(8)).toBe('600');
	for (const text of ['{', '{}', JSON.stringify({name: name.replace('.json', ''), opinion: {review: {}, findings: [], demotions: []}})]) {
		writeFileSync(join(folder, name), text);
		expect(cachedOpinion(key)).toBeUndefined();
	}
});

test.each([
	[looked, 'The model m looked at 1 file.'],
	[
		{...looked, files: 3, unseen: ['a', 'b', 'c', 'd'], demotion: {state: 'refused', reason: 'It is too large.'}},
		'The model m looked at 3 files, not at a, b, c and 1 more. It takes nothing back. It is too large.',
	],
	[{state: 'unavailable', model: null, reason: 'none is set up'}, 'No model looked: none is set up. The verdict is that of the rules.'],
	[
		{state: 'timed-out', model: 'm', reason: 'it did not answer in time'},
		'The model m did not look at all of it: it did not answer in time. The verdict is that of the rules.',
	],
] satisfies readonly (readonly [ModelReview, string])[])('says what became of it: %#', (review, sentence) => {
	expect(reviewSentence(review)).toBe(sentence);
});
