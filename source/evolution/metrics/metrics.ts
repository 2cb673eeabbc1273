/**
How well the agent does, from its events alone. Each number comes with how many tasks it rests on and a 95 % interval;
what is unknown is counted as unknown. Pure.
*/

import type {ErrorClass, EvolutionEvent, TaskKind} from '../events/event.ts';
import {praises} from '../events/signals.ts';
import {type Share, wilson} from '../statistics/wilson.ts';
import {type Difference, differenceOf, type Estimate, estimate, quantile} from './estimate.ts';
import {isCorrected, outcomeOf, type Task, tasksOf} from './tasks.ts';

export interface Metrics {
	readonly tasks: number;
	/** Tasks whose outcome is known ÷ all: the shares below say nothing of the others. */
	readonly coverage: Share;
	/** Verified, without a replan and never corrected ÷ known. */
	readonly firstAttempt: Share;
	/** Done and verified, and not corrected ÷ known. */
	readonly success: Share;
	readonly replans: {readonly median: Estimate; readonly p90: Estimate; readonly mean: Estimate};
	/** Tasks that the person corrected ÷ tasks after which the person did anything. */
	readonly corrections: Share;
	/** Errors and timeouts ÷ calls, without those that were denied, expected or given up. */
	readonly toolFailures: Share;
	/** Denied calls ÷ all calls. */
	readonly denied: Share;
	/** What all tasks took ÷ tasks that succeeded. Cost is null when the price of any is unknown. */
	readonly perSuccess: {readonly tokens: Estimate; readonly cost: Estimate; readonly seconds: Estimate};
	/** Success with the candidate of a canary less success without it: sessions are drawn by lot, so this is an effect. */
	readonly canary: Difference & {readonly candidate: Share; readonly incumbent: Share};
	readonly classic: ClassicMetrics;
}

/**
The four numbers of the original SkillLite, for comparison only: no decision is made on them. They count a task that
nobody looked at as a success, and what was said to be right or wrong only where something was said.
*/
export interface ClassicMetrics {
	readonly n: number;
	readonly firstSuccessRate: number | null;
	readonly avgReplans: number | null;
	readonly userCorrectionRate: number | null;
	readonly egl: number | null;
}

/** Measure tasks that have ended; one that still runs, or that a crash cut off, counts as unknown. */
export function measure(events: readonly EvolutionEvent[]): Metrics {
	const tasks = tasksOf(events);
	const known = tasks.filter(task => outcomeOf(task) !== 'unknown');
	const ended = tasks.filter(({end}) => end !== null);
	const replans = ended.map(replansOf);
	const calls = tasks.flatMap(({calls}) => calls);
	const counted = calls.filter(({outcome}) => outcome === 'ok' || outcome === 'error' || outcome === 'timeout');
	const followed = tasks.filter(({hasFollowUp}) => hasFollowUp);
	return {
		tasks: tasks.length,
		coverage: shareOf(tasks, task => outcomeOf(task) !== 'unknown'),
		firstAttempt: shareOf(known, task => isSuccess(task) && task.end?.replans === 0),
		success: shareOf(known, isSuccess),
		replans: {
			median: estimate(replans, sample => quantile(sample.toSorted(ascending), 0.5)),
			p90: estimate(replans, sample => quantile(sample.toSorted(ascending), 0.9)),
			mean: estimate(replans, mean),
		},
		corrections: shareOf(followed, isCorrected),
		toolFailures: shareOf(counted, ({outcome}) => outcome !== 'ok'),
		denied: shareOf(calls, ({outcome}) => outcome === 'denied'),
		perSuccess: {
			tokens: perSuccess(tasks, ({inputTokens, outputTokens}) => inputTokens + outputTokens),
			cost: perSuccess(tasks, ({cost}) => cost),
			seconds: perSuccess(tasks, ({ms}) => ms / 1000),
		},
		canary: canaryOf(known),
		classic: classicOf(ended),
	};
}

/** A mistake that an adopted artefact is meant to end. */
export interface Claim {
	readonly error: ErrorClass;
	readonly tool: string;
	readonly kind: TaskKind;
	/** ISO 8601: when it was adopted. */
	readonly since: string;
}

/** Tasks that made the mistake again ÷ tasks that could have: of that kind, with that tool, since then. */
export function repeatMistakes(events: readonly EvolutionEvent[], {error, tool, kind, since}: Claim): Share {
	const exposed = tasksOf(events).filter(({ts, end, calls}) => ts >= since && end?.kind === kind && calls.some(call => call.tool === tool));
	return shareOf(exposed, ({calls}) => calls.some(call => call.tool === tool && call.error === error));
}

function canaryOf(known: readonly Task[]): Metrics['canary'] {
	const [candidate, incumbent] = (['candidate', 'incumbent'] as const).map(arm =>
		shareOf(
			known.filter(task => task.arm === arm),
			isSuccess,
		),
	) as [Share, Share]; // one for each arm
	return {...differenceOf(candidate, incumbent), candidate, incumbent};
}

function classicOf(ended: readonly Task[]): ClassicMetrics {
	const corrected = ended.filter(isCorrected).length;
	const praised = ended.filter(task => !isCorrected(task) && task.signals.some(signal => praises.has(signal))).length;
	const completed = ended.filter(task => task.end?.status === 'done' && !isCorrected(task)).length;
	const firstSuccessRate = ended.length === 0 ? null : completed / ended.length;
	const avgReplans = mean(ended.map(replansOf));
	const userCorrectionRate = corrected + praised === 0 ? null : corrected / (corrected + praised);
	const isKnown = firstSuccessRate !== null && avgReplans !== null;
	return {
		n: ended.length,
		firstSuccessRate,
		avgReplans,
		userCorrectionRate,
		egl: isKnown ? firstSuccessRate - 0.5 * avgReplans - 0.7 * (userCorrectionRate ?? 0) : null,
	};
}

function isSuccess(task: Task): boolean {
	return outcomeOf(task) === 'success';
}

/** Null when nothing succeeded, or when a part is unknown. */
function perSuccess(tasks: readonly Task[], amountOf: (end: NonNullable<Task['end']>) => number | null): Estimate {
	const items = tasks.map(task => ({amount: task.end ? amountOf(task.end) : 0, success: isSuccess(task) ? 1 : 0}));
	return estimate(items, sample => {
		let [sum, successes] = [0, 0];
		for (const {amount, success} of sample) {
			sum += amount ?? Number.NaN;
			successes += success;
		}

		return successes === 0 || Number.isNaN(sum) ? null : sum / successes;
	});
}

function shareOf<T>(items: readonly T[], holds: (item: T) => boolean): Share {
	return wilson(items.filter(holds).length, items.length);
}

function replansOf({end}: Task): number {
	return end?.replans ?? 0;
}

function mean(values: readonly number[]): number | null {
	return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function ascending(a: number, b: number): number {
	return a - b;
}
