import {expect, test} from 'vitest';
import {gatherTools} from '../../../source/agent/agent-tools.ts';
import {plainResult, type ToolContext} from '../../../source/agent/agent-tool.ts';
import {temporaryHome} from '../temporary-home.ts';
import {createWorkbench} from './workbench.ts';

const home = temporaryHome();
const context: ToolContext = {
	callId: 'c1',
	signal: new AbortController().signal,
	emit: () => {},
	label: 'user',
	turnEntry: 'turn-1',
} as const;
const text = `first\n${'x'.repeat(40_000)}MIDDLE${'y'.repeat(40_000)}\nlast`;
const wordy = {
	name: 'wordy',
	description: 'Says much.',
	parameters: {type: 'object'},
	run: async () => plainResult({ok: true, text, ended: 'exit', label: 'foreign'}),
};

test('a long result keeps head and tail, and read_file gives the rest with the label of the whole', async () => {
	const {own, taint, asked} = createWorkbench(home);
	const tools = gatherTools([...own.tools, wordy], taint, own.results);
	const call = (name: string, args: object) => tools.find(tool => tool.name === name)?.run({...args}, context);
	const cut = await call('wordy', {});
	expect(cut?.text.length).toBeLessThanOrEqual(12_000);
	expect(cut?.text).toMatch(
		/^first\nx+\n\[… [\d,]+ characters left out …]\ny+\nlast\n\[All 80017 characters: read_file with path "result:1"/,
	);
	const part = await call('read_file', {path: 'result:1', offset: 40_000});
	expect(part).toMatchObject({ok: true, label: 'foreign'});
	expect(part?.text).toContain('MIDDLE');
	expect(asked).toEqual([]);
});

test('a skill cannot stand in for a tool of the agent, and what a tool said is noted', async () => {
	const {own, taint} = createWorkbench(home);
	const tools = gatherTools([...own.tools, {...wordy, name: 'read_file'}, wordy], taint, own.results);
	expect(tools.filter(({name}) => name === 'read_file')).toHaveLength(1);
	expect(tools.find(({name}) => name === 'read_file')?.description).not.toBe('Says much.');
	await tools.find(({name}) => name === 'wordy')?.run({}, context);
	expect(taint.isForeign()).toBe(true);
});

test('no other name reads a kept result', async () => {
	const {call, own} = createWorkbench(home);
	own.results.keep('kept', 'foreign');
	for (const path of ['result:2', 'result:0', 'result:1/..', 'result:../1', 'Result:1']) {
		expect(await call('read_file', {path})).toMatchObject({ok: false});
	}
});
