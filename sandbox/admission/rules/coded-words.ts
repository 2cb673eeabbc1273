/**
C10: words of power that a program holds in another spelling (backwards, shifted by thirteen letters, escaped, cut in two), so that
nobody who reads or searches it finds them. Which function undoes the spelling does not matter.
*/

import type {Match, Rule} from '../findings.ts';
import {isDocument} from '../instructions/view.ts';
import type {CodeUnit} from '../parse/code.ts';
import {orderedParts} from './ordered-parts.ts';
import {inUnit, type RuleFile, type SkillView} from './rule-file.ts';

const coded: Rule = {
	id: 'SL-HIDE-003',
	class: 'C10',
	severity: 'high',
	message: 'Holds words in another spelling, which hides them from a reader: %s.',
	remedy: 'Write the words out.',
	references: ['CWE-506', 'T1027'],
};

const literal = /(["'`])((?:\\.|(?!\1)[^\\\n]){2,400})\1/g;
/** Long enough to be no other word by accident. */
const powerful =
	/https?:\/\/|child_process|subprocess|http\.client|urllib|__import__|__builtins__|\bbuiltins\b|\bimportlib\b|\bb64decode\b|\bexecSync\b|\bexecFile\b|\bspawnSync\b|\bgetattr\b|\benviron\b|\bsystem\b|\bpowershell\b|\/bin\/(?:ba)?sh\b|\bHTTPS?Connection\b|\burlopen\b|\bcurl -|\bwget -|\beval\b|\bexec\b|process\.env|\.ssh\/|id_rsa|^Function$|^constructor$|\bpopen\b|Login Data|logins\.json|id_ed25519|\/Cookies$|MetaMask|wallet\.dat/;
/** What of them is left to see, whichever way they are spelled: only then is each literal looked at. */
const traces = traceOf(
	'https:// http:// child_process subprocess http.client urllib import builtins b64decode exec spawnSync getattr environ system powershell /bin/ HTTP urlopen curl wget eval process.env .ssh/ id_rsa Function constructor popen'.split(
		' ',
	),
);
const least = 4;
const mostLiterals = 4000;

export const codedWords: RuleFile = {
	rules: [coded],
	match: skill => [
		...skill.units.flatMap(unit => inCode(skill, unit)),
		...[...skill.texts].flatMap(([file, text]) => (isDocument(file) ? inBlocks(skill, file, text) : [])),
	],
};

interface Word {
	readonly text: string;
	readonly start: number;
	readonly end: number;
}

function inCode(skill: SkillView, unit: CodeUnit): readonly Match[] {
	const text = skill.texts.get(unit.file);
	if (text === undefined || unit.depth > 0 || unit.layer !== 'code') {
		return [];
	}

	const found = spelledIn(text);
	return found ? [{...inUnit(coded, unit, found.first, found.words), severity: found.severity}] : [];
}

/** What a document gives to be run; a lesson may show it. */
function inBlocks(skill: SkillView, file: string, text: string): readonly Match[] {
	return orderedParts(skill, file, text).flatMap(({text: code, start, isCode}) => {
		const found = isCode ? spelledIn(code) : undefined;
		const place = found && {start: start + found.first.start, end: start + found.first.end};
		return found && place
			? [{rule: coded, file, layer: 'instructions' as const, place, detail: found.words, severity: found.severity}]
			: [];
	});
}

interface Spelled {
	readonly first: Word;
	readonly words: string;
	readonly severity: 'critical' | 'high';
}

function spelledIn(text: string): Spelled | undefined {
	const words = !traces.test(text)
		? []
		: [...text.matchAll(literal).take(mostLiterals)].flatMap(match => wordIn(match[2] ?? '', match.index, match[0].length));
	const pieces = joined(text);
	const [first] = [...words, ...pieces];
	if (!first) {
		return undefined;
	}

	const spelled = [...new Set([...words, ...pieces].map(word => word.text))];
	const isGrave = words.length > 0 ? spelled.length > 1 || runsCode.test(text) : unmasks.test(text);
	return {first, words: spelled.slice(0, 4).join(', '), severity: isGrave ? 'critical' : 'high'};
}

/** A name in pieces may be a trick of style; beside bytes that become text, it runs them. */
const unmasks =
	/fromCharCode\(|charCodeAt\([^\n]*\^|\batob\(|b64decode|\bdecompress\(|Buffer\.from\([^\n]*["'](?:hex|base64)|\bbytes\([^\n]*\^/;

/** What is spelled out elsewhere may be a puzzle; beside the means to run it, it is none. */
const runsCode =
	/\beval\b|\bexec\w*\s*\(|\bos\.(?:system|popen)\b|\bsubprocess\b|\bchild_process\b|\bimport_module\b|\b__import__\b|\bawait import\(|\bnew Function\b|\bgetattr\(|\bReflect\.get\(|\bglobalThis\[|\bvars\(|__builtins__/;

function wordIn(content: string, start: number, length: number): readonly Word[] {
	const spellings = [backwards(content), shifted(content), ...(/\\[xu0-7]/.test(content) ? [unescaped(content)] : [])];
	const found = powerful.test(content) ? undefined : spellings.find(text => text.length >= least && powerful.test(text));
	return found === undefined ? [] : [{text: found.slice(0, 40), start, end: start + length}];
}

function traceOf(words: readonly string[]): RegExp {
	const coded = [...words.map(backwards), ...words.map(shifted)].map(word => word.replaceAll(/[.*+?^$()[\]{}|\\]/g, '\\$&'));
	return new RegExp(`${coded.join('|')}|\\\\(?:x|u00|u\\{)[4-7]`, 'i');
}

function backwards(text: string): string {
	return [...text].reverse().join('');
}

function shifted(text: string): string {
	return text.replaceAll(/[a-z]/gi, letter => {
		const code = letter.charCodeAt(0);
		const base = code >= 97 ? 97 : 65;
		return String.fromCharCode(((code - base + 13) % 26) + base);
	});
}

/** Letters that need no escape. */
function unescaped(text: string): string {
	return text.replaceAll(
		/\\(?:x([0-9a-fA-F]{2})|u00([0-9a-fA-F]{2})|u\{([0-9a-fA-F]{2})\})/g,
		(whole, a?: string, b?: string, c?: string) => {
			const letter = String.fromCharCode(Number.parseInt(a ?? b ?? c ?? '', 16));
			return /[\w./ -]/.test(letter) ? letter : whole;
		},
	);
}

const halves = /(["'])(\w{1,16})\1\s*\+\s*(["'])(\w{1,16})\3(?:\s*\+\s*(["'])(\w{1,16})\5)?/g;
const names = new Set(
	'exec eval system popen compile __import__ subprocess child_process execSync execFile spawn constructor Function builtins environ b64decode fromCharCode urlopen powershell getattr'.split(
		' ',
	),
);

// The same in a list: `['Fun', 'ction'].join('')`, `''.join(('ev', 'al'))`.
const listed =
	/\[\s*((?:["'`]\w{1,16}["'`]\s*,?\s*){2,6})\]\s*\.join\(\s*(?:""|''|``)\s*\)|(?:""|'')\.join\(\s*[([]\s*((?:["']\w{1,16}["']\s*,?\s*){2,6})[)\]]\s*\)/g;

/** A name that is cut in two: nobody writes `"ex" + "ec"` for another reason. */
function joined(text: string): readonly Word[] {
	const cut = [...text.matchAll(halves).take(mostLiterals)].map(match =>
		wordOf(`${match[2] ?? ''}${match[4] ?? ''}${match[6] ?? ''}`, match),
	);
	const lists = [...text.matchAll(listed).take(mostLiterals)].map(match =>
		wordOf((match[1] ?? match[2] ?? '').replaceAll(/["'`,\s]/g, ''), match),
	);
	return [...cut, ...lists].filter(word => names.has(word.text));
}

function wordOf(text: string, match: RegExpExecArray): Word {
	return {text, start: match.index, end: match.index + match[0].length};
}
