/** `skilllite update`: installed skills from where they came, with the difference shown before anything changes. */

import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {
	checkPin,
	exitCodeOf,
	type Pin,
	pinsOf,
	readInventory,
	recoverInstalled,
	reportOn,
	reportOnInventory,
	requireWritableHome,
	SkillError,
	toDisplay,
	toSkillLiteError,
	UsageError,
} from '../../sandbox/index.ts';
import {forgeUrl} from '../core/endpoints.ts';
import {nearestName} from '../core/nearest.ts';
import {loadSettings, type Settings} from '../core/settings.ts';
import {selectOffered} from '../skills/sources/find-skills.ts';
import {inQuarantine} from '../skills/sources/quarantine.ts';
import {parseSource} from '../skills/sources/source.ts';
import {fetchOffer} from './add.ts';
import type {CommandContext} from './command.ts';
import {installOffered} from './install-offered.ts';
import {installedPlace} from './installed.ts';
import {judgeOfInstallation} from './open-judge.ts';
import {sayError} from './output.ts';
import {compareSkills, drawDiff, type SkillDiff} from './skill-diff.ts';

interface UpdatedSkill {
	readonly name: string;
	readonly state: 'unchanged' | 'updated' | 'would change' | 'failed';
	readonly revision: string | null;
	readonly changes: SkillDiff | null;
	readonly error: string | null;
}

/** What `init` writes into the lock for skills that come from nowhere else. */
const withoutSource = ['bundled', 'local'];

export async function update(context: CommandContext): Promise<number> {
	const {positionals, project, output} = context;
	requireWritableHome();
	const settings = loadSettings(project);
	settings.warnings.forEach(output.warn);
	const place = installedPlace(project);
	await recoverInstalled(place);
	const pins = await pinsOf(place.lockPath);
	const chosen = choose(positionals[0], pins);
	const updated: UpdatedSkill[] = [];
	let code = 0;
	for (const [name, pin] of chosen) {
		try {
			updated.push(await updateOne(name, pin, settings, context));
		} catch (thrown) {
			const error = toSkillLiteError(thrown);
			// One name is one command; of many, the others still have their turn.
			if (positionals[0] !== undefined || context.interrupts.signal.aborted) {
				throw error;
			}

			code ||= exitCodeOf(error.code);
			updated.push({name, state: 'failed', revision: pin.revision, changes: null, error: error.message});
			if (!output.json) {
				sayError(error, output);
			}
		}
	}

	print(updated, context);
	return code;
}

function choose(name: string | undefined, pins: ReadonlyMap<string, Pin>): readonly (readonly [string, Pin])[] {
	if (name === undefined) {
		return [...pins].filter(([, {source}]) => !withoutSource.includes(source));
	}

	const pin = pins.get(name);
	if (pin === undefined) {
		const near = nearestName(name, [...pins.keys()]);
		throw new SkillError('skill-not-found', `Cannot update ${JSON.stringify(toDisplay(name))}: the lock has no such skill.`, {
			hint: near ? `Did you mean "${toDisplay(near)}"?` : 'skilllite list shows which skills are installed.',
		});
	}

	if (withoutSource.includes(pin.source)) {
		throw new UsageError(`Cannot update "${name}": it ${pin.source === 'bundled' ? 'came with the program' : 'was locked where it lay'}.`, {
			hint: 'Name a source for it with: skilllite add SOURCE --replace',
		});
	}

	return [[name, pin]];
}

async function updateOne(name: string, pin: Pin, settings: Settings, context: CommandContext): Promise<UpdatedSkill> {
	const {flags, project, output} = context;
	const place = installedPlace(project);
	const dir = join(place.folder, name);
	const state = existsSync(dir) ? await checkPin(dir, place.lockPath) : undefined;
	if (state?.kind === 'changed' && !flags.has('replace')) {
		const {added, changed, removed} = state.changes;
		throw new UsageError(
			`Cannot update "${name}": its files were changed here (${toDisplay([...changed, ...added, ...removed].join(', '), {reveal: true, maxLength: 300})}).`,
			{
				hint: 'Take the changes back, or overwrite them with --replace.',
			},
		);
	}

	return inQuarantine(async folder => {
		const source = parseSource(pin.source, {folder: project.folder, forge: forgeUrl(process.env)});
		const {offer, revision} = await fetchOffer(source, folder, settings.registries, context);
		const [offered] = selectOffered(offer, name, pin.source);
		if (offered === undefined || (state !== undefined && readInventory(dir).treeHash === offered.inventory.treeHash)) {
			return {name, state: 'unchanged', revision, changes: null, error: null};
		}

		const changes = state === undefined ? null : await differenceOf(dir, offered.inventory);
		if (changes !== null && !output.json) {
			output.note([`${toDisplay(name)}:`, ...drawDiff(changes, output.style, output.verbose)].join('\n'));
		}

		if (flags.has('dry-run')) {
			return {name, state: 'would change', revision, changes, error: null};
		}

		const judge = await judgeOfInstallation(context, settings);
		await installOffered(offered, {source: pin.source, revision, judge}, context);
		return {name, state: 'updated', revision, changes, error: null};
	});
}

async function differenceOf(dir: string, fresh: ReturnType<typeof readInventory>): Promise<SkillDiff> {
	const before = {inventory: readInventory(dir), report: await reportOn(dir)};
	return compareSkills(before, {inventory: fresh, report: await reportOnInventory({...fresh, root: dir})});
}

function print(updated: readonly UpdatedSkill[], {output}: CommandContext): void {
	if (output.json) {
		output.document({skills: updated});
		return;
	}

	output.data(updated.map(({name, state}) => `${toDisplay(name)}: ${state}\n`).join(''));
	if (updated.length === 0) {
		output.note('No installed skill has a source to fetch from; skilllite add brings some.');
	}
}
