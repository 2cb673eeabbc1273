/** C2 in shell, and where a parser sees only unknown values: commands put together from coded pieces, masked bytes that are run, functions reached sideways. */

import type {Match, Rule} from '../findings.ts';
import {isDocument} from '../instructions/view.ts';
import {layerOf, orderedParts} from './ordered-parts.ts';
import type {RuleFile, SkillView} from './rule-file.ts';

const assembled: Rule = {
	id: 'SL-DECODE-003',
	class: 'C2',
	severity: 'critical',
	message: 'Puts a command together from coded pieces and runs it (%s).',
	remedy: 'Write the command out.',
	references: ['CWE-506', 'T1027'],
};

const masked: Rule = {
	...assembled,
	id: 'SL-DECODE-004',
	message: 'Undoes a mask over bytes and runs what comes out.',
	remedy: 'Ship the code as plain text.',
};

const sideways: Rule = {
	...assembled,
	id: 'SL-DYNAMIC-008',
	class: 'C4',
	severity: 'high',
	message: 'Reaches the maker of functions sideways, by a member of a function that is worked out.',
	remedy: 'Write the code out, or parse the text as data.',
	references: ['CWE-95', 'T1027'],
};

// What undoes a spelling in shell, applied to something written out.
const pieces: readonly (readonly [string, RegExp])[] = [
	['printf with numbers of letters', /\bprintf\s+(?:--\s+)?["']?(?:%b["']?\s+["']?)?(?:\\[0-7]{3}|\\x[0-9a-fA-F]{2}){3,}/],
	['letters by number', /\$'(?:[^'\\\n]{0,40}\\(?:[0-7]{3}|x[0-9a-fA-F]{2})){3,}/],
	['rev', /\brev\s*<<<|\|\s*rev\b/],
	['tr', /\btr\s+["']?(?:A-Za-z|a-zA-Z|a-z|\[a-z\])["']?\s+["']?(?:N-ZA-M|n-za-m|\[n-za-m\])/],
	['xxd', /\bxxd\s+-r\b/],
	['a name in pieces', /(?:^|[;\s])\w+=(?:["']?[a-z]{1,6}(?:""|'')[a-z]{1,6}|(?:["'][a-z]{1,6}["']){2,})/],
	['base64', /\bbase64\s+(?:-d|-D|--decode)\b/],
];
// `eval` of something worked out; `eval "$(tool init)"` is how shells are set up.
const evaluates =
	/\beval\s+(?:--\s+)?(?:"[^"\n]*\$[^"\n]*"|\$\w+|\$\{)|\|\s*"?(?:\$\w+|\$\{\w+(?::-\w+)?\})"?(?:\s|$)|(?:^|;|&&)\s*"?\$\{?\w+\}?"?\s+-c\b/m;
const setUp = /\beval\s+"?\$\((?!\s*(?:printf|echo|rev|tr|base64|xxd|cat|openssl)\b)[\w./:-]+(?:\s+[\w./:=-]+)*\s*\)"?/g;

const pythonMask = /\b(?:bytes|bytearray|chr|join)\s*\(?[^\n]{0,40}\^[^\n]{0,80}\bfor\b[^\n]{0,60}\bin\b/;
const scriptMask =
	/charCodeAt\([^)\n]*\)\s*\^|\^\s*\w+(?:\.charCodeAt|\[[^\]\n]*(?:%|&)[^\]\n]*\])|\.map\(\(?\w+(?:,\s*\w+)?\)?\s*=>\s*\w+\s*\^/;
const pythonRuns =
	/(?<![.\w])(?:exec|eval)\s*\(|__builtins__["']?\]|\bmarshal\.loads\b|\bFunctionType\b|\bgetattr\(\s*(?:__builtins__|builtins)|\bspec_from_loader\b/;
const scriptRuns = /(?<![.\w])eval\s*\(|\bnew Function\b|\bvm\.(?:runIn\w+|Script|compileFunction)\b|\.constructor\(|\b_compile\(/;

const sidewaysMember =
	/\(\s*(?:async\s*)?(?:\(\s*\)|\w+)\s*=>\s*(?:\{\s*\}|\w+)\s*\)\s*\[(?!\s*["'`](?:name|length)["'`])|\(\s*(?:async\s+)?function\s*\*?\s*\(\s*\)\s*\{\s*\}\s*\)\s*\[|\bconstructor["'\]]{0,2}\s*[.[]\s*["']?constructor\b|\[\]\s*\[\s*["'`](?:filter|map|flat|at|find|fill|concat|sort)["'`]\s*\]\s*\[/;

const cutName: Rule = {
	...assembled,
	id: 'SL-HIDE-004',
	class: 'C10',
	message: 'Writes quotation marks into the name of a command, which hides it from a search (%s).',
	remedy: 'Write the name out.',
};

// Where a command begins: a word that has quotation marks, or a backslash, within.
const cutWord =
	/(?:^|[|;&({]|\$\(|\b(?:do|then|else))[ \t]*([a-z]+(?:(?:''|"")[a-z]+|'[a-z0-9]{1,6}'[a-z0-9]*|"[a-z0-9]{1,6}"[a-z0-9]*|\\[a-z]+)+)(?=\s)/gm;
const commands = new Set(
	'env printenv curl wget nc ncat netcat bash sh zsh dash eval exec source dig nslookup host base64 python python3 perl node cat rm chmod crontab scp ssh openssl xxd security osascript sudo'.split(
		' ',
	),
);

export const assembledShell: RuleFile = {
	rules: [assembled, masked, sideways, cutName],
	match: skill => [
		...[...skill.texts].flatMap(([file, text]) => (isDocument(file) ? [] : inText(skill, file, text))),
		...[...skill.texts].flatMap(([file, text]) => cutNames(skill, file, text)),
	],
};

function cutNames(skill: SkillView, file: string, text: string): readonly Match[] {
	if (!isDocument(file) && skill.units.find(unit => unit.file === file && unit.depth === 0)?.language !== 'bash') {
		return [];
	}

	return text.search(cutWord) === -1
		? []
		: orderedParts(skill, file, text)
				.filter(({isCode}) => isCode)
				.flatMap(part =>
					[...part.text.matchAll(cutWord)].flatMap((match): readonly Match[] => {
						const word = match[1] ?? '';
						const start = part.start + match.index + match[0].length - word.length;
						return commands.has(word.replaceAll(/["'\\]/g, ''))
							? [{rule: cutName, file, layer: layerOf(file), place: {start, end: start + word.length}, detail: word}]
							: [];
					}),
				);
}

function inText(skill: SkillView, file: string, text: string): readonly Match[] {
	const language = skill.units.find(unit => unit.file === file && unit.depth === 0)?.language;
	switch (language) {
		case 'bash':
			return inShell(file, text);
		case 'python':
			return pythonRuns.test(text) ? at(masked, file, pythonMask.exec(text)) : [];
		case undefined:
			return [];
		default:
			return [...(scriptRuns.test(text) ? at(masked, file, scriptMask.exec(text)) : []), ...at(sideways, file, sidewaysMember.exec(text))];
	}
}

function inShell(file: string, text: string): readonly Match[] {
	const body = text.replaceAll(setUp, line => ' '.repeat(line.length));
	const run = evaluates.exec(body);
	const names = run ? pieces.filter(([, pattern]) => pattern.test(body)).map(([name]) => name) : [];
	return names.length > 0 ? at(assembled, file, run, names.join(', ')) : [];
}

function at(rule: Rule, file: string, found: RegExpExecArray | null, detail = ''): readonly Match[] {
	return found ? [{rule, file, layer: 'code', place: {start: found.index, end: found.index + found[0].length}, detail}] : [];
}
