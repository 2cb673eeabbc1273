/** Attack 56: whatever order commits, rollbacks, crashes and takeovers come in, the store keeps what it promises. */

import {expect, test} from 'vitest';
import type {Label} from '../../../source/core/events.ts';
import type {Lease} from '../../../source/evolution/store/lease.ts';
import {artefactText, emptyHash} from '../../../source/evolution/store/manifest.ts';
import type {ArtefactStore} from '../../../source/evolution/store/store.ts';
import type {StoreAuditEntry} from '../../../source/evolution/store/transaction.ts';
import {numbered, openIn, temporaryFolder} from '../artefacts.ts';
import {pick, randomFrom} from '../random.ts';

class Crash extends Error {}

const labels: readonly [Label, ...Label[]] = ['user', 'derived', 'foreign'];

interface World {
	readonly root: string;
	readonly log: StoreAuditEntry[];
	readonly random: () => number;
	/** The bytes of everything that anybody ever tried to adopt. */
	readonly everSeen: Set<string>;
	lease: Lease | undefined;
}

/** A store whose process dies before one of its next steps, or lives. */
function opened({root, log, random}: World): ArtefactStore {
	let left = random() < 0.4 ? Math.floor(random() * 30) : Number.POSITIVE_INFINITY;
	return openIn(root, {
		log,
		before() {
			left -= 1;
			if (left < 0) {
				throw new Crash('died here');
			}
		},
	}).store;
}

const actions: readonly [(store: ArtefactStore, world: World) => void, ...((store: ArtefactStore, world: World) => void)[]] = [
	(store, world) => {
		const artefact = {...numbered(1 + Math.floor(world.random() * 40)), label: pick(world.random, labels)};
		world.everSeen.add(artefactText(artefact));
		store.adopt({artefact, replaces: [], expected: store.load().hash, actor: 'engine', lease: world.lease});
	},
	(store, {random}) => {
		const {lineage} = store.history();
		const to = random() < 0.5 ? undefined : lineage[Math.floor(random() * lineage.length)]?.slice(7);
		store.rollback(to, {actor: 'user', reason: 'test'});
	},
	(store, world) => {
		const {artefacts} = store.load();
		const victim = artefacts[Math.floor(world.random() * artefacts.length)];
		if (victim !== undefined) {
			store.remove({ids: [victim.id], as: 'disabled', actor: 'user'});
		}
	},
	(store, world) => {
		world.lease?.release();
		world.lease = undefined;
		world.lease = store.lease();
	},
	(store, world) => {
		// A reboot: the lease is still in its file, and nobody who holds it lives.
		const holder = store.context.disk.read('LOCK')?.toString();
		if (holder !== undefined) {
			store.context.disk.replace('LOCK', JSON.stringify({...JSON.parse(holder), boot: 'before'}));
			world.lease = undefined;
		}
	},
	(store, {random}) => {
		const canary = store.prepareCanary({
			artefact: numbered(100 + Math.floor(random() * 9)),
			replaces: [],
			expected: store.load().hash,
			actor: 'engine',
		});
		expect(store.loadState(canary).length).toBeGreaterThan(0);
		store.endCanary();
	},
];

test('attack 56: in 100 random histories of 25 acts each, crashes among them, HEAD, history and labels stay whole', () => {
	const random = randomFrom(56);
	let crashes = 0;
	let adoptions = 0;
	for (let run = 0; run < 100; run += 1) {
		const world: World = {root: temporaryFolder(), log: [], random, everSeen: new Set(), lease: undefined};
		for (let act = 0; act < 25; act += 1) {
			try {
				pick(random, actions)(opened(world), world);
			} catch (error) {
				crashes += error instanceof Crash ? 1 : 0;
				if (!(error instanceof Crash) && !(error instanceof Error && 'code' in error && error.code === 'conflict')) {
					throw error;
				}
			}

			adoptions += holds(world);
		}
	}

	expect(crashes).toBeGreaterThan(250);
	expect(adoptions).toBeGreaterThan(1000);
});

/** What is true after every act. Gives how many artefacts hold. */
function holds({root, log, everSeen}: World): number {
	const {store} = openIn(root, {log});
	const {hash, artefacts, problem} = store.load();
	expect(problem).toBeNull();
	// One line of history: HEAD is its end, and each state of it can be loaded or says what was taken out.
	const {lineage, open} = store.history();
	expect(open).toBeNull();
	expect(lineage.at(-1)).toBe(hash);
	expect(lineage[0]).toBe(emptyHash);
	// Every step of the log follows the one before it; a writer that died after its entry leaves one that says it again.
	const moves = log.filter(({event}) => event === 'commit' || event === 'rollback');
	const steps = moves.filter(({txn}, index) => moves[index - 1]?.txn !== txn);
	for (const [index, step] of steps.entries()) {
		expect(step.from).toBe(index === 0 ? emptyHash : steps[index - 1]?.to);
	}

	expect(steps.at(-1)?.to ?? emptyHash).toBe(hash);
	const buried = new Set(store.tombstones().map(({id}) => id));
	for (const artefact of artefacts) {
		// Nothing holds that nobody adopted, that was changed on the way (its label included), or that was taken out for good.
		expect(everSeen.has(artefactText(artefact))).toBe(true);
		expect(buried.has(artefact.id)).toBe(false);
	}

	return artefacts.length;
}
