/** What the live view of the arena shows: made from the arena's events and the time at which they came. Pure. */

import type {ArenaConfig, ArenaEvent} from '../../evolution/arena/arena.ts';
import type {Interval} from '../../evolution/arena/intervals.ts';
import type {RunResult} from '../../evolution/arena/run.ts';

/** An arm in a world, over the seeds so far. */
export interface ArenaRow {
	readonly world: string;
	readonly arm: string;
	readonly done: number;
	/** Means over those seeds. */
	readonly start: number;
	readonly final: number;
	readonly curve: readonly number[];
	/** Final less start: its mean, and the sum of the squares around it. */
	readonly uplift: number;
	readonly squares: number;
	readonly adopted: number;
	readonly falselyAdopted: number;
	readonly rollbacks: number;
	readonly liveTokens: number;
	readonly evolutionTokens: number;
	/** The bootstrapped one, once all seeds are through. */
	readonly interval: Interval | null;
}

export interface ArenaState {
	readonly config: ArenaConfig;
	readonly rows: readonly ArenaRow[];
	/** Of all rows. */
	readonly done: number;
	readonly runs: number;
	/** Milliseconds of one clock. */
	readonly began: number;
	readonly now: number;
	/** Where the next run is. */
	readonly current: number;
	readonly isStopping: boolean;
}

export type ArenaAction = {readonly type: 'event'; readonly event: ArenaEvent; readonly now: number} | {readonly type: 'stop'};

/** Nothing has run yet. */
export function newArena(config: ArenaConfig, now: number): ArenaState {
	const rows = config.worlds.flatMap(world => config.arms.map(arm => emptyRow(world, arm)));
	return {config, rows, done: 0, runs: rows.length * config.seeds, began: now, now, current: 0, isStopping: false};
}

export function reduceArena(state: ArenaState, action: ArenaAction): ArenaState {
	if (action.type === 'stop') {
		return {...state, isStopping: true};
	}

	const {event, now} = action;
	switch (event.type) {
		case 'begin':
			// At real speed everything runs twice: once for real, once simulated.
			return {...newArena(state.config, now), isStopping: state.isStopping};
		case 'run': {
			const rows = withRow(state.rows, event, row => added(row, event.result));
			const current = rows.findIndex(({done}) => done < state.config.seeds);
			return {...state, rows, now, done: event.done, current: current === -1 ? rows.length - 1 : current};
		}
		case 'arm':
			return {...state, now, rows: withRow(state.rows, event.figures, row => ({...row, interval: event.figures.uplift}))};
		case 'report':
			return {...state, now};
	}
}

/** How long it may still take, in milliseconds; null while nothing is done. */
export function remainingMs({began, now, done, runs}: ArenaState): number | null {
	return done === 0 ? null : ((now - began) / done) * (runs - done);
}

/** Final less start with 95 %: the bootstrapped one, until then the normal approximation; null under two seeds. */
export function intervalOf({interval, done, uplift, squares}: ArenaRow): Interval | null {
	if (interval !== null || done < 2) {
		return interval;
	}

	const reach = 1.96 * Math.sqrt(squares / (done - 1) / done);
	return {mean: uplift, low: uplift - reach, high: uplift + reach};
}

function emptyRow(world: string, arm: string): ArenaRow {
	const counts = {adopted: 0, falselyAdopted: 0, rollbacks: 0, liveTokens: 0, evolutionTokens: 0};
	return {world, arm, done: 0, start: 0, final: 0, curve: [], uplift: 0, squares: 0, ...counts, interval: null};
}

function withRow(
	rows: readonly ArenaRow[],
	{world, arm}: {readonly world: string; readonly arm: string},
	change: (row: ArenaRow) => ArenaRow,
): readonly ArenaRow[] {
	return rows.map(row => (row.world === world && row.arm === arm ? change(row) : row));
}

function added(row: ArenaRow, result: RunResult): ArenaRow {
	const done = row.done + 1;
	const mean = (before: number, next: number) => before + (next - before) / done;
	const gain = result.final - result.start;
	const uplift = mean(row.uplift, gain);
	return {
		...row,
		done,
		start: mean(row.start, result.start),
		final: mean(row.final, result.final),
		curve: result.curve.map((rate, place) => mean(row.curve[place] ?? 0, rate)),
		uplift,
		squares: row.squares + (gain - row.uplift) * (gain - uplift),
		adopted: row.adopted + result.adopted,
		falselyAdopted: row.falselyAdopted + result.falselyAdopted,
		rollbacks: row.rollbacks + result.rollbacks,
		liveTokens: row.liveTokens + result.liveTokens,
		evolutionTokens: row.evolutionTokens + result.evolutionTokens,
	};
}
