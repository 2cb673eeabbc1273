/** C9: what belongs to the host or the person and not to a skill: secrets, accounts, other processes, ways out of a sandbox. */

import type {Match, Rule} from '../findings.ts';
import {isAboutAttacks} from '../instructions/topic.ts';
import {isDocument} from '../instructions/view.ts';
import type {Call, CodeUnit, Command} from '../parse/code.ts';
import {names} from '../parse/name-set.ts';
import {shapeOf} from '../parse/value.ts';
import {usesOf} from './capabilities.ts';
import {classifyPath, normalised, type PathKind} from './paths.ts';
import {writtenBy} from './persistence.ts';
import {inCalls, inCommands, inUnit, type RuleFile, type SkillView} from './rule-file.ts';

const readSecret: Rule = {
	id: 'SL-HOST-001',
	class: 'C9',
	severity: 'high',
	message: 'Opens %s, where keys, passwords or sessions are kept.',
	remedy: 'Ask for one named variable in security_policy.env instead.',
	references: ['CWE-522', 'T1552'],
};

const readHost: Rule = {
	...readSecret,
	id: 'SL-HOST-002',
	severity: 'medium',
	message: 'Opens %s, which describes the host and its accounts.',
	remedy: 'Work on files of the workspace only.',
	references: ['CWE-22', 'T1087'],
};

const wayOut: Rule = {
	...readHost,
	id: 'SL-HOST-003',
	severity: 'high',
	message: 'Touches %s, a way out of a sandbox.',
	references: ['CWE-250', 'T1611'],
};

const writeOutside: Rule = {
	...readHost,
	id: 'SL-HOST-004',
	severity: 'medium',
	message: 'Writes or deletes %s, outside the workspace.',
	remedy: 'Write to the workspace or to scratch space.',
	references: ['CWE-73'],
};

const readOutside: Rule = {
	...writeOutside,
	id: 'SL-HOST-005',
	severity: 'note',
	message: 'Reads %s, outside the workspace; it will not be there in the sandbox.',
};

const otherProcesses: Rule = {
	...readHost,
	id: 'SL-PROC-001',
	severity: 'medium',
	message: 'Looks at the processes of the host (%s).',
	remedy: 'Remove it: a skill sees no processes but its own.',
	references: ['T1057'],
};

const killOthers: Rule = {
	...otherProcesses,
	id: 'SL-PROC-002',
	severity: 'high',
	message: 'Signals a process that it did not start (%s).',
	references: ['T1489'],
};

const moreRights: Rule = {
	...wayOut,
	id: 'SL-HOST-006',
	severity: 'medium',
	message: 'Asks for more rights with %s.',
	remedy: 'Remove it: nothing in the sandbox can gain rights.',
	references: ['CWE-250'],
};

const hostInside: Rule = {
	...wayOut,
	id: 'SL-HOST-007',
	severity: 'critical',
	message: 'Starts a container that has the keys or the whole of the host (%s).',
	remedy: 'Mount only the folder that is worked on.',
};

const openToAll: Rule = {
	...writeOutside,
	id: 'SL-HOST-008',
	message: 'Lets everybody change %s.',
	remedy: 'Give the rights to the one user who needs them.',
	references: ['CWE-732'],
};

const byPath: Partial<Record<PathKind, Rule>> = {secret: readSecret, host: readHost, escape: wayOut, processes: otherProcesses};

const kills = names('os.kill os.killpg process.kill ctypes.library.kill');
const processLists = names('psutil.process_iter psutil.pids');
const rights =
	names(`os.setuid os.setgid os.setreuid os.setresuid os.seteuid os.chroot os.unshare os.setns ctypes.library.ptrace ctypes.library.mount ctypes.library.unshare ctypes.library.setns
	ctypes.library.setuid process.setuid process.setgid`);

export const hostAccess: RuleFile = {
	rules: [readSecret, readHost, wayOut, writeOutside, readOutside, otherProcesses, killOthers, moreRights, hostInside, openToAll],
	match: skill => {
		const context = {isStudy: isReadOnlyStudy(skill), watches: watches(skill), documents: documentPaths(skill)};
		return [
			...skill.units.flatMap(opened),
			...inCalls(skill, called),
			...inCommands(skill, (command, unit) => commanded(command, unit).map(match => asStudied(match, command, context.isStudy))),
		].map(match => asSaid(match, context));
	},
};

interface Context {
	/** The skill looks for attacks, and its code reaches no network. */
	readonly isStudy: boolean;
	/** What runs on the machine is what the skill is about. */
	readonly watches: boolean;
	/** All that a person can read beforehand, with the home folder as `~`. */
	readonly documents: string;
}

function isReadOnlyStudy({manifest, units}: SkillView): boolean {
	return (
		isAboutAttacks(manifest) &&
		units.every(
			unit => unit.layer !== 'code' || usesOf(unit).every(({kind}) => kind !== 'network' && kind !== 'listen' && kind !== 'dynamic-code'),
		)
	);
}

function watches({manifest}: SkillView): boolean {
	return isAboutAttacks(manifest) || /\b(?:process(?:es)?|ports?|cpu|memory use|task manager)\b/i.test(manifest.description);
}

function documentPaths({texts}: SkillView): string {
	return [...texts].flatMap(([file, text]) => (isDocument(file) ? [text.replaceAll(/\$\{?HOME\}?/g, '~')] : [])).join('\n');
}

/** Where somebody broke in is found by searching; what a search prints are lines that fit, not the keys. */
function asStudied(match: Match, {name = ''}: Command, isStudy: boolean): Match {
	return isStudy && (match.rule === readHost || (match.rule === readSecret && searches.test(name))) ? {...match, severity: 'low'} : match;
}

