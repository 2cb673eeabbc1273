/** `skilllite verify`: are the installed skills still what the lock pins? */

import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {checkPin, exitCodeOf, type PinState, pinnedNames, recoverInstalled, SkillError, toDisplay} from '../../sandbox/index.ts';
import {nearestName} from '../core/nearest.ts';
import type {CommandContext} from './command.ts';
import {installedFolder, installedPlace} from './installed.ts';

type Verified = {readonly name: string} & (PinState | {readonly kind: 'missing'});

export async function verify({positionals, project, output}: CommandContext): Promise<number> {
	const folder = installedFolder(project);
	const lockPath = join(folder, 'skilllite.lock');
	await recoverInstalled(installedPlace(project));
	const pinned = await pinnedNames(lockPath);
	const [wanted] = positionals;
	if (wanted !== undefined && !pinned.includes(wanted)) {
		throw notPinned(wanted, pinned);
	}

	const results: Verified[] = [];
	for (const name of wanted === undefined ? pinned : [wanted]) {
		const dir = join(folder, name);
		results.push({name, ...(existsSync(dir) ? await checkPin(dir, lockPath) : {kind: 'missing' as const})});
	}

	const bad = results.filter(({kind}) => kind !== 'intact');
	if (output.json) {
		output.document({ok: bad.length === 0, skills: results});
	} else {
		output.data(results.map(result => `${describe(result)}\n`).join(''));
		if (results.length === 0) {
			output.note('Nothing is installed here; skilllite init brings the bundled skills.');
		}
	}

	return bad.length === 0 ? 0 : exitCodeOf('integrity');
}

function describe(result: Verified): string {
	const name = toDisplay(result.name);
	switch (result.kind) {
		case 'intact':
			return `${name}: unchanged`;
		case 'missing':
			return `${name}: MISSING, its folder is gone`;
		case 'unpinned':
			return `${name}: NOT PINNED`;
		case 'changed': {
			const {added, changed, removed} = result.changes;
			const parts = [
				...changed.map(path => `changed ${toDisplay(path, {reveal: true})}`),
				...added.map(path => `added ${toDisplay(path, {reveal: true})}`),
				...removed.map(path => `removed ${toDisplay(path, {reveal: true})}`),
			];
			return `${name}: CHANGED, ${parts.join(', ')}`;
		}
	}
}

function notPinned(name: string, pinned: readonly string[]): SkillError {
	const near = nearestName(name, pinned);
	return new SkillError('skill-not-found', `Cannot verify ${JSON.stringify(toDisplay(name))}: the lock has no such skill.`, {
		hint: near ? `Did you mean "${toDisplay(near)}"?` : 'skilllite list shows which skills are installed.',
	});
}
