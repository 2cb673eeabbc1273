/**
Results that somebody brings from runs with a real model: who solved which task, arm by arm. Arms are compared on the same tasks
and seeds only, as the spread between tasks is far larger than what learning changes.
*/

import {UsageError} from '../../../sandbox/index.ts';
import {eValue} from '../statistics/paired-test.ts';
import {type Share, wilson} from '../statistics/wilson.ts';
import {bootstrapMean, type Interval} from './intervals.ts';

export interface BroughtTask {
	readonly id: string;
	readonly solved: boolean;
	/** Null where nobody counted. */
	readonly tokens: number | null;
}

export interface BroughtRun {
	readonly arm: string;
	readonly seed: number;
	readonly tasks: readonly BroughtTask[];
}

export interface Brought {
	readonly model: string;
	/** What the tasks are of. */
	readonly set: string;
	/** The arm that learns nothing. */
	readonly baseline: string;
	readonly runs: readonly BroughtRun[];
}

export interface BroughtFigures {
	readonly arm: string;
	readonly seeds: number;
	readonly success: Share;
	/** A task; null where not all were counted. */
	readonly tokens: number | null;
	/** Against the baseline on the same tasks and seeds; null for the baseline itself. */
	readonly paired: Paired | null;
}

export interface Paired {
	readonly pairs: number;
	/** Solved by this arm alone, and by the baseline alone: the latter is what learning spoilt. */
	readonly wins: number;
	readonly losses: number;
	readonly difference: Interval;
	/** Evidence that it is better: 20 is the bar of the benefit test. */
	readonly eValue: number;
}

const mostRuns = 1000;
const mostTasks = 10_000;
const mostName = 64;

/** Read what was brought. Throws a UsageError that says where it is not of the form. */
export function parseBrought(text: string): Brought {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		throw malformed('it is not JSON');
	}

	const {v, model, set, baseline = 'frozen', runs} = record(value, 'it');
	if (v !== 1) {
		throw malformed('its v is not 1');
	}

	const parsed = list(runs, 'runs', mostRuns).map(parseRun);
	const seen = new Set<string>();
	for (const {arm, seed} of parsed) {
		const key = `${arm} ${seed}`;
		if (seen.has(key)) {
			throw malformed(`arm ${arm} has seed ${seed} twice`);
		}

		seen.add(key);
	}

	const named = {model: name(model, 'model'), set: name(set, 'set'), baseline: name(baseline, 'baseline')};
	if (!parsed.some(({arm}) => arm === named.baseline)) {
		throw malformed(`no run is of the baseline ${named.baseline}`);
	}

	return {...named, runs: parsed};
}

function parseRun(value: unknown, index: number): BroughtRun {
	const where = `runs[${index}]`;
	const {arm, seed, tasks} = record(value, where);
	const parsed = list(tasks, `${where}.tasks`, mostTasks).map((task, place): BroughtTask => {
		const {id, solved, tokens = null} = record(task, `${where}.tasks[${place}]`);
		if (typeof solved !== 'boolean' || !(tokens === null || (typeof tokens === 'number' && tokens >= 0 && Number.isFinite(tokens)))) {
			throw malformed(`${where}.tasks[${place}] has no solved (true or false), or tokens that are no number`);
		}

		return {id: name(id, `${where}.tasks[${place}].id`), solved, tokens};
	});
	if (new Set(parsed.map(({id}) => id)).size < parsed.length) {
		throw malformed(`${where} has a task twice`);
	}

	return {arm: name(arm, `${where}.arm`), seed: whole(seed, `${where}.seed`), tasks: parsed};
}

/** Every arm with its uncertainty, in the order in which they came. */
export function broughtFigures({baseline, runs}: Brought): readonly BroughtFigures[] {
	return [...Map.groupBy(runs, ({arm}) => arm)].map(([arm, own]) => {
		const tasks = own.flatMap(run => run.tasks);
		const counted = tasks.flatMap(({tokens}) => tokens ?? []);
		return {
			arm,
			seeds: own.length,
			success: wilson(tasks.filter(({solved}) => solved).length, tasks.length),
			tokens: counted.length === tasks.length ? counted.reduce((sum, tokens) => sum + tokens, 0) / Math.max(1, counted.length) : null,
			paired:
				arm === baseline
					? null
					: pairedWith(
							own,
							runs.filter(run => run.arm === baseline),
						),
		};
	});
}

function pairedWith(own: readonly BroughtRun[], baseline: readonly BroughtRun[]): Paired {
	const differences = own.flatMap(({seed, tasks}) => {
		const other = new Map(baseline.find(run => run.seed === seed)?.tasks.map(task => [task.id, task.solved]));
		return tasks.flatMap(({id, solved}) => {
			const before = other.get(id);
			return before === undefined ? [] : [Number(solved) - Number(before)];
		});
	});
	const wins = differences.filter(difference => difference > 0).length;
	const losses = differences.filter(difference => difference < 0).length;
	return {pairs: differences.length, wins, losses, difference: bootstrapMean(differences), eValue: eValue(wins, losses)};
}

function record(value: unknown, where: string): Readonly<Record<string, unknown>> {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw malformed(`${where} is not an object`);
	}

	return value as Readonly<Record<string, unknown>>;
}

function list(value: unknown, where: string, most: number): readonly unknown[] {
	if (!Array.isArray(value) || value.length === 0 || value.length > most) {
		throw malformed(`${where} is not a list of 1 to ${most}`);
	}

	return value;
}

function name(value: unknown, where: string): string {
	if (typeof value !== 'string' || value.trim() === '' || value.length > mostName) {
		throw malformed(`${where} is not a text of 1 to ${mostName} characters`);
	}

	return value;
}

function whole(value: unknown, where: string): number {
	if (!Number.isSafeInteger(value)) {
		throw malformed(`${where} is not a whole number`);
	}

	return value as number;
}

function malformed(why: string): UsageError {
	return new UsageError(`Cannot read the results that were brought: ${why}.`, {
		hint: 'The form is {"v":1,"model":"…","set":"…","runs":[{"arm":"frozen","seed":1,"tasks":[{"id":"…","solved":true,"tokens":900}]}]}.',
	});
}
