/** What is wrong with the names in a tree; pure. */

import {toDisplay} from '../base/display.ts';
import type {InventoryProblem, InventoryProblemKind} from './inventory-file.ts';

const longestPath = 512;

// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is looked for
const controls = /[\u0000-\u001F\u007F-\u009F]/;
// Combining marks that print as nothing stand apart, as alternatives.
// Bidi marks, zero-width characters, tag characters, variation selectors beyond emoji use, fillers that print as nothing.
const hidden =
	/\u034F|[\uFE00-\uFE0E]|[\u00AD\u061C\u115F\u1160\u17B4\u17B5\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB]|[\u{E0000}-\u{E007F}]|[\u{E0100}-\u{E01EF}]/u;
const reserved = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)|[<>:"|?*\\]|[. ]$/i;

const nameRules: readonly {readonly kind: InventoryProblemKind; readonly pattern: RegExp; readonly says: string}[] = [
	{kind: 'control-name', pattern: controls, says: 'has a control character in its name'},
	{kind: 'hidden-name', pattern: hidden, says: 'has characters in its name that reorder or hide text'},
	{kind: 'reserved-name', pattern: reserved, says: 'has a name that other systems read differently'},
];

/** One problem a path and kind, plus one for every path that collides with an earlier one where case does not count. */
export function nameProblems(paths: readonly string[]): readonly InventoryProblem[] {
	return [...paths.flatMap(problemsOfPath), ...collisions(paths)];
}

/** A problem with its sentence made safe to display; hidden characters are shown as code points. */
export function problem(kind: InventoryProblemKind, path: string, says: string): InventoryProblem {
	return {kind, path, message: `${toDisplay(path, {reveal: true, maxLength: 200})} ${says}.`};
}

function problemsOfPath(path: string): readonly InventoryProblem[] {
	const parts = path.split('/');
	const found = nameRules.filter(rule => parts.some(part => rule.pattern.test(part))).map(rule => problem(rule.kind, path, rule.says));
	return path.length > longestPath ? [...found, problem('long-path', path, `is longer than ${longestPath} characters`)] : found;
}

function collisions(paths: readonly string[]): readonly InventoryProblem[] {
	const seen = new Map<string, string>();
	const found: InventoryProblem[] = [];
	for (const path of paths) {
		for (const prefix of prefixes(path)) {
			const folded = prefix.normalize('NFC').toLowerCase().normalize('NFC');
			const earlier = seen.get(folded);
			if (earlier === undefined) {
				seen.set(folded, prefix);
			} else if (earlier !== prefix) {
				found.push(
					problem(
						'case-collision',
						path,
						`is the same path as ${toDisplay(earlier, {reveal: true, maxLength: 200})} where case does not count`,
					),
				);
				break;
			}
		}
	}

	return found;
}

/** `a`, `a/b`, `a/b/c`: folders collide as files do. */
function prefixes(path: string): readonly string[] {
	const parts = path.split('/');
	return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
