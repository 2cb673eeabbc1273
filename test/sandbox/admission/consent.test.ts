import {readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeEach, expect, test} from 'vitest';
import {ConsentNeededError, type ConsentRequest, obtainConsent} from '../../../sandbox/admission/consent.ts';
import {type ConsentAnswer, type ConsentQuestion, nobody} from '../../../sandbox/admission/consent-port.ts';
import {forgetSession} from '../../../sandbox/admission/consent-store.ts';
import {answerPending, takePending} from '../../../sandbox/admission/pending.ts';
import {sha256} from '../../../sandbox/base/canonical-json.ts';
import {emptyPolicy} from '../../../sandbox/policy.ts';
import {widenPolicy} from '../../../sandbox/policy-growth.ts';
import {useFreshHome} from '../folders.ts';
import {finding, network, reportOf, wider} from './reports.ts';

useFreshHome();
beforeEach(forgetSession);

/** A person with one answer, who counts the questions. */
function person(answer: ConsentAnswer) {
	const questions: ConsentQuestion[] = [];
	return {
		questions,
		ask: async (question: ConsentQuestion) => {
			questions.push(question);
			return answer;
		},
	};
}

const never = person({kind: 'deny', reason: 'must not be asked'});

function request(changes: Partial<ConsentRequest> = {}): ConsentRequest {
	const report = changes.report ?? reportOf({}, network);
	return {report, requested: report.policy.asked, approve: 'none', level: 3, port: never, signal: new AbortController().signal, ...changes};
}

const dangerous = reportOf({verdict: 'confirm', findings: [finding]});
const malware = reportOf({
	verdict: 'blocked',
	findings: [
		{...finding, severity: 'low', message: 'Small.'},
		{...finding, severity: 'critical'},
	],
});

test('never asks for a clean skill that asks for nothing', async () => {
	expect(await obtainConsent(request({report: reportOf()}))).toEqual({granted: true, how: 'not-needed'});
});

test('asks for a clean skill that wants the network, once', async () => {
	const port = person({kind: 'once'});
	expect(await obtainConsent(request({port}))).toEqual({granted: true, how: 'once'});
	expect(port.questions).toEqual([
		expect.objectContaining({summary: 'network api.example.org:443 · 256 MB · 30 s', growth: [], changedFiles: []}),
	]);
});

test.each([1, 2, 3] as const)('stops what is blocked at level %i, whatever was approved', async level => {
	await expect(obtainConsent(request({report: malware, level, approve: 'confirm', port: person({kind: 'always'})}))).rejects.toMatchObject({
		code: 'blocked',
		message: 'Cannot run the skill "weather": it is blocked: Reads the SSH keys and sends them out (SL-EXFIL-001, scripts/main.py:12).',
	});
});

test('level 2 skips the question, level 1 does not', async () => {
	expect(await obtainConsent(request({report: dangerous, level: 2}))).toEqual({granted: true, how: 'level'});
	await expect(obtainConsent(request({report: dangerous, level: 1}))).rejects.toMatchObject({code: 'consent-refused'});
});

test.each([
	['clean', reportOf({}, network), true],
	['clean', dangerous, false],
	['clean', reportOf({policy: {asked: network, source: 'inferred', inferred: network, undeclared: []}}), false],
	['confirm', reportOf({}, network), true],
	['confirm', dangerous, true],
	['confirm', reportOf({policy: {asked: network, source: 'inferred', inferred: network, undeclared: []}}), true],
	['none', reportOf({}, network), false],
] as const)('--approve %s takes what it names and no more (case %#)', async (approve, report, isTaken) => {
	const outcome = obtainConsent(request({report, approve}));
	await (isTaken
		? expect(outcome).resolves.toMatchObject({how: 'approve'})
		: expect(outcome).rejects.toMatchObject({code: 'consent-refused'}));
});

test('does not ask about what this command allows itself, but shows it, and does not remember it', async () => {
	const requested = widenPolicy(emptyPolicy, network);
	expect(await obtainConsent(request({report: reportOf(), requested}))).toMatchObject({how: 'not-needed'});
	const port = person({kind: 'always'});
	await obtainConsent(request({report: reportOf({}, network), requested: wider, port}));
	expect(port.questions[0]?.summary).toContain('writes output');
	await expect(obtainConsent(request({report: reportOf({}, wider)}))).rejects.toMatchObject({code: 'consent-refused'});
});

test('remembers always across processes and session only in this one', async () => {
	await obtainConsent(request({port: person({kind: 'always'})}));
	expect(await obtainConsent(request())).toEqual({granted: true, how: 'stored-always'});
	const other = reportOf({treeHash: sha256('other')}, network);
	await obtainConsent(request({report: other, port: person({kind: 'session'})}));
	expect(await obtainConsent(request({report: other}))).toEqual({granted: true, how: 'stored-session'});
	forgetSession();
	await expect(obtainConsent(request({report: other}))).rejects.toMatchObject({code: 'consent-refused'});
});

test.each([
	['the tree changed', reportOf({treeHash: sha256('changed')}, network)],
	['the policy grew', reportOf({}, wider)],
	['the verdict got worse', reportOf({verdict: 'confirm', findings: [finding]}, network)],
])('asks again when %s', async (_, report) => {
	await obtainConsent(request({port: person({kind: 'always'})}));
	const port = person({kind: 'once'});
	expect(await obtainConsent(request({report, port}))).toEqual({granted: true, how: 'once'});
	expect(port.questions).toHaveLength(1);
});

