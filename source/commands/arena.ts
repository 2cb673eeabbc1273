/** `skilllite arena`: how the evolution engine does beside others in simulated worlds, with a report on request. */

import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {ConfigError, UsageError} from '../../sandbox/index.ts';
import {type ArenaConfig, type ArenaReport, firstUnseenSeed, openArena, type PerformerOf} from '../evolution/arena/arena.ts';
import {ablations, arms, findArm} from '../evolution/arena/arms.ts';
import {engineCharts} from '../evolution/arena/engine-charts.ts';
import type {Figures} from '../evolution/arena/figures.ts';
import {reportChart} from '../evolution/arena/report-chart.ts';
import {reportMarkdown} from '../evolution/arena/report-markdown.ts';
import {decimal, percent, signed, targetsOf} from '../evolution/arena/targets.ts';
import {type WorldName, worldNames} from '../evolution/arena/worlds.ts';
import {startArenaView} from './arena-live.ts';
import type {CommandContext} from './command.ts';
import type {Output} from './output.ts';
import {formatFigures} from './table.ts';

const mostSeeds = 10_000;
const mostTasks = 100_000;
const usually = {
	fast: {arms: arms.map(({name}) => name).join(','), seeds: '20', tasks: '1000'},
	real: {arms: 'frozen,full', seeds: '3', tasks: '200'},
} as const;

export async function arena(context: CommandContext): Promise<number> {
	const {flags, output, interrupts} = context;
	const brought = flags.text('bring');
	if (brought !== undefined) {
		return (await import('./arena-bring.ts')).bring(brought, output);
	}

	const isReal = flags.text('speed') === 'real';
	const defaults = isReal ? usually.real : usually.fast;
	const config: ArenaConfig = {
		worlds: worldsFrom(flags.text('world') ?? 'W1'),
		arms: armsFrom(flags.text('arms') ?? defaults.arms),
		seeds: countFrom('seeds', flags.text('seeds') ?? defaults.seeds, mostSeeds),
		firstSeed: countFrom('first-seed', flags.text('first-seed') ?? String(firstUnseenSeed), mostSeeds),
		tasks: countFrom('tasks', flags.text('tasks') ?? defaults.tasks, mostTasks),
		...(isReal ? {speed: 'real'} : {}),
	};
	const report = isReal
		? await (await import('./arena-real-run.ts')).runReal(config, (performerOf, one) => run(context, one, performerOf), interrupts.signal)
		: await run(context, config);
	if (report === null) {
		return 1;
	}

	const folder = flags.text('out');
	if (folder !== undefined) {
		writeReport(folder, report);
		output.note(`Written: ${join(folder, 'arena.md')}, arena.json, arena.svg and arena-engine.svg.`);
	}

	if (output.json) {
		output.document(report);
	} else {
		print(report, output);
	}

	return 0;
}

async function run(context: CommandContext, config: ArenaConfig, performerOf?: PerformerOf): Promise<ArenaReport | null> {
	const view = await startArenaView(context, config);
	try {
		for await (const event of openArena(config, context.interrupts.signal, performerOf)) {
			view.show(event);
			if (event.type === 'report') {
				return event.report;
			}
		}
	} finally {
		view.stop();
	}

	return null;
}

/** Write NAME.md, NAME.json, NAME.svg and NAME-engine.svg into a folder, which is made when it is missing. */
export function writeReport(folder: string, report: ArenaReport, name = 'arena'): void {
	try {
		mkdirSync(folder, {recursive: true});
		writeFileSync(join(folder, `${name}.md`), reportMarkdown(report));
		writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(report, rounded, '\t')}\n`);
		writeFileSync(join(folder, `${name}.svg`), reportChart(report));
		writeFileSync(join(folder, `${name}-engine.svg`), engineCharts(report));
	} catch (error) {
		throw new ConfigError(`Cannot write the report of the arena to ${folder}.`, {cause: error, hint: 'Name a folder that can be written.'});
	}
}

function rounded(_key: string, value: unknown): unknown {
	return typeof value === 'number' ? Math.round(value * 1e6) / 1e6 : value;
}

function print({figures, digest, real, partial}: ArenaReport, output: Output): void {
	const head = ['WORLD', 'ARM', 'START', 'END', 'UPLIFT', 'OF BEST', 'WORSE', 'FALSE', 'POISONED', 'TOKENS'];
	output.data(formatFigures(head, figures.map(row), output.dataStyle, 2));
	for (const {name, wanted, measured, met} of real === undefined && partial === undefined ? targetsOf(figures) : []) {
		output.data(`${met === null ? 'unsaid' : met ? 'met' : 'missed'}: ${name}, ${measured} (${wanted})\n`);
	}

	if (partial !== undefined) {
		output.data(`partial: stopped after ${partial.done} of ${partial.runs} runs\n`);
	}

	if (real !== undefined) {
		const {tasks, steps, requests, same} = real;
		output.data(
			`${same ? 'as simulated' : 'NOT as simulated'}: ${tasks} tasks and ${steps} single steps by the agent, ${requests} requests to the model\n`,
		);
	}

	output.data(`${digest}\n`);
}

function row({world, arm, start, final, uplift, ofBest, worse, falseAdoption, poisoned, tokenShare}: Figures): readonly string[] {
	return [
		world,
		arm,
		decimal(start),
		decimal(final),
		`${signed(uplift.mean)} [${signed(uplift.low)}, ${signed(uplift.high)}]`,
		decimal(ofBest.mean),
		`${worse.count}/${worse.of}`,
		`${falseAdoption.count}/${falseAdoption.of}`,
		`${poisoned.count}/${poisoned.of}`,
		percent(tokenShare),
	];
}

/** `W1`, `W1,W3` or `W1..W8`. */
export function worldsFrom(text: string): readonly WorldName[] {
	const worlds = text.split(',').flatMap(part => {
		const [from = '', to = from] = part.trim().toUpperCase().split('..');
		const [first, last] = [indexOfWorld(from), indexOfWorld(to)];
		return first === -1 || last < first ? [null] : worldNames.slice(first, last + 1);
	});
	const known = worlds.filter(world => world !== null);
	if (known.length < worlds.length || known.length === 0) {
		throw new UsageError(`There is no world "${text}".`, {hint: 'The worlds are W1 to W8, as in --world W1,W3 or --world W1..W5.'});
	}

	return [...new Set(known)];
}

function indexOfWorld(name: string): number {
	const names: readonly string[] = worldNames;
	return names.indexOf(name);
}

/** The arms by their names. */
function armsFrom(text: string): readonly string[] {
	const names = text.split(',').map(name => name.trim());
	const unknown = names.find(name => findArm(name) === undefined);
	if (unknown !== undefined) {
		const all = [...arms, ...ablations].map(({name}) => name).join(', ');
		throw new UsageError(`There is no arm "${unknown}".`, {hint: `The arms are ${all}.`});
	}

	return [...new Set(names)];
}

function countFrom(flag: string, text: string, most: number): number {
	const count = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
	if (!(count >= 1 && count <= most)) {
		throw new UsageError(`--${flag} is ${text}, which is not a number from 1 to ${most}.`);
	}

	return count;
}
