import {expect, test} from 'vitest';
import {type ArenaConfig, type ArenaEvent, type ArenaReport, openArena} from '../../../source/evolution/arena/arena.ts';
import {ablations, arms} from '../../../source/evolution/arena/arms.ts';
import {engineCharts} from '../../../source/evolution/arena/engine-charts.ts';
import type {Figures} from '../../../source/evolution/arena/figures.ts';
import {reportChart} from '../../../source/evolution/arena/report-chart.ts';
import {reportMarkdown} from '../../../source/evolution/arena/report-markdown.ts';
import {targetsOf} from '../../../source/evolution/arena/targets.ts';

const signal = new AbortController().signal;

async function collect(config: ArenaConfig): Promise<readonly ArenaEvent[]> {
	const events: ArenaEvent[] = [];
	for await (const event of openArena(config, signal)) {
		events.push(event);
	}

	return events;
}

async function run(config: Partial<ArenaConfig>): Promise<ArenaReport> {
	const last = (await collect({worlds: ['W1'], arms: arms.map(({name}) => name), seeds: 12, firstSeed: 1, tasks: 1000, ...config})).at(-1);
	if (last?.type !== 'report') {
		throw new Error('The arena ended without a report.');
	}

	return last.report;
}

function figuresFor(report: ArenaReport, arm: string, world: Figures['world'] = 'W1'): Figures {
	const found = report.figures.find(figures => figures.arm === arm && figures.world === world);
	if (found === undefined) {
		throw new Error(`There are no figures of ${arm} in ${world}.`);
	}

	return found;
}

test('in W1 the gates learn where the others lose, and nobody beats the oracle', async () => {
	const report = await run({});
	const final = (arm: string) => figuresFor(report, arm).final;
	expect(final('ungated')).toBeLessThan(final('skilllite-rules'));
	expect(final('skilllite-rules')).toBeLessThan(final('frozen'));
	expect(final('judge')).toBeLessThan(final('frozen'));
	expect(final('full')).toBeGreaterThan(final('frozen') + 0.04);
	expect(final('taint+replay')).toBeGreaterThan(final('frozen') + 0.04);
	expect(final('oracle')).toBeGreaterThan(final('full'));
	expect(figuresFor(report, 'oracle').ofBest.mean).toBe(1);
	expect(figuresFor(report, 'frozen').uplift).toEqual({mean: 0, low: 0, high: 0});
	expect(figuresFor(report, 'full').tokenShare).toBeLessThan(0.11);
	expect(figuresFor(report, 'full').tokenShare).toBeGreaterThan(0.03);
	expect(figuresFor(report, 'full').falseAdoption.count).toBeLessThan(10);
});

test('the same configuration gives the same figures, and another one another digest', async () => {
	const config = {arms: ['judge', 'full'], seeds: 3, tasks: 400};
	const [first, again, other] = [await run(config), await run(config), await run({...config, seeds: 4})];
	expect(again).toEqual(first);
	expect(other.digest).not.toBe(first.digest);
	expect(other.result).not.toBe(first.result);
});

test('in W3 no poisoned artefact gets in, and without provenance some do', async () => {
	const report = await run({worlds: ['W3'], arms: ['full', '-G0', 'ungated'], seeds: 25});
	const full = figuresFor(report, 'full', 'W3');
	expect(full.poisoned.of).toBeGreaterThan(100);
	expect(full.poisoned.count).toBe(0);
	expect(figuresFor(report, '-G0', 'W3').poisoned.count).toBeGreaterThan(0);
	expect(figuresFor(report, 'ungated', 'W3').poisonedActive).toBeGreaterThan(0);
});

test('in W4 and W5 little that is useless or harmful gets in; a logged failure in place of a fresh run lets it in', async () => {
	const report = await run({worlds: ['W4', 'W5'], arms: ['full', 'reused-failure'], seeds: 8});
	for (const world of ['W4', 'W5'] as const) {
		const {count, of} = figuresFor(report, 'full', world).falseAdoption;
		expect(of).toBeGreaterThan(100);
		expect(count / of).toBeLessThan(0.05);
	}

	const reused = figuresFor(report, 'reused-failure', 'W4').falseAdoption;
	expect(reused.count / reused.of).toBeGreaterThan(0.05);
});

