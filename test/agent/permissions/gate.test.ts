import {describe, expect, test} from 'vitest';
import type {ToolContext} from '../../../source/agent/agent-tool.ts';
import {createGate, type GateRequest, type SavedRule} from '../../../source/agent/permissions/gate.ts';
import type {PermissionRule} from '../../../source/agent/permissions/rules.ts';
import {createTaint} from '../../../source/agent/permissions/taint.ts';
import type {AgentEventBody} from '../../../source/core/events.ts';
import type {PermissionAnswer, PermissionQuestion} from '../../../source/core/question.ts';

const write: GateRequest = {tool: 'write_file', class: 'write', subjects: ['a.txt'], summary: 'write a.txt', detail: '+x'};
const bash: GateRequest = {tool: 'bash', class: 'exec', subjects: ['echo $(x)'], isOpaque: true, summary: 'run', detail: 'echo $(x)'};

function gateWith(answer: unknown, rules: readonly PermissionRule[] = [], save?: (rules: readonly SavedRule[]) => void) {
	const [asked, events]: [PermissionQuestion[], AgentEventBody[]] = [[], []];
	const taint = createTaint();
	const questions = {
		async permit(question: PermissionQuestion) {
			asked.push(question);
			// A port in JavaScript may answer anything.
			return answer as PermissionAnswer;
		},
		choose: async () => ({kind: 'nobody'}) as const,
	};
	const context: ToolContext = {
		callId: 'c1',
		signal: new AbortController().signal,
		emit: event => void events.push(event),
		label: 'user',
		turnEntry: 'e1',
	};
	const gate = createGate({rules, questions, taint, save});
	return {gate, taint, asked, events, permit: (request: GateRequest) => gate.permit(request, context)};
}

describe('an answer', () => {
	test.each([
		[{kind: 'once'}, null],
		[{kind: 'session'}, null],
		[
			{kind: 'deny', reason: 'not now'},
			{by: 'person', error: {code: 'consent-refused'}},
		],
		[{kind: 'nobody'}, {by: 'unmet', error: {code: 'consent-needed'}}],
		[{kind: 'always'}, {by: 'person'}],
		[{kind: 'yes'}, {by: 'person'}],
		[{}, {by: 'person'}],
	])('%j gives %j', async (answer, refusal) => {
		const {permit} = gateWith(answer);
		const result = await permit(write);
		expect(result?.refusal ?? null).toEqual(refusal === null ? null : expect.objectContaining({by: refusal.by}));
	});

	test.each([undefined, null, 'once', 1])('that is no answer (%j) is no permission', async answer => {
		const outcome = await gateWith(answer)
			.permit(write)
			.catch(() => 'threw');
		expect(outcome).not.toBeNull();
	});

	test('for the session holds for what was shown, not for its neighbours', async () => {
		const {permit, asked} = gateWith({kind: 'session'});
		await permit({...write, subjects: ['a*.txt']});
		await permit({...write, subjects: ['a*.txt']});
		expect(asked).toHaveLength(1);
		await permit({...write, subjects: ['ab.txt']});
		await permit({...write, tool: 'delete', subjects: ['a*.txt']});
		expect(asked).toHaveLength(3);
	});

	test('for the session that was given before strangers came does not hold beside them, and one given beside them does', async () => {
		const {permit, asked, taint} = gateWith({kind: 'session'});
		await permit(write);
		taint.note('foreign');
		await permit(write);
		expect(asked.map(({isForeign}) => isForeign)).toEqual([false, true]);
		await permit(write);
		expect(asked).toHaveLength(2);
	});

	test('for the session to a line that cannot be read holds for that line alone', async () => {
		const {permit, asked} = gateWith({kind: 'session'});
		await permit(bash);
		await permit(bash);
		expect(asked).toHaveLength(1);
		await permit({...bash, subjects: ['echo $(y)']});
		expect(asked).toHaveLength(2);
	});
});

test('a question shows what a display would drop, as bash would read it', async () => {
	const {permit, asked, events} = gateWith({kind: 'once'});
	await permit({...bash, detail: 'echo hi \u001B]0;\u0007; touch x \u009Bm\r\n', summary: 'a\u0000b\rc'});
	expect(asked).toMatchObject([{detail: 'echo hi <U+001B>]0;<U+0007>; touch x <U+009B>m\r\n', summary: 'a<U+0000>b<U+000D>c'}]);
	expect(events).toMatchObject([
		{type: 'question', detail: asked[0]?.detail},
		{type: 'answer', granted: true},
	]);
});

test('a denial needs no question and says which rule it was', async () => {
	const {permit, asked} = gateWith({kind: 'once'}, [{tool: 'write_*', match: '*.txt', do: 'deny', scope: 'user'}]);
	const result = await permit(write);
	expect(result).toMatchObject({ok: false, ended: 'refused', refusal: {by: 'rule'}});
	expect(result?.text).toContain('deny write_* *.txt (user)');
	expect(asked).toEqual([]);
});

test('a rule that is added in the session holds from then on, and a denial against all others', async () => {
	const {gate, permit, asked} = gateWith({kind: 'nobody'});
	gate.add({tool: 'write_file', match: '**', do: 'allow'});
	expect(await permit(write)).toBeNull();
	gate.add({tool: '*', match: 'a.txt', do: 'deny'});
	gate.add({tool: 'write_file', match: '**', do: 'allow'});
	expect(await permit(write)).toMatchObject({refusal: {by: 'rule'}});
	expect(asked).toEqual([]);
});

describe('an answer for every session', () => {
	test('saves the rules that were shown, and holds at once', async () => {
		const saved: SavedRule[] = [];
		const {permit, asked} = gateWith({kind: 'always'}, [], rules => void saved.push(...rules));
		expect(await permit(write)).toBeNull();
		expect(await permit(write)).toBeNull();
		expect(asked).toHaveLength(1);
		expect(asked[0]?.always).toEqual(['allow write_file a.txt']);
		expect(saved).toEqual([{tool: 'write_file', match: 'a.txt', do: 'allow'}]);
	});

	test('is not offered beside text of strangers, nor for a line that cannot be read, and not taken there', async () => {
		const saved: SavedRule[] = [];
		const {permit, asked, taint} = gateWith({kind: 'always'}, [], rules => void saved.push(...rules));
		expect(await permit(bash)).not.toBeNull();
		taint.note('foreign');
		expect(await permit(write)).not.toBeNull();
		expect(asked.map(({always}) => always)).toEqual([null, null]);
		expect(saved).toEqual([]);
	});
});
