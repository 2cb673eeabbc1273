import {expect, test} from 'vitest';
import {textOf} from '../../../source/ui/line.ts';
import {reviewOf} from '../../../source/ui/store/review.ts';
import {finding, network, reportOf} from '../../sandbox/admission/reports.ts';

const question = {
	report: reportOf({verdict: 'confirm', findings: [finding]}, network),
	summary: 'network',
	growth: [],
	changedFiles: ['main.py'],
} as const;

test('the difference since the last approval stands below the findings, with controls as their numbers', () => {
	const {body, details} = reviewOf(1, {...question, changes: ['--- a/main.py', '+++ b/main.py', '-one', '+two\u001B[2J\u202E']});
	expect(body.map(textOf)).toContain('changed files: main.py; d shows the difference');
	const lines = details.map(textOf);
	expect(lines.slice(-5)).toEqual(['since the last approval:', '--- a/main.py', '+++ b/main.py', '-one', '+two<U+001B>[2J<U+202E>']);
	expect(lines.findIndex(line => line.includes(finding.id))).toBeLessThan(lines.indexOf('since the last approval:'));
	expect(details.slice(-2).map(line => line[0]?.tone)).toEqual(['bad', 'good']);
});

test('says nothing of a difference where there is none', () => {
	const {body, details} = reviewOf(1, question);
	expect([...body, ...details].map(textOf).join('\n')).not.toMatch(/last approval|shows the difference/);
});
