/** Evolution of a project on this machine: its store in the user's folder, the shared audit log, its events. */

import {join} from 'node:path';
import {appendAudit, IntegrityError} from '../../sandbox/index.ts';
import type {Project} from '../core/paths.ts';
import {keyedHash, projectStoreFolder} from '../core/project-store.ts';
import type {CanaryOutcome, CanaryState} from './canary.ts';
import {createEvolution} from './engine/engine.ts';
import type {Evolution, EvolutionOptions} from './engine/evolution.ts';
import type {LogLine} from './engine/state.ts';
import {eventsFolder, readEvents} from './events/event-log.ts';
import type {EvolutionEvent} from './events/event.ts';
import {parseArtefact} from './grammar/parse.ts';
import {logLine, storeEntries} from './log-lines.ts';
import {metricLines} from './metric-lines.ts';
import {outcomeOf, tasksOf} from './metrics/tasks.ts';
import type {GatePorts, ReplayPorts} from './ports.ts';
import {createDisk} from './store/disk.ts';
import {openStore, type StoreOptions} from './store/store.ts';

export interface ProjectEvolution extends Evolution {
	/** How the audit log calls this store. */
	readonly name: string;
	/** Read the newest entries of the audit log in, for `state`. */
	readLog(): Promise<void>;
}

export interface ProjectEvolutionOptions {
	/** The model in use. */
	readonly model?: string | undefined;
	readonly environment?: NodeJS.ProcessEnv;
	/** Where recorded tasks can be run again; without it everything stays an unverified suggestion. */
	readonly replays?: () => Promise<ReplayPorts>;
	readonly clock?: () => Date;
}

const shownEntries = 50;
/** What evolved code may do: read what it is given. It computes; what it found out it prints. */
export const grantedToEvolved: readonly string[] = ['code: read'];
const weekMs = 7 * 86_400_000;

/** Open it. Nothing is made before something is to be kept. */
export function openProjectEvolution(
	project: Project,
	{model, environment = process.env, replays = async () => noReplays, clock = () => new Date()}: ProjectEvolutionOptions = {},
): ProjectEvolution {
	const folder = projectStoreFolder(project);
	const name = project.isHome ? 'global' : keyedHash(project.folder);
	let log: readonly LogLine[] = [];
	const store = openStore({
		disk: createDisk(join(folder, 'evolution')),
		clock,
		parse: parseStored,
		audit(entry) {
			const now = clock();
			appendAudit({...entry, type: 'evolution', store: name}, now);
			log = [logLine({...entry, type: 'evolution', ts: now.toISOString()}), ...log].slice(0, shownEntries);
		},
	});
	const events = () => readEvents(eventsFolder(folder));
	const options: EvolutionOptions = {
		store,
		clock,
		model,
		key: Buffer.from(keyedHash('evolution: arms of a canary')),
		environment: environment.SKILLLITE_EVOLUTION,
		gates: {random: Math.random, granted: grantedToEvolved, runTests: lateRunTests, admit: lateAdmit},
		replays,
		liveTokens: () => liveTokens(events(), clock()),
		lastTasks: () => lastTasks(events()),
		outcomes: canary => outcomesOf(events(), canary),
		metrics: () => metricLines(events(), clock()),
		log: () => log,
	};
	return Object.assign(createEvolution(options), {
		name,
		async readLog() {
			const lines: LogLine[] = [];
			for await (const entry of storeEntries(name, undefined)) {
				lines.push(logLine(entry));
			}

			log = lines.reverse().slice(0, shownEntries);
		},
	});
}

const parseStored: StoreOptions['parse'] = value => {
	const parsed = parseArtefact(value);
	if (parsed.kind === 'refused') {
		throw new IntegrityError('Cannot use an artefact of the evolution store: the grammar cannot say it.', {
			hint: 'Go back to the last good state with: skilllite evolution rollback',
		});
	}

	return parsed.artefact;
};

const noReplays: ReplayPorts = {
	targets: () => [],
	anchors: () => [],
	runPair: async () => ({solved: false, tokens: 0, missed: true}),
	probes: [],
	runProbe: async () => ({safe: false, tokens: 0}),
};

// Scanner and sandbox are loaded when a skill is tested, not when a status is shown.
const lateRunTests: GatePorts['runTests'] = async (...all) => (await import('./trial/run-tests.ts')).runTests(...all);
const lateAdmit: GatePorts['admit'] = async (...all) => (await import('./trial/admit.ts')).admit(...all);

function liveTokens(events: readonly EvolutionEvent[], now: Date): number {
	return events.reduce(
		(sum, event) =>
			event.type === 'task.end' && now.getTime() - Date.parse(event.ts) < weekMs ? sum + event.inputTokens + event.outputTokens : sum,
		0,
	);
}

function lastTasks(events: readonly EvolutionEvent[]): {readonly successes: number; readonly known: number} {
	const known = tasksOf(events)
		.slice(-60)
		.map(outcomeOf)
		.filter(outcome => outcome !== 'unknown');
	return {successes: known.filter(outcome => outcome === 'success').length, known: known.length};
}

/** The tasks that were dealt an arm of this trial, with what is known of them now. */
function outcomesOf(events: readonly EvolutionEvent[], canary: CanaryState): readonly CanaryOutcome[] {
	const sets = {candidate: canary.candidate, incumbent: canary.incumbent};
	return tasksOf(events).flatMap(task => {
		const {arm, session, manifest, ts} = task;
		if (arm === 'none' || ts < canary.started || manifest !== sets[arm]) {
			return [];
		}

		const outcome = outcomeOf(task);
		return [{session, arm, solved: outcome === 'unknown' ? null : outcome === 'success'}];
	});
}