const searches = /^(?:e?grep|awk|find|ls|stat|wc)$/;

/** A place that the documents name is no surprise, nor are the processes of a skill that is about them. */
function asSaid(match: Match, {watches, documents}: Context): Match {
	if (match.layer !== 'code') {
		return match;
	}

	if (match.rule === otherProcesses && watches) {
		return {...match, severity: 'low'};
	}

	const folder = /^~\/[^/]+\/[^/]+/.exec(normalised(match.detail ?? ''))?.[0];
	return match.rule === writeOutside && folder !== undefined && documents.includes(folder) ? {...match, severity: 'low'} : match;
}

/** Files that calls open, by what their path means. */
function opened(unit: CodeUnit): readonly Match[] {
	return usesOf(unit).flatMap(({kind, detail, start}) => {
		if (detail === undefined || (kind !== 'read' && kind !== 'write' && kind !== 'delete')) {
			return [];
		}

		const place = {start, end: start};
		const path = classifyPath(detail);
		const rule = byPath[path] ?? (path === 'outside' ? (kind === 'read' ? readOutside : writeOutside) : undefined);
		return rule ? [inUnit(rule, unit, place, detail)] : [];
	});
}

function called(call: Call, unit: CodeUnit): readonly Match[] {
	if (kills.has(call.name) && isForeign(call)) {
		return [inUnit(killOthers, unit, call.place, `${call.name}(${shapeOf(call.args[0]).replace('\uFFFC', '…')})`)];
	}

	if (processLists.has(call.name)) {
		return [inUnit(otherProcesses, unit, call.place, call.name)];
	}

	return rights.has(call.name) ? [inUnit(moreRights, unit, call.place, call.name)] : [];
}

/** A process id that is written out or comes from the list of processes; a child's own id is a variable. */
function isForeign({args: [target]}: Call): boolean {
	return target?.number !== undefined || (target?.taints.has('processes') ?? false);
}

function commanded(command: Command, unit: CodeUnit): readonly Match[] {
	const {name = '', args, wrappers, place} = command;
	const texts = args.map(argument => argument.text ?? '');
	const paths = isReader(name) ? texts.filter(text => !text.startsWith('-')) : [];
	const read = [...paths, ...command.redirects.filter(redirect => redirect.operator === '<').map(redirect => redirect.target.text ?? '')];
	const found = [...read, ...writtenBy(command)].flatMap(path => byPath[classifyPath(path)] ?? []);
	const outside = writtenBy(command).filter(path => classifyPath(path) === 'outside');
	return [
		...found.map(rule => inUnit(rule, unit, place, texts.join(' '))),
		...outside.map(path => inUnit(writeOutside, unit, place, path)),
		...(wrappers.some(wrapper => wrapper === 'sudo' || wrapper === 'doas') || isPrivileged(name, texts)
			? [inUnit(moreRights, unit, place, wrappers[0] ?? name)]
			: []),
		...(name === 'chmod' &&
		texts.some(text => /^(?:0?777|a\+rwx|o\+w)$/.test(text)) &&
		texts.some(text => classifyPath(text) === 'outside' || classifyPath(text) === 'host')
			? [inUnit({...openToAll, severity: 'high'}, unit, place, texts.at(-1) ?? '')]
			: []),
		...(opensHost(name, texts) ? [inUnit(hostInside, unit, place, name)] : []),
		...((name === 'ps' && !texts.some(text => /p$/.test(text) && text.startsWith('-'))) || name === 'pgrep' || name === 'top'
			? [inUnit(otherProcesses, unit, place, name)]
			: []),
		...((/^(?:pkill|killall)$/.test(name) && !texts.every(text => restartsItself.test(text))) ||
		(name === 'kill' && texts.some(text => /^\d+$/.test(text) && !command.program.text?.includes('-')))
			? [inUnit(killOthers, unit, place, name)]
			: []),
	];
}

/** Parts of a desktop that the system starts anew at once, which is how their settings are applied. */
const restartsItself = /^(?:-.*|Dock|Finder|SystemUIServer|cfprefsd|ControlCenter|plasmashell)$/;

/** A container that is given the host: its keys, its accounts, or the whole of it together with every right. */
function opensHost(name: string, texts: readonly string[]): boolean {
	const mounts = texts.filter(text =>
		/^(?:\/etc\/(?:shadow|passwd|sudoers)|\/root(?:\/\.ssh)?|\/proc|\/|\/etc|~?\/\.(?:ssh|aws)):|source=\/(?:proc|etc|root)?,|\/root\/\.ssh/.test(
			text,
		),
	);
	return (name === 'docker' || name === 'podman') && mounts.length > 0 && (texts.includes('--privileged') || mounts.length > 1);
}

function isReader(name: string): boolean {
	return /^(?:cat|head|tail|less|more|cp|grep|egrep|awk|sed|tar|zip|base64|xxd|od|strings|find|ls|sort|cut|openssl|dd|scp|rsync)$/.test(
		name,
	);
}

function isPrivileged(name: string, texts: readonly string[]): boolean {
	if (name === 'docker' || name === 'podman') {
		return texts.some(text => /^--privileged$|^--pid=host$|docker\.sock|^\/:\//.test(text));
	}

	return (
		/^(?:nsenter|unshare|insmod|modprobe|setcap|chroot)$/.test(name) ||
		(name === 'chmod' && texts.some(text => /^(?:[ug+]*\+s|[2-7][0-7]{3})$/.test(text) && !/^0?[0-7]{3}$/.test(text)))
	);
}
