/**
Skills from verified calls: three or more that differ only in their literals become one script with parameters, and what they
printed becomes its tests. No model has a part in it. What is drafted is adopted by a person, on the diff, or not at all.
*/

import type {Runner} from '../../../sandbox/index.ts';
import {lowestLabel} from '../../core/label.ts';
import type {Artefact} from '../artefact.ts';
import {holdsSecret} from '../grammar/hostile-text.ts';
import {artefactId} from '../grammar/identity.ts';
import {parseArtefact} from '../grammar/parse.ts';
import {alikeCalls, type AlikeCalls} from './alike.ts';
import {inputOf, type Parameter, parametersOf} from './parameters.ts';
import {proveSkill} from './prove.ts';
import type {RecordedCall} from './recorded-call.ts';
import {scriptPaths, writeScript} from './script.ts';
import {nameFor} from './skill-name.ts';
import {writeSkillMd, writeTests} from './skill-text.ts';

export interface DraftOptions {
	/** Names of skills that there are already. */
	readonly taken: ReadonlySet<string>;
	/** Calls that other skills were made from: what is like them has its skill already. */
	readonly used?: ReadonlySet<string>;
	readonly now: Date;
	readonly signal?: AbortSignal;
	readonly runner?: Runner;
}

export type Draft =
	| {readonly kind: 'draft'; readonly artefact: Artefact & {readonly kind: 'skill'}; readonly calls: readonly string[]}
	/** `why` is a sentence for a person. */
	| {readonly kind: 'refused'; readonly why: string; readonly calls: readonly string[]};

const leastCalls = 3;
const mostTests = 8;
const mostParameters = 8;
const mostGroups = 10;

/** A draft, or the reason against it, for every script that was run three times or more with other values. */
export async function draftSkills(calls: readonly RecordedCall[], options: DraftOptions): Promise<readonly Draft[]> {
	// What strangers had a part in is taken out first: it neither makes a draft nor helps one to its three calls.
	const own = calls.filter(({label}) => label !== 'foreign');
	const foreign = await alikeCalls(
		calls.filter(({label}) => label === 'foreign'),
		leastCalls,
	);
	const taken = new Set(options.taken);
	const drafts: Draft[] = foreign.map(group => refused(group, 'It was written after text of strangers had been read.'));
	const groups = (await alikeCalls(own, leastCalls)).filter(group => !group.some(({call}) => options.used?.has(call.id)));
	for (const group of groups.slice(-mostGroups)) {
		const [first, ...others] = group;
		const draft = await draftOf([first, ...others.slice(0, mostTests - 1)], {...options, taken});
		drafts.push(draft);
		if (draft.kind === 'draft') {
			taken.add(draft.artefact.name);
		}
	}

	return drafts;
}

async function draftOf(group: AlikeCalls, options: DraftOptions): Promise<Draft> {
	const parameters = parametersOf(group);
	const fault = faultOf(group, parameters);
	if (fault !== null) {
		return refused(group, fault);
	}

	const {language} = group[0].call;
	const script = writeScript(group, parameters);
	const name = nameFor(group, script, options.taken);
	const filesWith = (exec: readonly string[]) => ({
		'SKILL.md': writeSkillMd({name, language, group, parameters, exec}),
		[scriptPaths[language]]: script,
		...writeTests(group, parameters),
	});
	const proven = await smallest(name, group, filesWith, options);
	return proven.kind === 'failed' ? refused(group, proven.why) : finished(group, name, filesWith(proven.exec), options.now);
}

/** What speaks against a group before anything runs. */
function faultOf(group: AlikeCalls, parameters: readonly Parameter[]): string | null {
	if (parameters.length === 0 || parameters.length > mostParameters) {
		return parameters.length === 0 ? 'The calls do not differ in any value.' : `The calls differ in more than ${mostParameters} places.`;
	}

	if (group.some(({call}) => call.files.length > 0)) {
		return 'The calls read files of the workspace, which may have changed since.';
	}

	if (group.some(({call}) => holdsSecret(call.code) || holdsSecret(call.stdout))) {
		return 'A secret stands in a call or in what it printed.';
	}

	// A model that worked the answer out itself and printed it.
	return group.every(({call}, index) => Object.values(inputOf(parameters, index)).some(value => call.stdout.trim() === shown(value)))
		? 'The script only prints what it is given.'
		: null;
}

function shown(value: unknown): string {
	return (typeof value === 'string' ? value : JSON.stringify(value)).trim();
}

type Smallest = {readonly kind: 'proven'; readonly exec: readonly string[]} | {readonly kind: 'failed'; readonly why: string};

/** The fewest programs with which all tests pass: none, else those of the script, each left out in turn. */
async function smallest(
	name: string,
	group: AlikeCalls,
	filesWith: (exec: readonly string[]) => Readonly<Record<string, string>>,
	{signal, runner}: DraftOptions,
): Promise<Smallest> {
	const given = {...(signal ? {signal} : {}), ...(runner ? {runner} : {})};
	const prove = (exec: readonly string[], times: number) => proveSkill(name, filesWith(exec), {...given, times});
	const bare = await prove([], 2);
	const programs = [...new Set(group.flatMap(({programs: own}) => own))].filter(program => /^[a-z][\w.+-]{0,30}$/.test(program)).sort();
	if (bare.kind === 'proven' || programs.length === 0) {
		return bare.kind === 'proven' ? {kind: 'proven', exec: []} : bare;
	}

	let exec: readonly string[] = programs;
	for (const program of programs) {
		const fewer = exec.filter(other => other !== program);
		if (fewer.length > 0 && (await prove(fewer, 1)).kind === 'proven') {
			exec = fewer;
		}
	}

	const whole = await prove(exec, 2);
	return whole.kind === 'proven' ? {kind: 'proven', exec} : whole;
}

function finished(group: AlikeCalls, name: string, files: Readonly<Record<string, string>>, now: Date): Draft {
	const content = {
		kind: 'skill',
		name,
		files,
		label: lowestLabel(['derived', ...group.map(({call}) => call.label)]),
		scope: 'project',
	} as const;
	const parsed = parseArtefact({
		...content,
		id: artefactId(content),
		sources: group.map(({call}) => call.id),
		model: 'offline',
		created: now.toISOString(),
	});
	if (parsed.kind === 'refused') {
		const [reason] = parsed.reasons;
		return refused(group, `The draft ${reason?.why ?? 'is not an artefact'}.`);
	}

	const {artefact} = parsed;
	return artefact.kind === 'skill' ? {kind: 'draft', artefact, calls: idsOf(group)} : refused(group, 'The draft is not a skill.');
}

function refused(group: AlikeCalls, why: string): Draft {
	return {kind: 'refused', why, calls: idsOf(group)};
}

function idsOf(group: AlikeCalls): readonly string[] {
	return group.map(({call}) => call.id);
}
