import {existsSync, readdirSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeEach, expect, test} from 'vitest';
import {forgetSession, recall} from '../../../sandbox/admission/consent-store.ts';
import {answerPending, createPending, type PendingQuestion, takePending} from '../../../sandbox/admission/pending.ts';
import {useFreshHome} from '../folders.ts';
import {finding, network, reportOf} from './reports.ts';

useFreshHome();
beforeEach(forgetSession);

const report = reportOf({verdict: 'confirm', findings: [finding]}, network);
const pending: PendingQuestion = {
	question: {report, summary: 'network api.example.org:443', growth: ['writes output'], changedFiles: ['a']},
	policy: network,
	files: {'SKILL.md': 'a'},
};
const key = {treeHash: report.treeHash, policy: network, verdict: report.verdict};

function folder(): string {
	return join(process.env.SKILLLITE_HOME ?? '', 'pending');
}

test('gives the question back once, under an id of 128 random bits', () => {
	const scanId = createPending(pending);
	expect(scanId).toMatch(/^[0-9a-f]{32}$/);
	expect(createPending(pending)).not.toBe(scanId);
	expect((statSync(join(folder(), `${scanId}.json`)).mode & 0o777).toString(8)).toBe('600');
	expect(takePending(scanId)).toEqual(pending);
	expect(() => takePending(scanId)).toThrow(/no question with this id is waiting/);
	expect(readdirSync(folder())).toHaveLength(1);
});

test('is gone after 300 seconds', () => {
	const scanId = createPending(pending, 1000);
	expect(() => takePending(scanId, 301_000)).toThrow(/older than 300 seconds/);
	expect(readdirSync(folder())).toEqual([]);
	expect(takePending(createPending(pending, 1000), 300_999)).toEqual(pending);
});

test('sweeps what has expired when the next question comes, and keeps at most 64', () => {
	createPending(pending);
	createPending(pending, Date.now() + 400_000);
	expect(readdirSync(folder())).toHaveLength(1);
	for (let index = 0; index < 70; index += 1) {
		createPending(pending);
	}

	expect(readdirSync(folder())).toHaveLength(64);
});

test.each([
	'',
	'..',
	'../consents',
	'/etc/passwd',
	'A'.repeat(32),
	`${'a'.repeat(32)}/..`,
	`${'a'.repeat(31)}\n`,
	'%2e%2e',
	'a'.repeat(33),
	`${'a'.repeat(32)}\0`,
])('takes no id like %j', scanId => {
	writeFileSync(join(process.env.SKILLLITE_HOME ?? '', '..', 'canary.json'), '{}');
	expect(() => takePending(scanId)).toThrow(expect.objectContaining({code: 'usage'}));
	expect(existsSync(join(process.env.SKILLLITE_HOME ?? '', '..', 'canary.json'))).toBe(true);
});

test.each([
	['once', 'once', undefined],
	['session', 'once', undefined],
	['always', 'always', 'always'],
] as const)('the answer %s lets the next run through and then counts as %s', (kind, first, second) => {
	answerPending(takePending(createPending(pending)), {kind});
	expect(recall(key)).toBe(first);
	expect(recall(key)).toBe(second);
});

test.each([{kind: 'deny', reason: null}, {kind: 'nobody'}] as const)('the answer %j grants nothing', answer => {
	answerPending(takePending(createPending(pending)), answer);
	expect(recall(key)).toBeUndefined();
});

test('a question about something blocked can be neither stored for use nor answered', () => {
	const blocked: PendingQuestion = {...pending, question: {...pending.question, report: {...report, verdict: 'blocked'}}};
	answerPending(blocked, {kind: 'always'});
	expect(recall(key)).toBeUndefined();
	expect(() => takePending(createPending(blocked))).toThrow(/neither clean nor confirm/);
});

test('refuses a damaged question', () => {
	const scanId = createPending(pending);
	writeFileSync(join(folder(), `${scanId}.json`), '{"until": 1e15}');
	expect(() => takePending(scanId)).toThrow(expect.objectContaining({code: 'config'}));
});
