/** An engine with a store of its own, a clock that stands until it is moved, and tasks whose chances are known. */

import type {Artefact} from '../../../source/evolution/artefact.ts';
import type {Candidate} from '../../../source/evolution/candidate.ts';
import {createEvolution} from '../../../source/evolution/engine/engine.ts';
import type {Evolution, EvolutionOptions} from '../../../source/evolution/engine/evolution.ts';
import type {ReplayPorts} from '../../../source/evolution/ports.ts';
import {parseArtefact} from '../../../source/evolution/grammar/parse.ts';
import {createDisk} from '../../../source/evolution/store/disk.ts';
import {openStore} from '../../../source/evolution/store/store.ts';
import type {StoreAuditEntry} from '../../../source/evolution/store/transaction.ts';
import {candidateOf, type Chances, never, portsOf, tasksOf} from '../gates/world.ts';
import {temporaryFolder} from '../artefacts.ts';
import {randomFrom} from '../random.ts';

export interface World {
	readonly evolution: Evolution;
	readonly log: StoreAuditEntry[];
	readonly root: string;
	/** Let days pass. */
	readonly pass: (days: number) => void;
}

export const helps: Chances = {
	random: randomFrom(1),
	with: 1,
	without: 0,
	anchorsWith: 1,
	anchorsWithout: 1,
	targets: tasksOf(12, {tiers: ['R0']}),
	anchors: tasksOf(12, {tiers: ['R0'], family: 'other'}).map(task => ({...task, id: `anchor-${task.id}`})),
};

export function replaysOf(chances: Chances): ReplayPorts {
	const {targets, anchors, runPair, probes, runProbe} = portsOf(chances).ports;
	return {targets, anchors, runPair, probes, runProbe};
}

export function worldOf(
	chances: Chances = helps,
	{root = temporaryFolder(), ...over}: Partial<EvolutionOptions> & {readonly root?: string} = {},
): World {
	const log: StoreAuditEntry[] = [];
	let now = Date.parse('2026-11-20T12:00:00Z');
	const clock = () => new Date(now);
	const store = openStore({
		disk: createDisk(root, {durable: false}),
		clock,
		audit: entry => void log.push(entry),
		parse(value) {
			const parsed = parseArtefact(value);
			if (parsed.kind === 'refused') {
				throw new Error(JSON.stringify(parsed.reasons));
			}

			return parsed.artefact;
		},
	});
	const evolution = createEvolution({
		store,
		clock,
		key: Buffer.from('a key of this test'),
		gates: portsOf(chances).ports,
		replays: async () => replaysOf(chances),
		liveTokens: () => 10_000_000,
		lastTasks: () => ({successes: 45, known: 60}),
		...over,
	});
	return {
		evolution,
		log,
		root,
		pass(days) {
			now += days * 86_400_000;
		},
	};
}

/** Propose something, which has to be taken. */
export async function proposed({evolution}: World, artefact: Artefact, over: Partial<Candidate> = {}): Promise<string> {
	const {incumbent: _, ...candidate} = candidateOf(artefact, over);
	const proposal = await evolution.propose(candidate, never);
	if (proposal.kind === 'refused') {
		throw new Error(JSON.stringify(proposal.results.at(-1)));
	}

	return proposal.id;
}

/** Let a trial run to its horizon, each task solved by the chance of its arm. */
export function live(
	{evolution}: World,
	chances: {readonly candidate: number; readonly incumbent: number},
	random: () => number,
	tasks = 60,
): number {
	let task = 0;
	for (; task < tasks && evolution.state().canary !== null; task += 1) {
		const session = `session-${task}`;
		const {arm} = evolution.session(session, 'offline');
		evolution.observe({session, solved: random() < (arm === 'candidate' ? chances.candidate : chances.incumbent)});
	}

	return task;
}
