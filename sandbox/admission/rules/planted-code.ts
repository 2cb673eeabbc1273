/** C1 and C7: what is left behind to fetch and run code later, and downloads that run where nobody is to see it. */

import type {Match, Rule} from '../findings.ts';
import {hostOfUrl, isInstallerHost, isLocal} from './hosts.ts';
import {layerOf, orderedParts, type Part} from './ordered-parts.ts';
import {inCalls, inUnit, type RuleFile, type SkillView} from './rule-file.ts';

const timer: Rule = {
	id: 'SL-PERSIST-003',
	class: 'C7',
	severity: 'critical',
	message: 'Has a timer or a service run what it downloads each time.',
	remedy: 'Run a file that was installed and looked at.',
	references: ['CWE-494', 'T1053'],
};

const planted: Rule = {
	...timer,
	id: 'SL-PERSIST-004',
	message: 'Writes a hook or a start-up file that reaches the network (%s).',
	remedy: 'Tell the person what to add, and let them do it.',
	references: ['CWE-506', 'T1546'],
};

const unseen: Rule = {
	...timer,
	id: 'SL-FETCH-005',
	class: 'C1',
	message: 'Runs what it downloads from %s and hides all that it prints.',
	remedy: 'Ship the code with the skill.',
	references: ['CWE-494', 'T1059'],
};

const fetchAndRun = '(?:curl|wget)\\b[^\\n]{0,300}\\|\\s*(?:sudo\\s+)?(?:ba|z|da)?sh\\b';
const timers = new RegExp(
	`(?:(?:^|["'\`\\s(=])(?:[\\d*/,-]{1,20}[ \\t]+){5}|@(?:reboot|hourly|daily|weekly|monthly)[ \\t]+|\\bExec(?:Start|StartPre)\\s*=\\s*|<string>)[^\\n]{0,200}?${fetchAndRun}`,
);
const silentRun = new RegExp(
	`\\b${fetchAndRun}[^\\n|]{0,40}(?:&>\\s*/dev/null|>\\s*/dev/null\\s+2>&1|>\\s*/dev/null[^\\n]{0,20}2>\\s*/dev/null)`,
);
const hooks =
	/(?:^|\/)hooks\/|\.(?:bashrc|bash_profile|zshrc|zprofile|zshenv|profile)$|\/(?:LaunchAgents|LaunchDaemons|autostart|systemd)\/|\/cron|(?:pre|post)-(?:commit|checkout|merge|push|receive)$/;
const writers = /(?:^|\.)(?:writeFile|writeFileSync|appendFile|appendFileSync|write_text|write|outputFile|outputFileSync)$/;
const reaching = /\b(?:curl|wget|nc|Invoke-WebRequest)\s[^\n]*?(https?:\/\/[^\s"'`\uFFFC]+)/;

export const plantedCode: RuleFile = {
	rules: [timer, planted, unseen],
	match: skill => [
		...[...skill.texts].flatMap(([file, text]) => inText(skill, file, text)),
		...inCalls(skill, (call, unit) => {
			if (!writers.test(call.name)) {
				return [];
			}

			const texts = [call.receiver, ...call.args, ...call.keywords.values()].flatMap(value => value?.text ?? []);
			const found = texts.map(text => reaching.exec(text)).find(match => match !== null);
			return found && texts.some(text => hooks.test(text)) ? [inUnit(planted, unit, call.place, found[1] ?? '')] : [];
		}),
	],
};

/** In a document only what is there to be run: prose and blocks under a heading that teaches are no order. */
function inText(skill: SkillView, file: string, text: string): readonly Match[] {
	if (!text.includes('curl') && !text.includes('wget')) {
		return [];
	}

	return orderedParts(skill, file, text)
		.filter(({isCode}) => isCode)
		.flatMap(part => [...found(timer, file, part, timers.exec(part.text)), ...found(unseen, file, part, silentRun.exec(part.text))]);
}

function found(rule: Rule, file: string, part: Part, match: RegExpExecArray | null): readonly Match[] {
	const host = match ? hostOfUrl(/https?:\/\/[^\s"'`|)]+/.exec(match[0])?.[0] ?? '') : undefined;
	const line = match ? part.text.slice(part.text.lastIndexOf('\n', match.index) + 1, match.index) : '';
	if (!match || (host !== undefined && (isInstallerHost(host) || isLocal(host))) || /^\s*(?:#|\/\/)/.test(line)) {
		return [];
	}

	const start = part.start + match.index;
	return [{rule, file, layer: layerOf(file), place: {start, end: start + match[0].length}, detail: host ?? 'a server'}];
}
