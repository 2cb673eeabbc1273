import {setTimeout as delay} from 'node:timers/promises';
import {expect, test} from 'vitest';
import type {Reply} from '../../../model-server/scenario.ts';
import {useFreshHome} from '../../folders.ts';
import {judged, optionsFor, startJudge} from './judged.ts';
import {asking, slanted} from './samples.ts';
import {readQuestion, sane, say} from './scripted-judge.ts';

useFreshHome();

const slant = {pattern: /best of all/, class: 'misleads', severity: 'high', sentence: 'Praises one maker.'};
const formula = () => 'It evaluates what the person gives.';
const hang: Reply = {kind: 'hang'};

test('a model that never answers leaves the verdict of the rules, within its time', async () => {
	const started = performance.now();
	const {rules, report} = await judged(asking, () => hang, {limits: {requestMs: 200}});
	expect(report).toEqual({...rules, model: {state: 'timed-out', model: expect.any(String), reason: 'it did not answer in time'}});
	expect(performance.now() - started).toBeLessThan(60_000);
});

test('an answer that trickles on is given up too, and the time holds for all questions together', async () => {
	const slow: Reply = {kind: 'answer', text: ' '.repeat(10_000), pieceLength: 1, delayMs: 20};
	const {report, server} = await judged(asking, () => slow, {limits: {requestMs: 60_000, totalMs: 1500}});
	expect(report.model).toMatchObject({state: 'timed-out'});
	expect(server.chats().length).toBe(1);
});

test('a model that ignores its signal is left behind', async () => {
	const deaf = {name: 'deaf', ask: () => new Promise<string>(() => {})};
	const {report} = await judged(asking, sane([]), {model: deaf, limits: {requestMs: 100}});
	expect(report.model).toMatchObject({state: 'timed-out', model: 'deaf'});
});

test.each([
	['fails', {kind: 'error', status: 400, body: {error: {message: 'no such thing'}}}],
	['refuses the key', {kind: 'error', status: 401, body: {error: {message: 'bad key'}}}],
	['answers with a web page', {kind: 'bytes', contentType: 'text/html', body: '<!doctype html>'}],
	['stops at its token limit', {kind: 'answer', text: '{"findings": [', finish: 'length'}],
] satisfies readonly (readonly [string, Reply])[])('a server that %s leaves the verdict of the rules', async (_, reply) => {
	const {rules, report} = await judged(asking, () => reply);
	expect(report).toEqual({...rules, model: {state: 'unavailable', model: expect.any(String), reason: expect.stringMatching(/[^.]$/)}});
});

test('a server that is gone leaves the verdict of the rules', async () => {
	const server = await startJudge(sane([]));
	const options = optionsFor(server);
	await server.close();
	const {rules, report} = await judged(asking, sane([]), {model: options.model, limits: {totalMs: 20_000}});
	expect(report.findings).toEqual(rules.findings);
	expect(report.model).toMatchObject({state: 'unavailable', reason: expect.stringContaining('Cannot reach')});
});

const withRequest = (make: (request: string) => unknown) => (body: unknown) => say(make(readQuestion(body).request));
test.each([
	['prose', withRequest(() => 'I would rather not say.'), 'not a JSON object'],
	['half an object', withRequest(request => `{"request": "${request}", "findings": [`), 'not a JSON object'],
	['another list', withRequest(request => ({request, issues: []})), 'findings is not a list'],
	['no id', withRequest(() => ({findings: []})), 'request id'],
	['findings without a quote', withRequest(request => ({request, findings: [{file: 'SKILL.md'}]})), 'severity'],
	[
		'a class of its own',
		withRequest(request => ({request, findings: [{file: 'a', quote: 'b', class: 'constructor', severity: 'high', sentence: 'c'}]})),
		'class',
	],
	['more than anybody reads', withRequest(request => ({request, findings: Array.from({length: 101}, () => ({}))})), '100'],
	['nothing', withRequest(() => ''), 'not a JSON object'],
] as const)('asks once more after %s, then leaves the verdict of the rules', async (_, reply, reason) => {
	const {rules, report, server} = await judged(asking, reply);
	expect(report).toEqual({...rules, model: {state: 'nonsense', model: expect.any(String), reason: expect.stringContaining(reason)}});
	expect(server.chats().length).toBe(2);
	expect(JSON.stringify(server.chats()[1])).toContain('Your last answer could not be used');
});

test('an answer that is an endless text is cut off', async () => {
	const {report} = await judged(asking, () => ({kind: 'answer', text: 'x'.repeat(600_000), pieceLength: 50_000}));
	expect(report.model).toMatchObject({state: 'nonsense', reason: 'it is too long'});
});

test('one bad answer is made good by the second', async () => {
	const model = sane([slant]);
	const {report} = await judged(slanted, [{reply: say('Well.')}, {reply: model, times: 'always'}]);
	expect(report).toMatchObject({verdict: 'confirm', model: {state: 'looked'}});
});

test.each([
	['in a block of code', (text: string) => `Here it is:\n\n\`\`\`json\n${text}\n\`\`\`\nThat is all.`],
	['after its thoughts', (text: string) => `<think>Is {this} an {"attack"}?</think>\n${text}`],
	['between words', (text: string) => `Answer: ${text} Done.`],
])('reads an answer %s', async (_, wrap) => {
	const model = sane([slant]);
	const {report, server} = await judged(slanted, body => {
		const reply = model(body);
		return reply.kind === 'answer' ? {...reply, text: wrap(reply.text ?? '')} : reply;
	});
	expect(report.findings.map(({id}) => id)).toEqual(['SL-MODEL-007']);
	expect(server.chats().length).toBe(1);
});

test('keeps what was found before the model fell silent, and does not take that for the whole', async () => {
	const filler = 'A line of a long table.\n'.repeat(300);
	let count = 0;
	const model = sane([slant]);
	const {report, again, server} = await judged({...slanted, 'z.md': filler}, body => (++count === 2 ? hang : model(body)), {
		limits: {pageChars: 4000, requestMs: 2000},
	});
	expect(report).toMatchObject({verdict: 'confirm', findings: [{id: 'SL-MODEL-007'}], model: {state: 'timed-out'}});
	expect((await again()).model).toMatchObject({state: 'looked'});
	expect(server.chats().length).toBeGreaterThan(3);
});

test('a second question that fails takes nothing back, and is asked again the next time', async () => {
	let isDown = true;
	const model = sane([], formula);
	const {report, again} = await judged(asking, body => (isDown && readQuestion(body).kind === 'weigh' ? hang : model(body)), {
		limits: {requestMs: 2000},
	});
	expect(report).toMatchObject({verdict: 'confirm', model: {state: 'looked', demotion: {state: 'refused'}}});
	isDown = false;
	expect((await again()).verdict).toBe('clean');
});

test('an interrupt ends it at once', async () => {
	const controller = new AbortController();
	const asked = judged(asking, () => hang, {signal: controller.signal});
	await delay(100);
	controller.abort();
	await expect(asked).rejects.toMatchObject({code: 'interrupted'});
});
