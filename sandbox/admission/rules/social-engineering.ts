/** I15: the person is told to get past a protection themselves, by unpacking an archive with a given password and running it. */

import type {Match, Rule} from '../findings.ts';
import type {RuleFile} from './rule-file.ts';

const passwordArchive: Rule = {
	id: 'SL-SOCIAL-001',
	class: 'I15',
	severity: 'critical',
	message: 'Tells the person to download an archive, open it with a given password and run what is in it.',
	remedy: 'Ship what is needed with the skill, or name a package of a registry.',
	references: ['T1204', 'LLM01'],
};

const download = /https?:\/\/\S+|\bdownload\b/i;
const archive = /\S+\.(?:zip|rar|7z)\b|\b(?:zip|rar|7z|archive)\b/i;
// A password that is given, not one that is asked for: "password: `abc`", "using pass 1234".
const givenPassword =
	/\b(?:extract|unzip|unpack|archive|zip|rar)?[\w\s]{0,30}\bpass(?:word|code|phrase)?\b[^\n.]{0,12}[:=`"'*]\s*[`"'*]*[\w@#$!-]{3,}/i;
const run = /\b(?:run|execute|launch|install|start|double-click|open)\b/i;
const before = /\b(?:before|first|must|required|prerequisite|otherwise|will not work|needed)\b/i;

/** How far the parts of the instruction may stand apart, in characters. */
const reach = 500;

export const socialEngineering: RuleFile = {
	rules: [passwordArchive],
	match: ({texts}) =>
		[...texts].filter(([file]) => /\.(?:md|markdown|mdx|txt)$/i.test(file)).flatMap(([file, text]) => inDocument(file, text)),
};

function inDocument(file: string, text: string): readonly Match[] {
	for (const match of text.matchAll(new RegExp(givenPassword.source, 'gi'))) {
		const around = text.slice(Math.max(0, match.index - reach), match.index + match[0].length + reach);
		if (/pass/i.test(match[0]) && [download, archive, run, before].every(pattern => pattern.test(around))) {
			return [{rule: passwordArchive, file, layer: 'instructions', place: {start: match.index, end: match.index + match[0].length}}];
		}
	}

	return [];
}
