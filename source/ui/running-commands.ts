/** Slash commands at work: what they say meanwhile, how they are stopped, and that the end waits for them. */

import {toSkillLiteError} from '../../sandbox/index.ts';
import type {Progress} from '../core/progress.ts';
import {runSlash, type SlashCommand, type SlashOutcome} from '../core/slash-command.ts';
import type {Tone} from './line.ts';

export interface RunningCommandsOptions {
	readonly commands: () => readonly SlashCommand[];
	/** What is being done, once that takes longer; null where nothing does. */
	readonly show: (words: string | null) => void;
	readonly present: (outcome: SlashOutcome) => void;
	/** What came of one that gave nothing. */
	readonly say: (tone: Tone, text: string) => void;
	/** One began or is over: whether any is left. */
	readonly onBusy: (isBusy: boolean) => void;
}

export interface RunningCommands {
	run(name: string, argument: string): void;
	isBusy(): boolean;
	/** Stop them; gives whether there were any. */
	stop(): boolean;
	/** Stop them, and wait until each has put away what it had begun. */
	close(): Promise<void>;
}

interface Work {
	readonly controller: AbortController;
	words: string;
	isSlow: boolean;
}

/** What takes longer is said to be at work. */
const patienceMs = 300;

/** Nothing runs yet. */
export function createRunningCommands({commands, show, present, say, onBusy}: RunningCommandsOptions): RunningCommands {
	/** In the order they began; one that was stopped is none of them any more, though it may still be putting things away. */
	const works = new Set<Work>();
	const endings = new Set<Promise<void>>();
	let isClosed = false;

	function showWork(): void {
		show([...works].findLast(({isSlow}) => isSlow)?.words ?? null);
	}

	/** The words until then come back at its end. */
	function progressOf(work: Work, label: string): Progress {
		const before = work.words;
		const update = (words: string) => {
			work.words = words;
			showWork();
		};
		update(label);
		return {update, stop: () => update(before)};
	}

	function forget(work: Work): void {
		if (works.delete(work)) {
			showWork();
			onBusy(works.size > 0);
		}
	}

	async function have(name: string, argument: string): Promise<void> {
		const work: Work = {controller: new AbortController(), words: `/${name} is at work`, isSlow: false};
		const {signal} = work.controller;
		works.add(work);
		onBusy(true);
		const slow = setTimeout(() => {
			work.isSlow = true;
			showWork();
		}, patienceMs);
		try {
			const outcome = await runSlash(commands(), {name, argument}, signal, label => progressOf(work, label));
			if (!isClosed) {
				present(outcome);
			}
		} catch (thrown) {
			const {message, hint} = toSkillLiteError(thrown);
			const problem = hint === undefined ? message : `${message}\n${hint}`;
			say(signal.aborted ? 'dim' : 'bad', signal.aborted ? `Stopped /${name}.` : problem);
		} finally {
			clearTimeout(slow);
			forget(work);
		}
	}

	function stop(): boolean {
		const stopped = [...works];
		for (const work of stopped) {
			work.controller.abort();
			forget(work);
		}

		return stopped.length > 0;
	}

	return {
		run(name, argument) {
			const ending = have(name, argument);
			endings.add(ending);
			void ending.then(() => endings.delete(ending));
		},
		isBusy: () => works.size > 0,
		stop,
		async close() {
			isClosed = true;
			stop();
			await Promise.all(endings);
		},
	};
}
