/** The arena while it runs, as lines: a row for every arm in every world, the one that runs in sight. */

import {decimal, percent, signed} from '../../evolution/arena/targets.ts';
import type {Glyphs} from '../glyphs.ts';
import {cutLine, type Line, lineOf, padLine, type Span, span, spread} from '../line.ts';
import {type ArenaRow, type ArenaState, intervalOf, remainingMs} from '../store/arena-state.ts';
import {bar} from './meter-lines.ts';
import {formatCount} from './quantities.ts';

export interface ArenaLook {
	readonly width: number;
	readonly rows: number;
	readonly glyphs: Glyphs;
}

interface Columns {
	readonly arm: number;
	readonly bar: number;
	readonly spark: number;
	readonly hasRates: boolean;
}

/** From here on there is room for bars and rates. */
const wideFrom = 110;
const wide: Columns = {arm: 16, bar: 8, spark: 20, hasRates: true};
/** 80 cells in all. */
const narrow: Columns = {arm: 15, bar: 0, spark: 9, hasRates: false};

/** A frame of exactly `rows` lines. */
export function arenaLines(state: ArenaState, {width, rows, glyphs}: ArenaLook): readonly Line[] {
	const columns = width >= wideFrom ? wide : narrow;
	const head = [headLine(state, width, glyphs), overallLine(state, glyphs), [], titleLine(columns)];
	const foot = [[], lineOf(state.isStopping ? 'Stopping after this run …' : 'Esc or Ctrl+C stops; what is done is reported', 'dim')];
	const body = bodyLines(state, columns, glyphs);
	const room = Math.max(1, rows - head.length - foot.length);
	const from = Math.max(0, Math.min(body.current - Math.floor(room / 2), body.lines.length - room));
	const shown = body.lines.slice(from, from + room);
	const filled = [...shown, ...Array.from({length: room - shown.length}, (): Line => [])];
	return [...head, ...filled, ...foot].slice(0, rows).map(line => cutLine(line, width, glyphs.more));
}

function headLine({config, now, began}: ArenaState, width: number, glyphs: Glyphs): Line {
	const {seeds, tasks, firstSeed} = config;
	const about = ` ${glyphs.dot} ${seeds} seeds from ${firstSeed} ${glyphs.dot} ${tasks} tasks${config.speed === 'real' ? ` ${glyphs.dot} real` : ''}`;
	return spread([span('arena', 'heading'), span(about, 'dim')], [span(clock(now - began), 'dim')], width);
}

function overallLine(state: ArenaState, glyphs: Glyphs): Line {
	const {done, runs} = state;
	const left = remainingMs(state);
	const eta = left === null || done === runs ? '' : `  about ${clock(left)} left`;
	return [progress(done / runs, 24, glyphs), span(` ${done} of ${runs} runs`), span(eta, 'dim')];
}

function titleLine({arm, bar: cells, spark, hasRates}: Columns): Line {
	const first = `${'ARM'.padEnd(arm + 2)} ${'SEEDS'.padStart(cells === 0 ? 7 : cells + 8)} ${'SUCCESS'.padEnd(spark)}`;
	const rates = hasRates ? ` ${'START END'.padEnd(9)}` : '';
	return lineOf(`${first}${rates} ${'UPLIFT, 95 %'.padEnd(20)} ADOPT BACK FALSE TOKENS`, 'dim');
}

function bodyLines(state: ArenaState, columns: Columns, glyphs: Glyphs): {readonly lines: readonly Line[]; readonly current: number} {
	const {rows, config} = state;
	const lines: Line[] = [];
	let current = 0;
	for (const world of config.worlds) {
		const own = rows.filter(row => row.world === world);
		const scale = scaleOf(own);
		lines.push(lineOf(world, 'strong'));
		for (const row of own) {
			const isCurrent = row === rows[state.current] && state.done < state.runs;
			current = isCurrent ? lines.length : current;
			lines.push(rowLine(row, {isCurrent, seeds: config.seeds, scale, columns, glyphs}));
		}
	}

	return {lines, current: state.done < state.runs ? current : lines.length - 1};
}

interface RowLook {
	readonly isCurrent: boolean;
	readonly seeds: number;
	readonly scale: readonly [low: number, high: number];
	readonly columns: Columns;
	readonly glyphs: Glyphs;
}

function rowLine(row: ArenaRow, {isCurrent, seeds, scale, columns, glyphs}: RowLook): Line {
	const sign = row.done >= seeds ? span(glyphs.done, 'good') : isCurrent ? span(glyphs.running, 'accent') : span(glyphs.waiting, 'dim');
	const name = padLine([sign, span(` ${row.arm}`)], columns.arm + 2);
	const cells = columns.bar === 0 ? [] : [span(' '), progress(row.done / seeds, columns.bar, glyphs)];
	const count = span(` ${`${row.done}/${seeds}`.padStart(7)} `);
	if (row.done === 0) {
		return [...name, ...cells, count];
	}

	const rates = columns.hasRates ? [span(` ${decimal(row.start)} ${decimal(row.final)}`.padEnd(10), 'number')] : [];
	return [...name, ...cells, count, spark(row.curve, scale, columns.spark, glyphs), ...rates, span(' '), ...upliftOf(row), countsOf(row)];
}

function upliftOf(row: ArenaRow): Line {
	const interval = intervalOf(row);
	if (interval === null) {
		return [span(signed(row.uplift).padEnd(20))];
	}

	const {mean, low, high} = interval;
	return [
		span(signed(mean), low > 0 ? 'good' : high < 0 ? 'bad' : 'plain'),
		span(` [${signed(low)}, ${signed(high)}]`.padEnd(20 - signed(mean).length)),
	];
}

/** Sums over the seeds so far; tokens on evolution as a share of those on the work. */
function countsOf({adopted, rollbacks, falselyAdopted, evolutionTokens, liveTokens}: ArenaRow): Span {
	const share = liveTokens === 0 ? 0 : evolutionTokens / liveTokens;
	return span(
		` ${formatCount(adopted).padStart(5)} ${formatCount(rollbacks).padStart(4)} ${formatCount(falselyAdopted).padStart(5)} ${percent(share).padStart(6)}`,
	);
}

/** The scale of the world's curves, so that its arms can be compared. */
function scaleOf(rows: readonly ArenaRow[]): readonly [low: number, high: number] {
	const rates = rows.flatMap(({curve, start, done}) => (done === 0 ? [] : [...curve, start]));
	return [Math.min(...rates), Math.max(...rates)];
}

function spark(curve: readonly number[], [low, high]: readonly [number, number], cells: number, {sparks}: Glyphs): Span {
	const signs = Array.from({length: Math.min(cells, curve.length)}, (_, cell) => {
		const rate = curve[Math.floor(((cell + 1) * curve.length) / Math.min(cells, curve.length)) - 1] ?? low;
		return sparks[Math.min(sparks.length - 1, Math.floor((sparks.length * (rate - low)) / Math.max(high - low, 1e-9)))] ?? '';
	});
	return span(signs.join('').padEnd(cells), 'accent');
}

/** Full is good here: no meter's warning colours. */
function progress(share: number, cells: number, glyphs: Glyphs): Span {
	return {...bar(share, cells, glyphs), tone: 'good'};
}

function clock(ms: number): string {
	const seconds = Math.round(ms / 1000);
	const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
	const rest = `${String(minutes).padStart(hours > 0 ? 2 : 1, '0')}:${String(seconds % 60).padStart(2, '0')}`;
	return hours > 0 ? `${hours}:${rest}` : rest;
}
