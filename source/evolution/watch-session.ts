/**
Watches what evolved at work in one session: writes down in which tasks an artefact could have mattered, and tells the engine
how those tasks went. That is known with the next message at the earliest: until then the person may still say so.
*/

import type {AgentEvent} from '../core/events.ts';
import type {ArtefactSet} from './candidate.ts';
import type {Evolution} from './engine/evolution.ts';
import type {EvolutionEvent} from './events/event.ts';
import {type Recorder, sessionKey} from './events/recorder.ts';
import {judgeCall} from './events/classify-error.ts';
import {type FailedCall, mattered, repeatedMistake} from './mattered.ts';
import {outcomeOf, tasksOf} from './metrics/tasks.ts';

export interface WatchOptions {
	readonly evolution: Pick<Evolution, 'watched' | 'settle' | 'safetyEvent'>;
	/** What holds in this session. */
	readonly artefacts: ArtefactSet;
	/** The one whose trial this session is part of. */
	readonly tried: string | null;
	readonly events: () => readonly EvolutionEvent[];
}

interface SeenTask {
	readonly session: string;
	readonly calls: readonly string[];
	readonly denied: number;
	readonly failed: readonly FailedCall[];
}

/** Calls that are denied so often in one task end the trial of what mattered in it. */
const mostDenied = 3;

/** The same recorder, which also watches. Nothing here is a reason for a turn to fail. */
export function withWatch(recorder: Recorder, {evolution, artefacts, tried, events}: WatchOptions): Recorder {
	let calls: string[] = [];
	let denied = 0;
	let failed: FailedCall[] = [];
	let last: SeenTask | null = null;

	function take(event: AgentEvent): void {
		switch (event.type) {
			case 'turn.start':
				[calls, denied, failed] = [[], 0, []];
				return;
			case 'tool.request':
				calls.push(event.name, ...skillIn(event));
				return;
			case 'tool.end':
				denied += event.ended === 'refused' || event.denied.length > 0 ? 1 : 0;
				failed.push(...failureIn(event));
				return;
			case 'turn.end':
				last = {session: sessionKey(event.session), calls, denied, failed};
				for (const {id} of those(last)) {
					recorder.fired(id);
				}
		}
	}

	function those(task: SeenTask): ArtefactSet {
		return artefacts.filter(artefact => mattered(artefact, task.calls));
	}

	/** How the last task went, as far as it can be known. `back`: how many tasks of the session began since. */
	function settle(back: number): void {
		const task = last;
		last = null;
		const about = task === null ? [] : those(task);
		if (task === null || about.length === 0) {
			return;
		}

		const found = tasksOf(events())
			.filter(({session}) => session === task.session)
			.at(-1 - back);
		const outcome = found === undefined ? 'unknown' : outcomeOf(found);
		for (const artefact of about) {
			evolution.watched(artefact.id, {
				solved: outcome === 'unknown' ? null : outcome === 'success',
				calls: task.calls.length,
				denied: task.denied,
				repeated: repeatedMistake(artefact, task.calls, task.failed),
			});
		}

		if (task.denied >= mostDenied && about.some(({id}) => id === tried)) {
			evolution.safetyEvent('calls were denied');
		}
	}

	function guarded(act: () => void): void {
		try {
			act();
		} catch {
			// A store that is damaged or held by another process: it is found and said elsewhere.
		}
	}

	return {
		signal: (kind, linesChanged) => recorder.signal(kind, linesChanged),
		check: check => recorder.check(check),
		fired: artefact => recorder.fired(artefact),
		observe(event) {
			recorder.observe(event);
			if (event.type === 'turn.start') {
				guarded(() => settle(1));
				guarded(() => evolution.settle());
			}

			take(event);
		},
		close() {
			guarded(() => settle(0));
			recorder.close();
			guarded(() => evolution.settle());
		},
	};
}

function failureIn(event: Extract<AgentEvent, {type: 'tool.end'}>): readonly FailedCall[] {
	const {error} = judgeCall(event, 'other', true);
	return error === null ? [] : [{tool: event.name, error}];
}

/** A skill of instructions is called by a tool that names it in an argument. */
function skillIn({name, arguments: given}: Extract<AgentEvent, {type: 'tool.request'}>): readonly string[] {
	const {name: skill}: {readonly name?: unknown} = typeof given === 'object' && given !== null ? given : {};
	return (name === 'use_skill' || name === 'run_skill_script') && typeof skill === 'string' ? [skill] : [];
}
