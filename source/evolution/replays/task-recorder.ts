/**
Writes whole tasks down as the events of turns pass: the first turn of a conversation, in the user's own words, with the
agent's own tools alone, that a check of the user's found right at its end.

A later turn says only half of what is meant. Kept back until the next message, until when the person may reject the turn.
*/

import {randomUUID} from 'node:crypto';
import type {Sha256} from '../../../sandbox/index.ts';
import type {AgentEvent} from '../../core/events.ts';
import {labelOfMessage} from '../../core/label.ts';
import {createMask, maskValue} from '../../session/secrets.ts';
import {openDailyFiles} from '../drafts/daily-files.ts';
import {toolClassOf} from '../events/describe-call.ts';
import {sessionKey} from '../events/recorder.ts';
import {holdsSecret} from '../grammar/hostile-text.ts';
import {dearestTask, isTask, longestRequest, mostChanged, mostKept, mostReads, type RecordedTask} from './recorded-task.ts';

export interface TaskStore {
	/** Keep a task; false when a secret stands in it or the day's file is full. */
	add(task: RecordedTask): boolean;
	/** The tasks of the last thirty days, oldest first. */
	read(): readonly RecordedTask[];
}

/** What the recorder asks of the workspace, when a turn has ended. */
export interface TaskFiles {
	/** What the turn changed, as it was before; null where that is not known in full. */
	before(): RecordedTask['before'] | null;
	/** A file as it is now; null where it cannot be read. */
	digest(path: string): {readonly path: string; readonly digest: Sha256} | null;
}

export interface TaskSettings {
	/** The user's checks: commands by name. */
	readonly checks: Readonly<Record<string, string>>;
	readonly files: TaskFiles;
}

export interface TaskRecorder {
	note(event: AgentEvent): void;
	/** The person rejected or undid the last turn. */
	reject(): void;
	close(): void;
}

/** The agent's own, none of which leaves the workspace. */
const replayable: ReadonlySet<string> = new Set([
	...['read_file', 'list_files', 'search_files', 'file_info', 'update_plan'],
	...['write_file', 'edit_file', 'make_directory', 'move', 'delete', 'bash', 'python', 'javascript'],
]);

/** The store in the `replays` folder of a project's evolution. */
export function createTaskStore(folder: string, now?: () => Date): TaskStore {
	const files = openDailyFiles(folder, 'tasks', isTask, now);
	return {
		add(task) {
			const texts = [task.text, task.check.command, ...task.before.flatMap(({path, text}) => [path, text ?? ''])];
			const mask = createMask();
			// A masked file would be another one: it is left altogether.
			const isClean = texts.every(text => maskValue(text, mask) === text && !holdsSecret(text));
			return isClean && isTask(task) && files.append(task);
		},
		read: files.read,
	};
}

/** A recorder for one session. */
export function createTaskRecorder(store: Pick<TaskStore, 'add'>, settings: TaskSettings): TaskRecorder {
	let open: OpenTask | null = null;
	let kept: RecordedTask | null = null;

	function close(): void {
		const task = kept;
		kept = null;
		if (task) {
			store.add(task);
		}
	}

	return {
		note(event) {
			if (event.type === 'turn.start') {
				close();
				open = beginning(event);
			} else if (event.type === 'tool.request') {
				open?.calls.set(event.id, {tool: event.name, input: asInput(event.arguments)});
				open = replayable.has(event.name) ? open : null;
			} else if (event.type === 'tool.end') {
				open = open && after(open, event, settings.checks);
			} else if (event.type === 'turn.end') {
				kept = open && event.result.ended === 'answer' ? taskOf(open, event.result.usage, settings) : null;
				open = null;
			}
		},
		reject() {
			kept = null;
		},
		close,
	};
}

interface Call {
	readonly tool: string;
	readonly input: Readonly<Record<string, unknown>>;
}

interface OpenTask extends Pick<RecordedTask, 'ts' | 'session' | 'model' | 'text'> {
	readonly calls: Map<string, Call>;
	readonly reads: Set<string>;
	hasActed: boolean;
	/** The check that passed after all that was done; null when there is none. */
	passed: string | null;
}

function beginning({turn, session, ts, text, model, images}: AgentEvent & {readonly type: 'turn.start'}): OpenTask | null {
	const isOwn = labelOfMessage(text) === 'user' && text.trim().length <= longestRequest;
	// What a picture showed cannot be asked again.
	return turn === 1 && isOwn && images === undefined
		? {
				...{ts, session: sessionKey(session), model: model.slice(0, 200), text: text.trim()},
				...{calls: new Map(), reads: new Set(), hasActed: false, passed: null},
			}
		: null;
}

/** The task behind a call that ended; null once text of strangers is in it, or when something was denied. */
function after(
	task: OpenTask,
	{id, name, ok, ended, label, denied}: AgentEvent & {readonly type: 'tool.end'},
	checks: TaskSettings['checks'],
): OpenTask | null {
	if (label === 'foreign' || ended === 'refused' || denied.length > 0) {
		return null;
	}

	const {input = {}} = task.calls.get(id) ?? {};
	const {command, path} = input;
	const check = name === 'bash' && typeof command === 'string' ? checkOf(command, checks) : null;
	if (check !== null) {
		task.passed = task.hasActed && ended === 'exit' && ok ? check : null;
	} else if (ok && (toolClassOf(name) === 'write' || toolClassOf(name) === 'execute')) {
		task.hasActed = true;
		task.passed = null;
	} else if (ok && name === 'read_file' && typeof path === 'string') {
		task.reads.add(path);
	}

	return task;
}

function checkOf(command: string, checks: TaskSettings['checks']): string | null {
	return Object.keys(checks).find(name => checks[name]?.trim() === command.trim()) ?? null;
}

function taskOf(
	{ts, session, model, text, passed, reads}: OpenTask,
	{inputTokens, outputTokens}: {readonly inputTokens: number; readonly outputTokens: number},
	{checks, files}: TaskSettings,
): RecordedTask | null {
	const tokens = inputTokens + outputTokens;
	const command = passed === null ? undefined : checks[passed];
	if (passed === null || command === undefined || tokens <= 0 || tokens > dearestTask || reads.size > mostReads) {
		return null;
	}

	const before = files.before();
	const digests = [...reads].map(files.digest);
	if (before === null || before.length > mostChanged || digests.includes(null)) {
		return null;
	}

	const changed = new Set(before.map(({path}) => path));
	const left = digests.filter(one => one !== null && !changed.has(one.path)).filter(one => one !== null);
	return before.reduce((sum, one) => sum + (one.text?.length ?? 0), 0) <= mostKept
		? {v: 1, id: randomUUID(), ts, session, model, text, check: {name: passed, command: command.trim()}, reads: left, before, tokens}
		: null;
}

function asInput(value: unknown): Call['input'] {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? {...value} : {};
}
