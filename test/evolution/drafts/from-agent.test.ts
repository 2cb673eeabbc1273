/** From three turns of a real agent, with its real tools in the real sandbox, to a skill. */

import {join} from 'node:path';
import {expect, test} from 'vitest';
import {gatherTools} from '../../../source/agent/agent-tools.ts';
import {createCallRecorder} from '../../../source/evolution/drafts/call-recorder.ts';
import {createCallStore} from '../../../source/evolution/drafts/call-store.ts';
import {draftSkills} from '../../../source/evolution/drafts/draft.ts';
import {temporaryHome} from '../../agent/temporary-home.ts';
import {startAgent} from '../../agent/talk.ts';
import {createWorkbench} from '../../agent/tools/workbench.ts';
import type {Step} from '../../model-server/scenario.ts';

const home = temporaryHome();

/** A turn in which the model writes one program and then says what it printed. */
function programs(name: string, codes: readonly string[]): readonly Step[] {
	return codes.flatMap((code, index): readonly Step[] => [
		{
			when: {lastRole: 'user', lastContains: `request ${index}`},
			reply: {kind: 'answer', calls: [{name, arguments: {[name === 'bash' ? 'command' : 'code']: code}}]},
		},
		{when: {lastRole: 'tool'}, reply: {kind: 'answer', text: 'It says {{last}}'}},
	]);
}

async function draftsAfter(name: string, codes: readonly string[]) {
	const bench = createWorkbench(home, {rules: [{tool: 'bash', match: '*', do: 'allow', scope: 'user', evenOpaque: true}]});
	const {agent} = await startAgent(
		{title: 'programs', steps: programs(name, codes)},
		gatherTools(bench.own.tools, bench.taint, bench.own.results),
	);
	const store = createCallStore(join(home, 'replays', name));
	const recorder = createCallRecorder(store, 'user');
	for (const [index] of codes.entries()) {
		for await (const event of agent.send(`turn a text around, request ${index}`)) {
			recorder.note(event);
		}
	}

	recorder.close();
	return {calls: store.read(), drafts: await draftSkills(store.read(), {taken: new Set(), now: new Date()})};
}

const texts = ['abc', 'hello there', 'größe'];

test.each([
	['python', (text: string) => `text = ${JSON.stringify(text)}\nprint(text[::-1])\n`],
	['javascript', (text: string) => `const text = ${JSON.stringify(text)};\nconsole.log([...text].reverse().join(''));\n`],
	['bash', (text: string) => `text=${JSON.stringify(text)}; printf '%s\\n' "$text" | rev`],
])('three calls of %s that the agent made become a skill', async (name, code) => {
	const {calls, drafts} = await draftsAfter(name, texts.map(code));
	expect(calls.map(({stdout, label}) => [stdout, label])).toEqual(texts.map(text => [`${[...text].reverse().join('')}\n`, 'derived']));
	expect(drafts).toMatchObject([{kind: 'draft', artefact: {label: 'derived', name: 'turn-text-around'}}]);
	const [draft] = drafts;
	expect(draft?.kind === 'draft' && draft.artefact.files['tests/3.json']).toContain('größe');
});
