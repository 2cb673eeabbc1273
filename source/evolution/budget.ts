/**
What evolution may spend: a tenth of what the user's own work took in the last seven days, at most 300,000 tokens for one
candidate, 30 candidates in 30 days. What it spent stands in `spending.jsonl`.

A test that is broken off has cost its tokens and shown nothing. So the budget is asked before one begins, and one that has
begun may finish within its own cap; what it took too much is saved before the next begins. A bound that the user chose is
never passed, not even by a test that has begun. Running out ends a test without a result; it never adopts anything.
*/

import type {Disk} from './store/disk.ts';

export const shareOfLive = 0.1;
export const mostTokensEach = 300_000;
export const mostTests = 30;
/** What most tests take, as most end early: with less left none begins. */
export const usualTokens = 16_000;

/** Looking again at what is active is no entry of a candidate. */
export const pruning = 'prune';

const dayMs = 86_400_000;
const name = 'spending.jsonl';

export interface BudgetFacts {
	/** Tokens of the user's own work in the last seven days. */
	readonly liveTokens: number;
	/** A lower bound of the user's own for seven days; null for none. */
	readonly chosen: number | null;
	readonly now: Date;
}

export interface BudgetState {
	readonly allowed: number;
	readonly spent: number;
	readonly left: number;
	/** What a test may take that begins now. */
	readonly mostEach: number;
	/** Tests in the last 30 days, and how many there may be. */
	readonly tests: number;
	readonly mostTests: number;
}

export interface Spending {
	/** Charge tokens; false when there are none left. */
	readonly spend: (tokens: number) => boolean;
	/** Write down what was spent. */
	readonly close: () => void;
	readonly spent: () => number;
}

interface Line {
	readonly ts: string;
	readonly candidate: string;
	readonly tokens: number;
}

/** What may be spent in seven days. */
export function allowance(liveTokens: number, chosen: number | null): number {
	return Math.min(Math.floor(Math.max(0, liveTokens) * shareOfLive), chosen ?? Number.POSITIVE_INFINITY);
}

/** Whether a test may begin that takes so many tokens at most: there must be what most tests take, or all that this one can. */
export function mayBegin(
	{left, tests, most = mostTests}: {readonly left: number; readonly tests: number; readonly most?: number},
	estimate: number,
): boolean {
	return tests < most && left >= Math.min(estimate, usualTokens);
}

export function budgetState(disk: Disk, {liveTokens, chosen, now}: BudgetFacts): BudgetState {
	const lines = readSpending(disk);
	const since = (days: number) => lines.filter(({ts}) => now.getTime() - Date.parse(ts) < days * dayMs);
	const allowed = allowance(liveTokens, chosen);
	const spent = since(7).reduce((sum, {tokens}) => sum + tokens, 0);
	return {
		allowed,
		spent,
		left: Math.max(0, allowed - spent),
		mostEach: Math.max(0, Math.min(mostTokensEach, (chosen ?? Number.POSITIVE_INFINITY) - spent)),
		tests: new Set(since(30).flatMap(({ts, candidate}) => (!/^[rtps]-/.test(candidate) ? [] : [`${ts} ${candidate}`]))).size,
		mostTests,
	};
}

/** A purse of so many tokens. What it spends is written down at once in parts, so that a killed test does not come free. */
export function openSpending(disk: Disk, candidate: string, most: number, now: Date): Spending {
	let spent = 0;
	let written = 0;
	const ts = now.toISOString();
	const write = () => {
		disk.append(name, JSON.stringify({ts, candidate, tokens: Math.round(spent - written)} satisfies Line), false);
		written = spent;
	};
	write();
	return {
		spend(tokens) {
			spent += tokens;
			if (spent - written > 1000) {
				write();
			}

			return spent <= most;
		},
		close: write,
		spent: () => spent,
	};
}

function readSpending(disk: Disk): readonly Line[] {
	return (disk.read(name)?.toString('utf8') ?? '').split('\n').flatMap(text => {
		try {
			const line = JSON.parse(text) as Line;
			return typeof line.ts === 'string' && Number.isFinite(line.tokens) ? [line] : [];
		} catch {
			// Torn, or the empty text after the last line.
			return [];
		}
	});
}
