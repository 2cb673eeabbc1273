import {expect, test} from 'vitest';
import {textOf} from '../../../source/ui/line.ts';
import {type ReviewPart, reviewOf} from '../../../source/ui/store/review.ts';
import {finding, network, reportOf} from '../../sandbox/admission/reports.ts';

const question = {
	report: reportOf({verdict: 'confirm', findings: [finding]}, network),
	summary: 'network',
	growth: [],
	changedFiles: ['main.py'],
} as const;

const textsOf = (parts: readonly ReviewPart[]) => parts.flatMap(part => ('diff' in part ? part.diff.split('\n') : [textOf(part)]));

test('the difference since the last approval stands below the findings, with controls as their numbers', () => {
	const {body, details} = reviewOf(1, {...question, changes: ['--- a/main.py', '+++ b/main.py', '-one', '+two\u001B[2J\u202E']});
	expect(textsOf(body)).toContain('changed files: main.py; d shows the difference');
	const lines = textsOf(details);
	expect(lines.slice(-5)).toEqual(['since the last approval:', '--- a/main.py', '+++ b/main.py', '-one', '+two<U+001B>[2J<U+202E>']);
	expect(lines.findIndex(line => line.includes(finding.id))).toBeLessThan(lines.indexOf('since the last approval:'));
});

test('says nothing of a difference where there is none', () => {
	const {body, details} = reviewOf(1, question);
	expect(textsOf([...body, ...details]).join('\n')).not.toMatch(/last approval|shows the difference/);
});