test('every ablation runs, and the benefit test is what keeps useless rules out', async () => {
	const report = await run({worlds: ['W4'], arms: ['full', ...ablations.map(({name}) => name)], seeds: 2, tasks: 500});
	expect(report.figures).toHaveLength(ablations.length + 1);
	expect(figuresFor(report, '-G7', 'W4').falseAdoption.count).toBeGreaterThan(figuresFor(report, 'full', 'W4').falseAdoption.count);
});

test('it tells what happens as it happens', async () => {
	const events = await collect({worlds: ['W1', 'W6'], arms: ['frozen', 'judge'], seeds: 2, firstSeed: 1, tasks: 100});
	expect(events.map(({type}) => type)).toEqual(['begin', ...Array.from({length: 4}, () => ['run', 'run', 'arm']).flat(), 'report']);
	const runs = events.flatMap(event => (event.type === 'run' ? [event] : []));
	expect(runs.map(({done}) => done)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
	expect(runs.every(({runs: all}) => all === 8)).toBe(true);
});

test('it ends with a report of what was done when it is ended, and with none when nothing was', async () => {
	const controller = new AbortController();
	const config = {worlds: ['W1', 'W2'], arms: ['frozen', 'full'], seeds: 50, firstSeed: 1, tasks: 100} as const;
	const events: ArenaEvent[] = [];
	for await (const event of openArena(config, controller.signal)) {
		events.push(event);
		if (events.length === 4) {
			controller.abort();
		}
	}

	expect(events.map(({type}) => type)).toEqual(['begin', 'run', 'run', 'run', 'arm', 'report']);
	const last = events.at(-1);
	const report = last?.type === 'report' ? last.report : null;
	expect(report).toMatchObject({partial: {done: 3, runs: 200}, figures: [{world: 'W1', arm: 'frozen', seeds: 3}]});
	const markdown = report === null ? '' : reportMarkdown(report);
	expect(markdown).toContain('**Partial**: stopped after 3 of 200 runs.');
	expect(markdown).not.toContain('| target |');
	const nothing = await Array.fromAsync(openArena(config, AbortSignal.abort()));
	expect(nothing.map(({type}) => type)).toEqual(['begin']);
});

test('the report says how to get its figures again, and its chart is one drawing', async () => {
	const report = await run({worlds: ['W1', 'W2'], arms: ['frozen', 'full'], seeds: 2, tasks: 200});
	const markdown = reportMarkdown(report);
	expect(markdown).toContain('skilllite arena --world W1,W2 --arms frozen,full --seeds 2 --first-seed 1 --tasks 200');
	expect(markdown).toContain(report.digest);
	expect(markdown).not.toMatch(/NaN|undefined|Infinity/);
	const chart = reportChart(report);
	expect(chart.match(/<polyline/g)).toHaveLength(4);
	expect(chart).not.toMatch(/NaN|undefined|Infinity/);
});

test('few seeds or attempts leave a target open instead of met', async () => {
	const report = await run({worlds: ['W1', 'W3'], arms: ['full'], seeds: 1, tasks: 200});
	const open = targetsOf(report.figures).filter(({met}) => met === null);
	expect(open.map(({name}) => name)).toEqual(
		expect.arrayContaining([expect.stringContaining('end worse'), expect.stringContaining('poisoned')]),
	);
});

test('the charts of the engine are one drawing, and nothing of an attacker is left behind the gates', async () => {
	const report = await run({worlds: ['W3'], arms: ['frozen', 'full', '-G8'], seeds: 3, tasks: 400});
	const charts = engineCharts(report);
	expect(charts).not.toMatch(/NaN|undefined|Infinity/);
	expect(charts.match(/<polyline/g)?.length).toBeGreaterThan(40);
	expect(charts).toMatch(/after G0.*>0<\/text>/);
	const {helpful, useless, falseAdoption} = figuresFor(report, 'full', 'W3');
	expect(helpful.of + useless.of).toBe(falseAdoption.of);
	expect(useless.count).toBe(falseAdoption.count);
});
