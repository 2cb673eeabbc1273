import {expect, test} from 'vitest';
import type {AgentEvent, AgentEventBody} from '../../source/core/events.ts';
import type {TaskSeen} from '../../source/evolution/monitors.ts';
import {createRecorder} from '../../source/evolution/events/recorder.ts';
import {readEvents} from '../../source/evolution/events/event-log.ts';
import {mattered, repeatedMistake} from '../../source/evolution/mattered.ts';
import {withWatch} from '../../source/evolution/watch-session.ts';
import {temporaryHome} from '../agent/temporary-home.ts';
import {makeFolder} from '../sandbox/folders.ts';
import {ruleOf} from './artefacts.ts';

temporaryHome();

const prefer = ruleOf({template: 'prefer-tool', tool: 'search_files', over: 'bash'});
// biome-ignore lint/suspicious/noThenProperty: the slot of this template.
const order = ruleOf({template: 'order', first: 'read_file', then: 'edit_file'});

test('an artefact matters in tasks whose calls it is about, and its mistake is seen in them', () => {
	expect([['bash'], ['search_files'], ['python']].map(calls => mattered(prefer, calls))).toEqual([true, true, false]);
	expect([['bash'], ['search_files']].map(calls => repeatedMistake(prefer, calls))).toEqual([true, false]);
	expect(
		[['edit_file'], ['edit_file', 'read_file'], ['read_file', 'edit_file'], ['read_file']].map(calls => repeatedMistake(order, calls)),
	).toEqual([true, true, false, null]);
});

test('a failure that a rule is to prevent, and a limit that it sets, are seen; a kind of task is not', () => {
	const avoid = ruleOf({template: 'avoid', tool: 'bash', when: 'timeout'});
	const failed = [{tool: 'bash', error: 'timeout'}] as const;
	expect(repeatedMistake(avoid, ['bash'], failed)).toBe(true);
	expect(repeatedMistake(avoid, ['bash'], [{tool: 'bash', error: 'syntax'}])).toBe(false);
	expect(repeatedMistake(avoid, ['python'], failed)).toBeNull();
	expect(repeatedMistake(ruleOf({template: 'avoid', tool: 'bash', when: 'python'}), ['bash'], failed)).toBeNull();
	const limit = ruleOf({template: 'limit', what: 'calls', count: 2});
	expect([[], ['bash', 'bash'], ['bash', 'bash', 'bash']].map(calls => repeatedMistake(limit, calls))).toEqual([null, false, true]);
	expect(repeatedMistake(limit, ['use_skill', 'letter', 'bash'])).toBe(false);
	expect(repeatedMistake(ruleOf({template: 'limit', what: 'sentences', count: 2}), ['bash'])).toBeNull();
	expect(repeatedMistake(ruleOf({template: 'ask-first', action: 'bash'}), ['bash'])).toBeNull();
});

test('the engine is told how a task went once the next message or the end says so; the events say where it mattered', () => {
	const folder = makeFolder();
	const seen: (readonly [string, Omit<TaskSeen, 'now'>])[] = [];
	const safety: string[] = [];
	const recorder = withWatch(createRecorder({folder, tools: () => [{name: 'bash', description: '', parameters: {}}]}), {
		evolution: {watched: (id, task) => void seen.push([id, task]), settle() {}, safetyEvent: why => void safety.push(why)},
		artefacts: [prefer, order],
		tried: prefer.id,
		events: () => readEvents(folder),
	});
	let turn = 0;
	const note = (body: AgentEventBody) =>
		recorder.observe({v: 1, seq: 1, ts: new Date().toISOString(), session: 's', turn, ...body} as AgentEvent);
	const talk = (text: string, denials: number) => {
		turn += 1;
		note({type: 'turn.start', text, model: 'm'});
		for (let index = 0; index < Math.max(1, denials); index++) {
			const id = `${turn}-${index}`;
			note({type: 'tool.request', id, name: 'bash', arguments: {command: 'ls'}});
			const ended = denials > 0 ? 'refused' : 'exit';
			note({type: 'tool.end', id, name: 'bash', ended, ok: denials === 0, text: '', usage: null, denied: [], label: 'derived'});
		}

		const usage = {inputTokens: 1, outputTokens: 1, cost: null};
		note({type: 'turn.end', result: {ended: 'answer', error: null, usage} as never});
	};
	talk('list the files', 0);
	expect(seen).toEqual([]);
	recorder.signal('thumb-up');
	talk('count the lines instead', 3);
	expect(seen).toEqual([[prefer.id, {solved: true, calls: 1, denied: 0, repeated: true}]]);
	expect(safety).toEqual([]);
	recorder.signal('thumb-down');
	recorder.close();
	expect(seen.at(-1)).toEqual([prefer.id, {solved: false, calls: 3, denied: 3, repeated: true}]);
	expect(safety).toEqual(['calls were denied']);
	const fired = readEvents(folder).filter(({type}) => type === 'artefact.fired');
	expect(fired).toMatchObject([{artefact: prefer.id}, {artefact: prefer.id}]);
});
