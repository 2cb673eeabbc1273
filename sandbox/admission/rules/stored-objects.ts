/** C2: stored objects that run code when they are loaded, and code in characters that nobody sees. */

import type {Match, Rule} from '../findings.ts';
import type {RuleFile, SkillView} from './rule-file.ts';

const deadly: Rule = {
	id: 'SL-DECODE-005',
	class: 'C2',
	severity: 'critical',
	message: 'Holds a stored object that runs %s when it is loaded.',
	remedy: 'Store data as JSON, or in another format that holds no code.',
	references: ['CWE-502', 'T1027'],
};

const spelledOut: Rule = {
	...deadly,
	id: 'SL-HIDDEN-005',
	class: 'I4',
	message: 'Spells a text in zero-width characters: %s',
	remedy: 'Remove the zero-width characters.',
	references: ['CWE-1007', 'T1027'],
};

const modules = 'posix|nt|os|subprocess|builtins|__builtin__|runpy|importlib|pty|commands|socket|shutil|webbrowser|code';
// Both ways in which a pickle names what it calls: one line each, or two texts from the stack.
const global = new RegExp(`\\n?c(${modules})\\n(\\w+)\\n`);
const fromStack = new RegExp(
	`[\\x8cX][\\s\\S]{1,4}(${modules})[\\x94\\s\\S]{0,4}\\x8c[\\s\\S](system|popen|exec|eval|Popen|run|call|check_output|check_call|run_module|import_module|spawn|__import__|getattr)\\b`,
);
const calls = /[R\x81\x92]|\(i/;
const names = /\.(?:pkl|pickle|p|pt|pth|joblib|dill|sav|model|bin|dat|b64|base64|txt|npy)$/i;
const encoded = /^[\sA-Za-z0-9+/=_-]{16,}$/;
const largest = 4 * 1024 * 1024;

const zeroWidth = /[\u200B-\u200D\u2060\uFEFF]{40,}/g;

export const storedObjects: RuleFile = {
	rules: [deadly, spelledOut],
	match: skill => [...inFiles(skill), ...[...skill.texts].flatMap(([file, text]) => inInvisible(file, text))],
};

function inFiles({inventory}: SkillView): readonly Match[] {
	return inventory.files.flatMap(({path, bytes}): readonly Match[] => {
		if (!bytes || !names.test(path) || bytes.length > largest) {
			return [];
		}

		const raw = Buffer.from(bytes).toString('latin1');
		const content = encoded.test(raw) ? Buffer.from(raw, 'base64').toString('latin1') : raw;
		const found = global.exec(content) ?? fromStack.exec(content);
		return found && calls.test(content.slice(found.index))
			? [{rule: deadly, file: path, layer: 'files', place: undefined, detail: `${found[1] ?? ''}.${found[2] ?? ''}`}]
			: [];
	});
}

function inInvisible(file: string, text: string): readonly Match[] {
	for (const match of text.matchAll(zeroWidth)) {
		const spelled = spelledBy(match[0]);
		if (spelled !== undefined) {
			return [{rule: spelledOut, file, layer: 'files', place: {start: match.index, end: match.index + match[0].length}, detail: spelled}];
		}
	}

	return [];
}

/** Two kinds of characters are bits; which of them is the one, and how many make a letter, is tried. */
function spelledBy(run: string): string | undefined {
	const kinds = [...new Set(run)].slice(0, 2);
	for (const one of kinds) {
		for (const width of [8, 7]) {
			const bits = [...run].map(character => (character === one ? '1' : '0')).join('');
			const letters = (bits.match(new RegExp(`.{${width}}`, 'g')) ?? [])
				.map(group => String.fromCharCode(Number.parseInt(group, 2)))
				.join('');
			if (letters.length >= 5 && /^[\x20-\x7E\n\t]+$/.test(letters)) {
				return letters.slice(0, 60);
			}
		}
	}

	return undefined;
}
