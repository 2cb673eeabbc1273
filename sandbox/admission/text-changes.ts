/**
What changed in the text of a skill since a person approved it last, as lines of a unified diff.

The approved text is what the sandbox mounted then, as far as that is still in the cache. It counts only where it
has the hash that was approved: a cache that somebody changed cannot make a change look smaller.
*/

import {isUtf8} from 'node:buffer';
import {lstatSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {sha256} from '../base/canonical-json.ts';
import {toDisplay} from '../base/display.ts';
import {unifiedDiff} from '../base/unified-diff.ts';
import type {LastConsent} from './consent-file.ts';
import {compareMarks, fileMarks} from './file-marks.ts';
import type {Inventory} from './inventory.ts';
import {snapshotPath} from './snapshot.ts';

const mostFiles = 20;
const mostBytes = 200_000;
const mostLines = 2000;
const longestDiff = 200_000;

/** The text of one side: null for a file that is not there, undefined for what cannot be shown. */
type Side = string | null | undefined;

/** Lines safe to show, controls as their numbers; none for the same tree. Never throws for what the cache lacks. */
export function textChanges(last: LastConsent, inventory: Inventory): readonly string[] {
	const {added, changed, removed} = compareMarks(last.files, fileMarks(inventory));
	const paths = [...added, ...changed, ...removed].sort();
	const snapshot = snapshotPath(last.treeHash);
	if (paths.length > 0 && !lstatSync(snapshot, {throwIfNoEntry: false})?.isDirectory()) {
		return [
			safe(`the approved text is not kept any more; changed: ${paths.slice(0, mostFiles).join(', ')}${more(paths.length - mostFiles)}`),
		];
	}

	const lines = paths.slice(0, mostFiles).flatMap(path => {
		const before = approvedText(snapshot, path, last.files[path]);
		return changeLines(path, before, textNow(inventory, path));
	});
	const hidden = lines.length - mostLines;
	return [
		...lines.slice(0, mostLines),
		...(hidden > 0 ? [`and ${hidden} more lines`] : []),
		...(paths.length > mostFiles ? [`and ${paths.length - mostFiles} more files`] : []),
	];
}

function changeLines(path: string, before: Side, after: Side): readonly string[] {
	if (before === undefined || after === undefined) {
		return [safe(`${path}: changed; its text cannot be compared`)];
	}

	const diff = unifiedDiff(path.replaceAll('\n', ' '), before, after);
	// Same bytes and yet another mark: only whether it may be executed.
	return diff === '' ? [safe(`${path}: changed whether it is executable`)] : safe(diff).split('\n');
}

function approvedText(snapshot: string, path: string, mark: string | undefined): Side {
	if (mark === undefined) {
		return null;
	}

	try {
		const file = join(snapshot, path);
		const stats = lstatSync(file);
		const bytes = stats.isFile() && stats.size <= mostBytes ? readFileSync(file) : undefined;
		return bytes && sha256(bytes) === mark.replace(/ x$/, '') ? textOf(bytes) : undefined;
	} catch {
		// Gone from the cache, or never in it.
		return undefined;
	}
}

function textNow({files}: Inventory, path: string): Side {
	const file = files.find(one => one.path === path);
	return file === undefined ? null : file.bytes && file.bytes.length <= mostBytes ? textOf(file.bytes) : undefined;
}

function textOf(bytes: Uint8Array): string | undefined {
	return isUtf8(bytes) && !bytes.includes(0) ? Buffer.from(bytes).toString('utf8') : undefined;
}

function more(count: number): string {
	return count > 0 ? ` and ${count} more` : '';
}

function safe(text: string): string {
	return toDisplay(text, {multiline: true, reveal: true, maxLength: longestDiff});
}