test('does not ask again when the policy shrank or the verdict got better', async () => {
	await obtainConsent(request({report: reportOf({verdict: 'confirm', findings: [finding]}, wider), port: person({kind: 'always'})}));
	expect(await obtainConsent(request({report: reportOf({}, network)}))).toMatchObject({how: 'stored-always'});
});

test('shows only the difference to what was approved before', async () => {
	const files = {'SKILL.md': 'a', 'scripts/main.py': 'b', 'old.txt': 'c'};
	await obtainConsent(request({port: person({kind: 'always'}), files}));
	const port = person({kind: 'once'});
	const changed = {'SKILL.md': 'a', 'scripts/main.py': 'x', 'new.txt': 'y'};
	await obtainConsent(request({report: reportOf({treeHash: sha256('new')}, wider), port, files: changed}));
	expect(port.questions[0]).toMatchObject({growth: ['writes output'], changedFiles: ['new.txt', 'old.txt', 'scripts/main.py']});
});

test('a refusal carries the reason, made safe to show', async () => {
	const port = person({kind: 'deny', reason: 'not today\u001B[2J\n'});
	await expect(obtainConsent(request({port}))).rejects.toMatchObject({
		code: 'consent-refused',
		message: 'Did not run the skill "weather": consent was refused: not today .',
	});
});

test('without a person leaves a question and names both ways to answer it', async () => {
	const error = await obtainConsent(request({port: nobody})).catch(thrown => thrown);
	expect(error).toBeInstanceOf(ConsentNeededError);
	expect(error).toMatchObject({code: 'consent-needed'});
	const {scanId, message, hint} = error as ConsentNeededError;
	expect(hint).toContain(`skilllite approve ${scanId}`);
	expect(hint).toContain('--approve confirm');

	expect(message).toContain('it asks for network api.example.org:443');
});

test('a yes in another terminal counts for the next run alone', async () => {
	const error = await obtainConsent(request({report: dangerous, port: nobody})).catch(thrown => thrown);
	answerPending(takePending(error.scanId), {kind: 'once'});
	expect(await obtainConsent(request({report: dangerous, port: nobody}))).toEqual({granted: true, how: 'stored-once'});
	await expect(obtainConsent(request({report: dangerous, port: nobody}))).rejects.toMatchObject({code: 'consent-needed'});
});

test('an interrupted question grants nothing and leaves nothing', async () => {
	const controller = new AbortController();
	const port = {
		ask: async (): Promise<ConsentAnswer> => {
			controller.abort();
			return {kind: 'always'};
		},
	};
	await expect(obtainConsent(request({port, signal: controller.signal}))).rejects.toMatchObject({code: 'interrupted'});
	await expect(obtainConsent(request())).rejects.toMatchObject({code: 'consent-refused'});
	await expect(obtainConsent(request({port: nobody, signal: AbortSignal.abort()}))).rejects.toMatchObject({code: 'interrupted'});
});

test('a port that fails or answers nonsense grants nothing', async () => {
	const failing = {ask: () => Promise.reject(new Error('the terminal is gone'))};
	await expect(obtainConsent(request({port: failing}))).rejects.toThrow('the terminal is gone');
	const odd = {ask: async () => ({kind: 'yes'}) as unknown as ConsentAnswer};
	await expect(obtainConsent(request({port: odd}))).rejects.toMatchObject({code: 'consent-refused'});
});

test('a damaged store grants nothing and names the file', async () => {
	await obtainConsent(request({port: person({kind: 'always'})}));
	const store = join(process.env.SKILLLITE_HOME ?? '', 'consents.json');
	writeFileSync(store, '{"consents": [{');
	await expect(obtainConsent(request({port: person({kind: 'once'})}))).rejects.toMatchObject({
		code: 'config',
		message: expect.stringContaining('consents.json'),
	});
	expect(readdirSync(join(store, '..'))).toContain('consents.json');
});

test('hostile names and findings cannot reach the terminal through a message', async () => {
	const report = reportOf({
		name: 'a\u001B]0;x\u0007\u202Eb',
		verdict: 'confirm',
		findings: [{...finding, message: 'x\u001B[2Jy', file: 'a\nb'}],
	});
	const error = await obtainConsent(request({report, port: nobody})).catch(thrown => thrown);
	// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what must not be there
	expect(error.message).not.toMatch(/[\u0000-\u001F\u202E]/);
});

test('asks again for what writes or reaches out where a stored consent is not to count, and counts one given for once', async () => {
	await obtainConsent(request({port: person({kind: 'always'})}));
	expect(await obtainConsent(request())).toEqual({granted: true, how: 'stored-always'});
	const port = person({kind: 'deny', reason: null});
	await expect(obtainConsent(request({port, askAgain: true}))).rejects.toMatchObject({code: 'consent-refused'});
	expect(port.questions).toHaveLength(1);
	const modest = reportOf({verdict: 'confirm', findings: [finding]});
	await obtainConsent(request({report: modest, port: person({kind: 'always'})}));
	expect(await obtainConsent(request({report: modest, askAgain: true}))).toEqual({granted: true, how: 'stored-always'});
});
