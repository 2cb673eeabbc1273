import {expect, test} from 'vitest';
import {type ArenaConfig, type ArenaEvent, openArena} from '../../../source/evolution/arena/arena.ts';
import {arenaLines} from '../../../source/ui/panes/arena-lines.ts';
import {glyphsFor} from '../../../source/ui/glyphs.ts';
import {lineWidth, textOf} from '../../../source/ui/line.ts';
import {type ArenaState, intervalOf, newArena, reduceArena, remainingMs} from '../../../source/ui/store/arena-state.ts';

const config: ArenaConfig = {worlds: ['W1', 'W4'], arms: ['frozen', 'full'], seeds: 3, firstSeed: 1, tasks: 200};
const events = await Array.fromAsync(openArena(config, new AbortController().signal));
const glyphs = glyphsFor({LANG: 'C.UTF-8'});

/** A second for every event. */
function after(some: readonly ArenaEvent[]): ArenaState {
	return some.reduce((state, event, index) => reduceArena(state, {type: 'event', event, now: 1000 * index}), newArena(config, 0));
}

function screenOf(state: ArenaState, width: number, rows: number): readonly string[] {
	const lines = arenaLines(state, {width, rows, glyphs});
	expect(lines).toHaveLength(rows);
	expect(Math.max(...lines.map(lineWidth))).toBeLessThanOrEqual(width);
	return lines.map(textOf);
}

test('counts seeds, and has the means that the report has', () => {
	const state = after(events);
	const report = events.find(event => event.type === 'report')?.report;
	expect([state.done, state.runs, remainingMs(state)]).toEqual([12, 12, 0]);
	expect(state.rows.map(({done}) => done)).toEqual([3, 3, 3, 3]);
	for (const [index, figures] of (report?.figures ?? []).entries()) {
		const row = state.rows[index];
		expect(row?.final).toBeCloseTo(figures.final, 9);
		expect(row?.uplift).toBeCloseTo(figures.uplift.mean, 9);
		expect(row?.adopted).toBeCloseTo(figures.adopted * 3, 9);
		expect(row?.falselyAdopted).toBe(figures.falseAdoption.count);
		expect(row?.interval).toEqual(figures.uplift);
	}
});

test('has an interval from the second seed on, around the mean so far', () => {
	const runs = events.filter(event => event.type === 'begin' || (event.type === 'run' && event.arm === 'full' && event.world === 'W4'));
	const [one, two] = [after(runs.slice(0, 2)).rows[3], after(runs.slice(0, 3)).rows[3]];
	expect(one && intervalOf(one)).toBeNull();
	const interval = two && intervalOf(two);
	expect(interval?.low).toBeLessThanOrEqual(interval?.mean ?? Number.NaN);
	expect(interval?.high).toBeGreaterThanOrEqual(interval?.mean ?? Number.NaN);
});

test('says what is left from what it took so far', () => {
	// "begin" and two runs: two seconds for two of twelve.
	expect(remainingMs(after(events.slice(0, 3)))).toBe(10_000);
	expect(remainingMs(newArena(config, 0))).toBeNull();
});

test('begins anew where the runs do, as at real speed, and keeps that it was stopped', () => {
	const stopped = reduceArena(after(events.slice(0, 3)), {type: 'stop'});
	const again = reduceArena(stopped, {type: 'event', event: {type: 'begin', digest: 'sha256:0', runs: 12}, now: 5});
	expect(again).toMatchObject({done: 0, began: 5, isStopping: true});
});

test.each([
	[120, 40],
	[80, 24],
])('draws every arm of every world at %i columns and %i rows', (width, rows) => {
	const shown = screenOf(after(events.slice(0, 6)), width, rows);
	expect(shown[1]).toMatch(/4 of 12 runs {2}about 0:\d\d left/);
	expect(shown.filter(line => /^[✓●○] (?:frozen|full)/.test(line))).toHaveLength(4);
	expect(shown.find(line => line.startsWith('✓ frozen'))).toMatch(/3\/3 .*[▁█].*\+\.000 \[\+\.000, \+\.000\] .* 0 {4}0 {5}0 +0\.0 %/);
	expect(shown.find(line => line.startsWith('● full'))).toContain('1/3');
	expect(shown.at(-1)).toContain('Esc or Ctrl+C stops');
});

test('keeps the arm that runs in sight where there are more than rows, and fits any window', () => {
	const many = {...config, worlds: ['W1', 'W2', 'W3', 'W4', 'W5', 'W6', 'W7', 'W8']} as const;
	const state = {...newArena(many, 0), current: 15};
	expect(screenOf(state, 80, 12).some(line => line.startsWith('● full'))).toBe(true);
	for (const [width, rows] of [
		[20, 5],
		[1, 1],
		[300, 100],
	] as const) {
		screenOf(state, width, rows);
	}
});

test('says that it stops', () => {
	expect(screenOf(reduceArena(after(events.slice(0, 3)), {type: 'stop'}), 80, 24).at(-1)).toMatch(/^Stopping/);
});

test('names every arm in full at 80 columns', () => {
	const all: ArenaConfig = {...config, arms: ['skilllite-rules', 'full']};
	expect(screenOf(newArena(all, 0), 80, 24).join('\n')).toContain(' skilllite-rules ');
});
