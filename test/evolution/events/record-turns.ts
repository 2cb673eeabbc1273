/** Records turns until it is killed or has its number of them, and says each on stdout: for tests with several processes. */

import {writeSync} from 'node:fs';
import type {AgentEvent} from '../../../source/core/events.ts';
import {createRecorder} from '../../../source/evolution/events/recorder.ts';

const [folder = '', count = '100000'] = process.argv.slice(2);
const recorder = createRecorder({
	folder,
	tools: () => [],
	onFailure(error) {
		throw error;
	},
});
const usage = {inputTokens: 1, outputTokens: 1, cost: null};
for (let turn = 1; turn <= Number(count); turn++) {
	const place = {v: 1, seq: 1, ts: new Date().toISOString(), session: `process ${process.pid}`, turn} as const;
	const result = {type: 'result', v: 1, ok: true, text: '', session: '', model: '', steps: 1, tools: [], refused: [], usage} as const;
	const events: readonly AgentEvent[] = [
		{...place, type: 'turn.start', text: `number ${turn}`, model: 'offline planner'},
		{...place, type: 'tool.end', id: 'a', name: 'a', ended: 'exit', ok: true, text: '', usage: null, denied: [], label: 'derived'},
		{...place, type: 'turn.end', result: {...result, ended: 'answer', error: null}},
	];
	events.forEach(recorder.observe, recorder);
	writeSync(1, `${turn}\n`);
}
