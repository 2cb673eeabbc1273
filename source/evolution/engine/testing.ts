/** A suggestion before the gates: G0 to G4 when it comes, G5 to G8 when it is tested, within what may be spent. Loaded when there is one. */

import {SkillLiteError} from '../../../sandbox/index.ts';
import type {Artefact} from '../artefact.ts';
import {mayBegin, mostTokensEach, openSpending} from '../budget.ts';
import {readCanary} from '../canary-file.ts';
import type {Candidate, GateResult} from '../candidate.ts';
import {confirmationTokens} from '../gates/g7-benefit.ts';
import {review} from '../gates/g9-review.ts';
import {checkCandidate, testCandidate} from '../gates/run-gates.ts';
import type {ReplayPorts} from '../ports.ts';
import {renderWhole} from '../render.ts';
import {artefactHash} from '../store/manifest.ts';
import {afterTest, changeEfforts} from './efforts.ts';
import type {Proposal} from './evolution.ts';
import {gatePorts} from './gate-ports.ts';
import type {Ground} from './ground.ts';
import {findPending, isFull, type Pending, writePending} from './pending.ts';
import {addFact} from './records.ts';
import type {Trial} from './trial.ts';

/** Take a candidate in; what G0 to G4 refuse never becomes a suggestion. */
export async function takeIn(ground: Ground, candidate: Omit<Candidate, 'incumbent'>, signal: AbortSignal): Promise<Proposal> {
	const {store, disk, options} = ground;
	if (isFull(disk)) {
		throw new SkillLiteError('conflict', 'Cannot take another suggestion: too many wait already.', {
			hint: 'Answer some of them: skilllite evolution status',
		});
	}

	const {artefact} = candidate;
	const hash = artefactHash(artefact);
	const full: Candidate = {...candidate, incumbent: store.load().artefacts};
	ground.audit({event: 'candidate', artefact: artefact.id, content: hash, label: artefact.label});
	const isBuried = store.tombstones().some(({id}) => id === artefact.id);
	const results = isBuried ? [buriedResult] : await check(ground, full, signal, ground.onResult(artefact));
	if (results.some(({verdict}) => verdict === 'refuse')) {
		return {kind: 'refused', results};
	}

	writePending(disk, {candidate, hash, proposed: options.clock().toISOString(), results, isTested: false, isCanary: false});
	ground.changed();
	return {kind: 'pending', id: artefact.id, results};
}

/** Run G5 to G8 on a suggestion. In `auto`, what passes them all goes on into its trial. */
export async function testPending(ground: Ground, trial: Trial, id: string, signal: AbortSignal): Promise<Pending> {
	const {store, disk, options} = ground;
	const pending = findPending(disk, id);
	const {artefact} = pending.candidate;
	const budget = ground.budget();
	if (budget.tests >= budget.mostTests) {
		throw new SkillLiteError('limit', `Cannot test ${id}: ${budget.mostTests} candidates were tested in the last 30 days.`, {
			hint: 'Each test may let a useless one through by chance; so there are only so many.',
		});
	}

	const replays = await options.replays();
	if (!mayBegin(budget, replayTokens(artefact, replays))) {
		throw new SkillLiteError('limit', `Cannot test ${id}: ${budget.left} tokens are left of this week's ${budget.allowed}.`, {
			hint: 'The budget is a tenth of the tokens of your own work in seven days, or the bound that you set; try again later.',
		});
	}

	const lease = store.lease();
	// Without the price of the probes the tests of a skill still run: they cost nothing, and the probes say that they were not.
	const most = mayBegin(budget, tokensOf(artefact, replays)) ? budget.mostEach : budget.left;
	const purse = openSpending(disk, id, most, options.clock());
	try {
		const candidate: Candidate = {...pending.candidate, incumbent: store.load().artefacts};
		const checked = await check(ground, candidate, signal);
		const tested = checked.some(({verdict}) => verdict === 'refuse')
			? []
			: await testCandidate(candidate, gatePorts(ground, replays, purse.spend), signal, ground.onResult(artefact));
		lease.renew();
		const done: Pending = {...pending, results: [...checked, ...tested], isTested: !signal.aborted};
		writePending(disk, done);
		rememberProbes(ground, tested);
		rememberEffort(ground, done);
		goOnAlone(ground, trial, done);
		return findPending(disk, id);
	} finally {
		purse.close();
		ground.audit({event: 'budget', artefact: id, tokens: Math.round(purse.spent())});
		lease.release();
		ground.changed();
	}
}

/** What testing a suggestion will take at most, in tokens. */
export async function estimateOf({disk, options}: Ground, id: string): Promise<number> {
	const {artefact} = findPending(disk, id).candidate;
	return tokensOf(artefact, await options.replays());
}

function check(ground: Ground, candidate: Candidate, signal: AbortSignal, onResult?: (result: GateResult) => void) {
	return checkCandidate(candidate, {...ground.options.gates, render: renderWhole}, signal, onResult);
}

function tokensOf(artefact: Artefact, replays: ReplayPorts): number {
	const isWords = artefact.kind === 'text' || artefact.kind === 'skill';
	const probing = isWords ? replays.probes.length * 1200 : 0;
	const confirming = confirmationTokens(replays.targets(artefact));
	return Math.min(mostTokensEach, Math.round(replayTokens(artefact, replays) + confirming + probing));
}

function replayTokens(artefact: Artefact, {targets, anchors}: ReplayPorts): number {
	// One model call is about a 25th of a task; both arms, the usual number of pairs.
	const replays = [...targets(artefact).slice(0, 17), ...anchors(artefact).slice(0, 20)];
	return replays.reduce((sum, {tiers, tokens}) => sum + (tiers.includes('R0') ? 0 : (tokens / 25) * 4), 0);
}

function rememberProbes({disk}: Ground, results: readonly GateResult[]): void {
	const set = results.find(({gate, pass}) => gate === 'G6' && pass)?.data.set;
	if (typeof set === 'string') {
		addFact(disk, {probed: set});
	}
}

function rememberEffort({disk, options}: Ground, {candidate: {brief}, results}: Pending): void {
	if (typeof brief === 'string') {
		changeEfforts(disk, efforts => afterTest(efforts, brief, results, options.clock()));
	}
}

/** In `auto` a template that passed everything needs nobody. */
function goOnAlone(ground: Ground, trial: Trial, pending: Pending): void {
	const found = review(pending.candidate, {mode: ground.mode(), review: null, before: pending.results});
	if (found.pass && readCanary(ground.disk) === null) {
		ground.onResult(pending.candidate.artefact)(found);
		trial.start(pending, [...pending.results, found]);
	}
}

const buriedResult: GateResult = {
	gate: 'G0',
	verdict: 'refuse',
	pass: false,
	reason: 'It was rejected or taken out before, for good.',
	data: {},
};
