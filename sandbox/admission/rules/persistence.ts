/** C7: code that stays after the skill ended: start-up files, timers, services, hooks, keys for a later login. */

import type {Match, Rule} from '../findings.ts';
import type {CodeUnit, Command, Place} from '../parse/code.ts';
import {usesOf} from './capabilities.ts';
import {hostOfCall, hostOfCommand, isInstallerHost, isLocal} from './hosts.ts';
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

const unannounced: Rule = {
	...startUpFile,
	id: 'SL-PERSIST-003',
	severity: 'critical',
	message: 'Fetches a program and has it start by itself later, of which the skill does not say a word (%s).',
	remedy: 'Say so where the person reads it, and let them do it.',
};

const writers = new Set(['tee', 'cp', 'mv', 'install', 'ln', 'dd']);

export const persistence: RuleFile = {
	rules: [startUpFile, service, unannounced],
	match: skill => [
		...(skill.units.some(bringsStarter) && isUnspoken(skill) ? skill.units.flatMap(unit => startsUnsaid(unit)) : []),
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

/** Words for it in the languages that skills are written in most. */
const speaksOfIt =
	/\b(?:services?|daemons?|background|start-?up|auto-?start\w*|log-?in|sign-?in|boots?|systemd|systemctl|launchd|launchctl|launch ?agents?|cron\w*|schedul\w*|timers?|watch\w*|hourly|nightly|every \w+ (?:minutes?|hours?|days?)|hooks?|periodic\w*|persist\w*|always on|Dienst\w*|Hintergrund|arrière-plan|servicios?|serviço|segundo plano)\b|демон|служб|фонов|расписан|后台|定时|服务|サービス|自動起動|バックグラウンド|서비스|백그라운드/i;

function isUnspoken({documents, manifest}: SkillView): boolean {
	return !speaksOfIt.test(manifest.description) && !documents.some(({sentences}) => sentences.some(({text}) => speaksOfIt.test(text)));
}

const starters = /\/(?:LaunchAgents|LaunchDaemons|systemd\/user|autostart)(?:\/|$)|^\/etc\/(?:cron|systemd\/|init\.d)/;

function bringsStarter(unit: CodeUnit): boolean {
	return unit.layer === 'code' && fetchedFrom(unit) !== undefined;
}

/** A host that is no place that everybody installs from. */
function fetchedFrom({commands, calls}: CodeUnit): string | undefined {
	const hosts = [
		...commands.filter(({name}) => name === 'curl' || name === 'wget').map(hostOfCommand),
		...calls.filter(({name}) => /urlretrieve$|urlopen$|^(?:requests|httpx)\.get$|^fetch$|^https?\.get$/.test(name)).map(hostOfCall),
	];
	return hosts.find(host => host !== undefined && !isLocal(host) && !isInstallerHost(host) && !codeHosts.test(host));
}

const codeHosts =
	/(?:^|\.)(?:github\.com|githubusercontent\.com|gitlab\.com|googleapis\.com|amazonaws\.com|huggingface\.co|npmjs\.org|pypi\.org):\d+$/;

function startsUnsaid(unit: CodeUnit): readonly Match[] {
	const host = bringsStarter(unit) ? fetchedFrom(unit) : undefined;
	const makesRunnable = unit.commands.some(({name}) => name === 'chmod') || unit.calls.some(({name}) => /\.chmod(?:Sync)?$/.test(name));
	const written = usesOf(unit).find(use => use.kind === 'write' && use.detail !== undefined && starters.test(use.detail));
	const command = unit.commands.find(one => installs(one) !== undefined || writtenBy(one).some(path => starters.test(path)));
	const place = written ? {start: written.start, end: written.start} : command?.place;
	return host !== undefined && makesRunnable && place ? [inUnit(unannounced, unit, place, host)] : [];
}

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
