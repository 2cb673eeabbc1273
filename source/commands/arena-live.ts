/** The arena while it runs, on a terminal: a line for every arm, its curve so far, where it began and where it stands. */

import {cutTo, fitTo} from '../core/text-width.ts';
import {columnsOf} from '../core/terminal.ts';
import {isUtf8, startProgress} from '../core/progress.ts';
import type {ArenaEvent} from '../evolution/arena/arena.ts';
import {decimal} from '../evolution/arena/targets.ts';

export interface ArenaView {
	show(event: ArenaEvent): void;
	/** Take it from the screen. */
	stop(): void;
}

type RunEvent = Extract<ArenaEvent, {type: 'run'}>;

interface Tally {
	runs: number;
	start: number;
	final: number;
	best: number;
	curve: readonly number[];
}

const frameMs = 100;
const bars = {unicode: '▁▂▃▄▅▆▇█', ascii: '_.-=+*#@'};
const nameWidth = 16;

/** One line that turns where no terminal can be redrawn; nothing when `quiet`. */
export function startArenaView(quiet: boolean): ArenaView {
	const isLive = !quiet && process.stderr.isTTY && process.env.TERM !== 'dumb';
	return isLive ? liveView() : lineView(quiet);
}

function lineView(quiet: boolean): ArenaView {
	const progress = startProgress('running the arena', quiet);
	return {
		show(event) {
			if (event.type === 'run') {
				const {world, arm, seed, done, runs, result} = event;
				progress.update(`${done}/${runs}  ${world} ${arm}, seed ${seed}: ${decimal(result.start)} to ${decimal(result.final)}`);
			}
		},
		stop: () => progress.stop(),
	};
}

function liveView(): ArenaView {
	const arms = new Map<string, Tally>();
	let world = '';
	let drawn = 0;
	let last = 0;
	const clear = () => {
		process.stderr.write(drawn === 0 ? '' : `\u001B[${drawn}A\r\u001B[J`);
		drawn = 0;
	};
	return {
		show(event) {
			if (event.type !== 'run') {
				return;
			}

			if (event.world !== world) {
				arms.clear();
				world = event.world;
			}

			arms.set(event.arm, added(arms.get(event.arm), event));
			const now = performance.now();
			if (now - last >= frameMs || event.done === event.runs) {
				last = now;
				const lines = linesOf(event, arms, columnsOf(process.stderr));
				clear();
				process.stderr.write(`${lines.join('\n')}\n`);
				drawn = lines.length;
			}
		},
		stop: clear,
	};
}

function added(tally: Tally | undefined, {result}: RunEvent): Tally {
	const {runs, start, final, best, curve} = tally ?? {runs: 0, start: 0, final: 0, best: 0, curve: []};
	const mean = (before: number, next: number) => (before * runs + next) / (runs + 1);
	return {
		runs: runs + 1,
		start: mean(start, result.start),
		final: mean(final, result.final),
		best: mean(best, result.best),
		curve: result.curve.map((rate, place) => mean(curve[place] ?? 0, rate)),
	};
}

/** The lines of a frame, none wider than the terminal. */
export function linesOf(
	{world, done, runs, seed}: Pick<RunEvent, 'world' | 'done' | 'runs' | 'seed'>,
	arms: ReadonlyMap<string, Tally>,
	columns: number,
): readonly string[] {
	const rates = [...arms.values()].flatMap(({curve, start, best}) => [...curve, start, best]);
	const [low, high] = [Math.min(...rates), Math.max(...rates)];
	const head = `${world}  seed ${seed}  ${done} of ${runs} runs, ${Math.floor((100 * done) / runs)} %`;
	const rows = [...arms].map(
		([arm, {start, final, best, curve, runs: own}]) =>
			`${fitTo(arm, nameWidth)} ${spark(curve, low, high)}  ${decimal(start)} to ${decimal(final)}, best ${decimal(best)}  n ${own}`,
	);
	return [head, ...rows].map(line => cutTo(line, columns - 1));
}

function spark(curve: readonly number[], low: number, high: number): string {
	const glyphs = isUtf8() ? bars.unicode : bars.ascii;
	return curve.map(rate => glyphs[Math.min(7, Math.floor((8 * (rate - low)) / Math.max(high - low, 1e-9)))]).join('');
}
