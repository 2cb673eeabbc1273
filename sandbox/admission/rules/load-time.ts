/** I14: commands that other programs run while they only load the skill. Ours never does; a skill that needs them is still told from one that does not. */

import type {Match, Rule} from '../findings.ts';
import type {RuleFile, SkillView} from './rule-file.ts';

const loadsFromNetwork: Rule = {
	id: 'SL-LOAD-001',
	class: 'I14',
	severity: 'critical',
	message: 'Reaches the network with a command that runs when the skill is loaded: %s',
	remedy: 'Move the command into a script that runs when it is asked for.',
	references: ['LLM01', 'CWE-829'],
};

const hooks: Rule = {
	...loadsFromNetwork,
	id: 'SL-LOAD-002',
	severity: 'medium',
	message: 'Declares %s, commands that other programs run on their own.',
	remedy: 'Remove the field, or tell the person what to set up.',
};

const loadsCommand: Rule = {
	...loadsFromNetwork,
	id: 'SL-LOAD-003',
	severity: 'low',
	message: 'Has a command that other programs run when the skill is loaded: %s',
};

const network =
	/\b(?:curl|wget|nc|ncat|netcat|socat|ssh|scp|telnet|ftp|dig|nslookup|Invoke-WebRequest|iwr|fetch)\b|https?:\/\/|\/dev\/(?:tcp|udp)\/|\burllib\b|\brequests\.|\bsocket\b/;
const inlineCommand = /(?:^|[\s(>|*-])!`([^`\n]+)`/gm;

export const loadTime: RuleFile = {
	rules: [loadsFromNetwork, hooks, loadsCommand],
	match: skill => [...inline(skill), ...declared(skill)],
};

function inline(skill: SkillView): readonly Match[] {
	const text = skill.texts.get('SKILL.md') ?? '';
	return [...text.matchAll(inlineCommand)].map(match => {
		const command = match[1] ?? '';
		const start = match.index + match[0].indexOf('!');
		return at(network.test(command) ? loadsFromNetwork : loadsCommand, {start, end: start + command.length}, command);
	});
}

/** `hooks` in the front matter; which commands they hold is looked for in the text of the front matter itself. */
function declared(skill: SkillView): readonly Match[] {
	const surface = skill.manifest.executableSurface.filter(entry => /(?:^|\.)hooks$/.test(entry));
	if (surface.length === 0) {
		return [];
	}

	const text = skill.texts.get('SKILL.md') ?? '';
	const header = /^---\r?\n[\s\S]*?\r?\n---/.exec(text)?.[0] ?? text;
	const start = Math.max(0, header.search(/^\s*hooks\s*:/m));
	const reaches = network.exec(header.slice(start));
	return [at(reaches ? loadsFromNetwork : hooks, {start, end: start + 1}, reaches ? `hooks (${reaches[0]})` : 'hooks')];
}

function at(rule: Rule, place: Match['place'], detail: string): Match {
	return {rule, file: 'SKILL.md', layer: 'instructions', place, detail};
}
