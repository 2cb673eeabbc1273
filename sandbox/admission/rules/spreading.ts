/** C7: programs that carry themselves, or orders to fetch and run something, into the skills of others. */

import type {Match, Rule} from '../findings.ts';
import {isDocument} from '../instructions/view.ts';
import {hostOfUrl, isInstallerHost, isLocal} from './hosts.ts';
import type {RuleFile} from './rule-file.ts';

const copiesItself: Rule = {
	id: 'SL-SPREAD-001',
	class: 'C7',
	severity: 'critical',
	message: 'Copies itself into each skill that it finds on the machine.',
	remedy: 'Leave other skills alone.',
	references: ['ASI06', 'T1080'],
};

const plantsOrders: Rule = {
	...copiesItself,
	id: 'SL-SPREAD-002',
	message: 'Writes into the instructions of others that a download from %s is to be run.',
};

/** Where agents keep their skills. */
const skillHomes = /\.(?:claude|openclaw|codex|cursor|gemini|agents|qwen|opencode)["'`)\s]*[/,]\s*["'`]?skills\b/;
const goesThrough =
	/\.iterdir\(|\br?glob(?:Sync)?\(|\breaddir(?:Sync)?\(|\blistdir\(|\bscandir\(|\bos\.walk\(|\bfor\s+\w+\s+in\s+[^\n;]*\*/;
// The file that runs, by the names that languages have for it; its folder is something else.
const itself =
	'(?:Path\\(|pathlib\\.Path\\()?__file__\\)?(?:\\.resolve\\(\\)|\\.absolute\\(\\))?(?!\\.parent)|__filename|(?:new URL\\(|fileURLToPath\\()?import\\.meta\\.(?:url|filename)\\)?|sys\\.argv\\[0\\]|process\\.argv\\[1\\]';
const named = new RegExp(
	`\\b(?:const |let |var )?(\\w+)\\s*=\\s*(?:str\\(|os\\.path\\.(?:abspath|realpath)\\()?(?:${itself})\\)*\\s*;?\\s*$`,
	'm',
);
const copies = new RegExp(`\\bcop(?:y|yfile|y2|yFile|yFileSync)\\(\\s*(?:str\\(|os\\.path\\.(?:abspath|realpath)\\()?(?:${itself})`);
const shellCopies = /\b(?:cp|install|rsync)\b[^\n;|]{0,40}["'\s](?:\$0|\$\{0\}|\$\{?BASH_SOURCE\b[^\s"']*)["'\s]/;

const instructions = /\b(?:SKILL|AGENTS|CLAUDE|GEMINI)\.md\b/;
const planted = /\b(?:\w*write\w*|append\w*|echo|printf)\b[^\n]{0,200}\b(?:curl|wget)\b[^\n]{0,200}\|\s*(?:sudo\s+)?(?:ba|z)?sh\b/;

export const spreading: RuleFile = {
	rules: [copiesItself, plantsOrders],
	match: skill =>
		[...skill.texts].flatMap(([file, text]) =>
			isDocument(file) || !skill.units.some(unit => unit.file === file) ? [] : [...spread(file, text), ...orders(file, text)],
		),
};

function spread(file: string, text: string): readonly Match[] {
	if (!skillHomes.test(text) || !goesThrough.test(text)) {
		return [];
	}

	const name = named.exec(text)?.[1];
	const found =
		copies.exec(text) ??
		shellCopies.exec(text) ??
		(name === undefined ? null : new RegExp(`\\bcopy\\w*\\(\\s*(?:str\\()?${name}\\b(?!\\.)`).exec(text));
	return found ? [at(copiesItself, file, found)] : [];
}

function orders(file: string, text: string): readonly Match[] {
	const found = instructions.test(text) ? planted.exec(text) : null;
	const host = found ? hostOfUrl(/https?:\/\/[^\s"'`|)]+/.exec(found[0])?.[0] ?? '') : undefined;
	return found && host !== undefined && !isInstallerHost(host) && !isLocal(host) ? [at(plantsOrders, file, found, host)] : [];
}

function at(rule: Rule, file: string, found: RegExpExecArray, detail = ''): Match {
	return {rule, file, layer: 'code', place: {start: found.index, end: found.index + found[0].length}, detail};
}
