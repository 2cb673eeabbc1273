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

const runsOnInstall: Rule = {
	...loadsFromNetwork,
	id: 'SL-LOAD-004',
	class: 'S5',
	message: 'Has an install script that reaches the network: %s',
	remedy: 'Remove the script; packages are installed without running theirs.',
};

const runsOnOpen: Rule = {
	...loadsFromNetwork,
	id: 'SL-LOAD-005',
	severity: 'high',
	message: 'Brings settings that make another program run commands: %s',
	remedy: 'Leave the settings of other programs to the person.',
};

const startsWithPython: Rule = {
	...loadsFromNetwork,
	id: 'SL-LOAD-006',
	class: 'S5',
	severity: 'high',
	message: 'Brings %s, which Python runs at every start without being asked.',
	remedy: 'Import what is needed in the script itself.',
	references: ['CWE-427', 'T1546'],
};

const network =
	/\b(?:curl|wget|nc|ncat|netcat|socat|ssh|scp|telnet|ftp|dig|nslookup|Invoke-WebRequest|iwr|fetch)\b|https?:\/\/|\/dev\/(?:tcp|udp)\/|\burllib\b|\brequests\.|\bsocket\b/;
const inlineCommand = /(?:^|[\s(>|*-])!`([^`\n]+)`/gm;

export const loadTime: RuleFile = {
	rules: [loadsFromNetwork, hooks, loadsCommand, runsOnInstall, runsOnOpen, startsWithPython],
	match: skill => [
		...inline(skill),
		...declared(skill),
		...[...skill.texts].flatMap(([file, text]) => [...onInstall(file, text), ...onOpen(file, text), ...atPythonStart(file, text)]),
	],
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

/** Files that Python runs by their names alone. */
function atPythonStart(file: string, text: string): readonly Match[] {
	const isStart = (/\.pth$/.test(file) && /^\s*import\b|[;(]/m.test(text)) || /(?:^|\/)(?:sitecustomize|usercustomize)\.py$/.test(file);
	return isStart ? [{...at(startsWithPython, {start: 0, end: Math.min(text.length, 80)}, file), file}] : [];
}

const installScript = /"((?:pre|post)?install|prepare|prepublish)"\s*:\s*"((?:[^"\\]|\\.)*)"/g;

/** npm runs these when the package is installed. */
function onInstall(file: string, text: string): readonly Match[] {
	if (!/(?:^|\/)package\.json$/.test(file)) {
		return [];
	}

	return [...text.matchAll(installScript)].flatMap(match => {
		const [whole, name = '', command = ''] = match;
		const place = {start: match.index, end: match.index + whole.length};
		return network.test(command) ? [{...at(runsOnInstall, place, `${name}: ${command}`), file}] : [];
	});
}

const agentSettings = /(?:^|\/)\.(?:claude|cursor|codex|gemini|openclaw)\/(?:settings(?:\.local)?|hooks)\.json$/;
const editorTasks = /(?:^|\/)\.vscode\/tasks\.json$/;

/** Hooks of agents and tasks of editors that start by themselves. */
function onOpen(file: string, text: string): readonly Match[] {
	const found = agentSettings.test(file)
		? /"hooks"\s*:/.exec(text)
		: editorTasks.test(file)
			? /"runOn"\s*:\s*"folderOpen"/.exec(text)
			: null;
	if (!found) {
		return [];
	}

	const reaches = network.exec(text);
	const match = {...at(runsOnOpen, {start: found.index, end: found.index + found[0].length}, reaches?.[0] ?? found[0]), file};
	return [reaches ? {...match, severity: 'critical'} : match];
}

function at(rule: Rule, place: Match['place'], detail: string): Match {
	return {rule, file: 'SKILL.md', layer: 'instructions', place, detail};
}
