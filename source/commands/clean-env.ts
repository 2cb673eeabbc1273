/** `skilllite clean-env`: what the cache keeps, and its removal. */

import {type CachedFolder, cachedFolders, exitCodeOf, removeCached, toDisplay, UsageError} from '../../sandbox/index.ts';
import type {Flags} from '../core/parse-arguments.ts';
import type {StartProgress} from '../core/progress.ts';
import {isInteractive} from '../core/terminal.ts';
import type {CommandContext} from './command.ts';
import {formatTable} from './table.ts';

export async function cleanEnv({flags, project, output, interrupts}: CommandContext): Promise<number> {
	const usedBefore = Date.now() - olderThanMs(flags);
	const found = (await cachedFolders()).filter(({usedAt}) => usedAt <= usedBefore);
	if (!output.json) {
		draw(found, output);
	}

	const isWanted =
		!flags.has('dry-run') &&
		found.length > 0 &&
		(flags.has('yes') || (isInteractive() && !output.json && (await confirm(found, {project, interrupts}))));
	if (isWanted) {
		await removeAll(found, output.progress);
	}

	if (output.json) {
		output.document({removed: isWanted, folders: found});
	} else if (isWanted) {
		output.data(`${sizeText(total(found))} removed\n`);
	} else if (found.length > 0 && !flags.has('dry-run')) {
		output.note('Nothing was removed; --yes removes them.');
		return isInteractive() ? exitCodeOf('consent-refused') : 0;
	}

	return 0;
}

function draw(found: readonly CachedFolder[], output: CommandContext['output']): void {
	if (found.length === 0) {
		output.note('Nothing is cached that could be removed.');
		return;
	}

	const rows = found.map(({kind, bytes, usedAt, holds, path}) => [
		kind,
		sizeText(bytes),
		new Date(usedAt).toISOString().slice(0, 16).replace('T', ' '),
		toDisplay(holds.length > 0 ? holds.join(' ') : path.split('/').at(-1)?.slice(0, 12) || '-', {reveal: true, maxLength: 80}),
	]);
	output.data(formatTable(['KIND', 'SIZE', 'LAST USE', 'HOLDS'], rows, output.dataStyle));
}

async function confirm(
	found: readonly CachedFolder[],
	{project, interrupts}: Pick<CommandContext, 'project' | 'interrupts'>,
): Promise<boolean> {
	const {isConfirmed} = await import('./read-yes.ts');
	const question = `Remove ${found.length} folders (${sizeText(total(found))})? They are made again when needed.`;
	return isConfirmed(question, project, interrupts.signal);
}

async function removeAll(found: readonly CachedFolder[], startProgress: StartProgress): Promise<void> {
	const progress = startProgress('removing');
	try {
		for (const folder of found) {
			await removeCached(folder);
		}
	} finally {
		progress.stop();
	}
}

const units: Readonly<Record<string, number>> = {m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000};

function olderThanMs(flags: Flags): number {
	const value = flags.text('older-than');
	const [, count, unit = ''] = /^(\d{1,5})([mhdw])$/.exec(value ?? '0m') ?? [];
	if (count === undefined) {
		throw new UsageError(`The flag --older-than cannot be ${JSON.stringify(value)}.`, {
			hint: 'Write a number with m, h, d or w, for example 30d.',
		});
	}

	return Number(count) * (units[unit] ?? 0);
}

function total(folders: readonly CachedFolder[]): number {
	return folders.reduce((sum, {bytes}) => sum + bytes, 0);
}

function sizeText(bytes: number): string {
	return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
