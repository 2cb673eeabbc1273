/** The recorder of a session: whether there is one, and what it is told beside the agent's own stream. */

import type {ConsentPort} from '../../sandbox/index.ts';
import type {Agent} from '../agent/agent.ts';
import type {UndoJournal} from '../agent/tools/undo-journal.ts';
import type {Flags} from '../core/parse-arguments.ts';
import type {Project} from '../core/paths.ts';
import {projectStoreFolder} from '../core/project-store.ts';
import type {QuestionPort} from '../core/question.ts';
import type {Settings} from '../core/settings.ts';
import type {ToolDefinition} from '../core/tool.ts';
import {eventsFolder, readEvents} from '../evolution/events/event-log.ts';
import {createRecorder, noRecorder, type Recorder, recorded} from '../evolution/events/recorder.ts';
import {replaysFolder} from '../evolution/miner/recordings.ts';
import {createReplayRecorder, withReplays} from '../evolution/miner/replay-recorder.ts';
import {withWatch} from '../evolution/watch-session.ts';
import type {Entry} from '../session/entry.ts';
import {labelOfBranch} from '../session/branch-label.ts';
import type {StartedEvolution} from './start-evolution.ts';
import {taskFiles} from './task-files.ts';

export interface RecorderStart {
	readonly flags: Flags;
	readonly project: Project;
	readonly settings: Pick<Settings, 'checks'>;
	/** What the agent's own tools changed. */
	readonly undo: Pick<UndoJournal, 'beforeTurn'>;
	/** Asked when a call is recorded: tools may come and go. */
	readonly tools: () => readonly ToolDefinition[];
	/** What the session holds already. */
	readonly branch: readonly Entry[];
	/** What had been evolved, which the session is pinned to. */
	readonly evolved: Pick<StartedEvolution, 'manifest' | 'arm' | 'mode' | 'evolution' | 'artefacts' | 'tried'>;
	readonly warn: (text: string) => void;
}

interface Ports {
	readonly consent: ConsentPort;
	readonly questions: QuestionPort;
}

/** A recorder that writes nothing under `--no-evolution` and in the mode `off`. */
export function startRecorder({flags, project, settings, undo, tools, branch, evolved, warn}: RecorderStart): Recorder {
	const {manifest, arm, mode, evolution, artefacts, tried} = evolved;
	// What the user allows: `off` nothing, `observe` events alone, else also what can be tried again.
	if (mode === 'off' || flags.has('no-evolution')) {
		return noRecorder;
	}

	const store = projectStoreFolder(project);
	const label = labelOfBranch(branch);
	const recorder = createRecorder({
		folder: eventsFolder(store),
		tools,
		checks: settings.checks,
		manifest,
		arm,
		label,
		onFailure: error => warn(`How turns go is not recorded in this session. ${error.message}`),
	});
	// Beside the events, what can be tried again: requests of the user with their one call, verified computing calls, whole tasks.
	const tasks = {checks: settings.checks, files: taskFiles(project.folder, undo)};
	const whole = mode === 'observe' ? recorder : withReplays(recorder, createReplayRecorder({folder: replaysFolder(store), label, tasks}));
	return evolution === null ? whole : withWatch(whole, {evolution, artefacts, tried, events: () => readEvents(eventsFolder(store))});
}

/** The ports through which a person is asked. A refusal is a signal; that nobody was there is none. */
export function recordedPorts({consent, questions}: Ports, recorder: () => Recorder): Ports {
	function noted<Answer extends {readonly kind: string}>(answer: Answer): Answer {
		if (answer.kind === 'deny') {
			recorder().signal('deny');
		}

		return answer;
	}

	return {
		consent: {ask: async (question, signal) => noted(await consent.ask(question, signal))},
		questions: {...questions, permit: async (question, signal) => noted(await questions.permit(question, signal))},
	};
}

/** The same journal; taking something back is a signal. */
export function recordedUndo(journal: UndoJournal, recorder: Recorder): UndoJournal {
	return {
		...journal,
		undo() {
			const undone = journal.undo();
			if (undone !== null) {
				recorder.signal('undo');
			}

			return undone;
		},
	};
}

/** The same agent, whose turns are recorded; going back is an undo. Everything else is the agent's own, also what changes with time. */
export function recordedAgent(agent: Agent, recorder: Recorder): Agent {
	const own: Pick<Agent, 'send' | 'rewind' | 'close'> = {
		send: (text, options) => recorded(agent.send(text, options), recorder),
		async rewind(id, options) {
			const rewound = await agent.rewind(id, options);
			recorder.signal('undo');
			return rewound;
		},
		close() {
			agent.close();
			recorder.close();
		},
	};
	return Object.assign(Object.create(agent), own);
}
