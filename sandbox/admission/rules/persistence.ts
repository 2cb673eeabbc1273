/** C7: code that stays after the skill ended: start-up files, timers, services, hooks, keys for a later login. */

import type {Match, Rule} from '../findings.ts';
import type {CodeUnit, Command, Place} from '../parse/code.ts';
import {usesOf} from './capabilities.ts';
import {classifyPath} from './paths.ts';
import {inCommands, inUnit, type RuleFile, type SkillView} from './rule-file.ts';

const startUpFile: Rule = {
	id: 'SL-PERSIST-001',
	class: 'C7',
	severity: 'high',
	message: 'Writes %s, from where code runs later without being asked for.',
	remedy: 'Tell the person what to add, and let them do it.',
	references: ['CWE-506', 'T1546'],
};

const service: Rule = {...startUpFile, id: 'SL-PERSIST-002', message: 'Sets up something that runs later with %s.'};

const writers = new Set(['tee', 'cp', 'mv', 'install', 'ln', 'dd']);

export const persistence: RuleFile = {
	rules: [startUpFile, service],
	match: skill => [
		...skill.units.flatMap(unit =>
			usesOf(unit)
				.filter(use => use.kind === 'write' && use.detail !== undefined && classifyPath(use.detail) === 'persistence')
				.map(use => asPurpose(inUnit(startUpFile, unit, {start: use.start, end: use.start}, use.detail), skill, use.detail ?? '')),
		),
		...inCommands(skill, (command, unit) => {
			const path = writtenBy(command).find(target => classifyPath(target) === 'persistence');
			const how = installs(command);
			return [
				...(path ? [weighed(asPurpose(inUnit(startUpFile, unit, command.place, path), skill, path), skill, command.place)] : []),
				...(how ? [weighed(serviceMatch(skill, unit, command, how), skill, command.place)] : []),
			];
		}),
	],
};

function serviceMatch(skill: SkillView, unit: CodeUnit, command: Command, how: string): Match {
	const match = inUnit(service, unit, command.place, how);
	return isItsPurpose(skill) ? {...match, severity: 'low'} : match;
}

/** A scheduler writes the file of its timer. */
function asPurpose(match: Match, skill: SkillView, path: string): Match {
	return /\/(?:systemd\/user|LaunchAgents)(?:\/|$)/.test(path) && isItsPurpose(skill) ? {...match, severity: 'low'} : match;
}

/** A line that puts a tool on the path is what every installer asks for. */
function weighed(match: Match, skill: SkillView, place: Place): Match {
	const {texts} = skill;
	const line =
		texts
			.get(match.file)
			?.slice(place.start, place.end + 200)
			.split('\n')[0] ?? '';
	const isUsual =
		/\b(?:export\s+(?:PATH|\w+_HOME|\w+_DIR|EDITOR|LANG)=|eval\s+"?\$\([\w./-]+ (?:init|shellenv|completion|hook|env)\b|source\s+\S+|alias\s)/.test(
			line,
		);
	if (match.layer === 'instructions' && isUsual) {
		return {...match, severity: 'low'};
	}

	if (match.severity === 'note') {
		return match;
	}

	const text = texts.get(match.file) ?? '';
	const isAsked = match.layer === 'instructions' && isItsPurpose(skill);
	return bringsCode.test(text.slice(text.lastIndexOf('\n', place.start) + 1, place.end + 600))
		? {...match, severity: match.severity === 'low' ? 'medium' : 'critical'}
		: isAsked
			? {...match, severity: 'low'}
			: match;
}

// What is to run later is fetched first, from a bare address, or hidden: nobody needs that to start a tool.
const bringsCode =
	/\b(?:curl|wget)\b[^\n]*(?:\|\s*(?:sudo\s+)?(?:ba|z|da)?sh\b|https?:\/\/\d{1,3}(?:\.\d{1,3}){3})|<string>[^<]*(?:curl|wget|base64|\/dev\/tcp)|base64\s+(?:-d|-D|--decode)[^\n]*\|\s*(?:ba|z)?sh|\/dev\/tcp\/|com\.apple\.(?!Terminal|Safari|Finder|dock)\w+[\w.]*\.plist/;

/** A skill that is there to run things later says so where the person chooses it. */
function isItsPurpose({manifest}: SkillView): boolean {
	return /\b(?:cron\w*|schedul\w+|systemd|launchd|daily|nightly|recurring|periodic\w*|at (?:boot|startup|login)|auto-?start|timer)\b/i.test(
		`${manifest.name} ${manifest.description}`,
	);
}

/** The paths that a command writes by redirection or as its last operand. */
export function writtenBy({name = '', args, redirects}: Command): readonly string[] {
	const redirected = redirects.filter(redirect => redirect.operator.includes('>')).map(redirect => redirect.target.text);
	const operands = args.map(argument => argument.text).filter(text => text !== undefined && !text.startsWith('-'));
	const last = name === 'tee' ? operands : [operands.at(-1)?.replace(/^of=/, '')];
	return [...redirected, ...(writers.has(name) ? last : [])].filter(text => text !== undefined);
}

function installs({name = '', args, stdin, redirects}: Command): string | undefined {
	const texts = args.map(argument => argument.text ?? '');
	switch (name) {
		case 'crontab':
			return texts.some(text => text === '-' || !text.startsWith('-')) || stdin || redirects.length > 0 ? name : undefined;
		case 'systemctl':
			return texts.includes('enable') ? 'systemctl enable' : undefined;
		case 'launchctl':
			return texts.some(text => /^(?:load|bootstrap|submit)$/.test(text)) ? 'launchctl' : undefined;
		case 'schtasks':
			return texts.some(text => /^\/create$/i.test(text)) ? name : undefined;
		case 'reg':
			return texts.some(text => /CurrentVersion\\+Run/i.test(text)) ? 'a Run key' : undefined;
		case 'at':
		case 'batch':
			return stdin || redirects.some(redirect => redirect.operator.startsWith('<')) ? name : undefined;
		case 'git':
			return texts.some(text => /core\.hooksPath|^alias\./.test(text)) && texts.includes('--global') ? 'git config --global' : undefined;
		default:
			return undefined;
	}
}
