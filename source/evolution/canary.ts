/**
The trial of one artefact at a time on live sessions: which session gets it, what came of it, and when it ends.

Sessions are dealt in blocks of four, two for each arm, in an order that only this user's key can tell. A session keeps
its arm to its end. Neither the model nor a skill can see which arm it is in. Pure; `canary-file.ts` keeps the state.
*/

import {createHmac} from 'node:crypto';
import type {Sha256} from '../../sandbox/index.ts';
import {type ArmCount, type CanaryEvidence, type CanaryVerdict, judgeCanary} from './statistics/canary-rule.ts';

export type CanaryArm = 'incumbent' | 'candidate';

export interface CanaryOutcome {
	readonly session: string;
	readonly arm: CanaryArm;
	/** Null when nobody can say. */
	readonly solved: boolean | null;
}

export interface CanaryState {
	readonly v: 1;
	/** Of the artefact. */
	readonly id: string;
	readonly content: Sha256;
	/** The states of the two arms. */
	readonly incumbent: Sha256;
	readonly candidate: Sha256;
	readonly replaces: readonly string[];
	/** ISO 8601. */
	readonly started: string;
	/** Of the last 60 tasks before it began. */
	readonly before: ArmCount;
	readonly sessions: readonly {readonly session: string; readonly arm: CanaryArm}[];
	readonly outcomes: readonly CanaryOutcome[];
	readonly safetyEvent: string | null;
	/** In use when it began: what it shows, it shows for this one. */
	readonly model?: string | undefined;
}

/** The arm of a session, and the state that remembers it. */
export function enrol(state: CanaryState, session: string, key: Uint8Array): {readonly state: CanaryState; readonly arm: CanaryArm} {
	const known = state.sessions.find(other => other.session === session);
	if (known !== undefined) {
		return {state, arm: known.arm};
	}

	const place = state.sessions.length;
	const arm = blockOf(`${state.candidate} ${state.started} ${Math.floor(place / 4)}`, key)[place % 4] ?? 'incumbent';
	return {state: {...state, sessions: [...state.sessions, {session, arm}]}, arm};
}

/** The state after a task. A session that was never dealt an arm says nothing about either. */
export function observe(state: CanaryState, session: string, solved: boolean | null): CanaryState {
	const arm = state.sessions.find(other => other.session === session)?.arm;
	return arm === undefined ? state : {...state, outcomes: [...state.outcomes, {session, arm, solved}]};
}

export function evidenceOf({before, outcomes, started, safetyEvent}: CanaryState, now: Date): CanaryEvidence {
	const known = (arm: CanaryArm) => outcomes.flatMap(outcome => (outcome.arm === arm && outcome.solved !== null ? [outcome.solved] : []));
	return {
		candidate: countOf(known('candidate')),
		incumbent: countOf(known('incumbent')),
		before,
		firstOutcomes: known('candidate').slice(0, 6),
		tasks: outcomes.length,
		days: (now.getTime() - Date.parse(started)) / 86_400_000,
		safetyEvent: safetyEvent !== null,
	};
}

/** What to do with it after what was seen so far. */
export function judge(state: CanaryState, now: Date): CanaryVerdict {
	return judgeCanary(evidenceOf(state, now));
}

/** Two of each, in one of six orders. */
const orders: readonly (readonly CanaryArm[])[] = [
	['candidate', 'candidate', 'incumbent', 'incumbent'],
	['candidate', 'incumbent', 'candidate', 'incumbent'],
	['candidate', 'incumbent', 'incumbent', 'candidate'],
	['incumbent', 'candidate', 'candidate', 'incumbent'],
	['incumbent', 'candidate', 'incumbent', 'candidate'],
	['incumbent', 'incumbent', 'candidate', 'candidate'],
];

function blockOf(name: string, key: Uint8Array): readonly CanaryArm[] {
	const digest = createHmac('sha256', key).update(name).digest();
	return orders[digest.readUInt32BE(0) % orders.length] ?? [];
}

function countOf(solved: readonly boolean[]): ArmCount {
	return {successes: solved.filter(Boolean).length, known: solved.length};
}
