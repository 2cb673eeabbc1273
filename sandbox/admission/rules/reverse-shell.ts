/** C6: another machine gets a shell here. */

import type {Match, Rule} from '../findings.ts';
import type {CodeUnit, Command} from '../parse/code.ts';
import {names} from '../parse/name-set.ts';
import {inCommands, inUnit, type RuleFile, type SkillView} from './rule-file.ts';

const shellOverSocket: Rule = {
	id: 'SL-SHELL-001',
	class: 'C6',
	severity: 'critical',
	message: 'Connects a shell to a network socket (%s).',
	remedy: 'Remove it: a skill has no use for a remote shell.',
	references: ['CWE-506', 'T1059'],
};

const shellByCommand: Rule = {...shellOverSocket, id: 'SL-SHELL-002', message: 'Opens a shell to another machine with %s.'};

const connects =
	names(`socket.socket().connect socket.socket().connect_ex socket.socket().accept socket.create_connection net.connect net.createConnection net.Socket().connect net.Socket tls.connect
	net.createServer`);
const handsOver = names('os.dup2 pty.spawn');
const shells = /^(?:ba|da|z|k)?sh$|^(?:cmd|powershell|pwsh)$/;

export const reverseShell: RuleFile = {
	rules: [shellOverSocket, shellByCommand],
	match: skill => [
		...socketsWithShells(skill),
		...inCommands(skill, (command, unit) => {
			const how = openedBy(command);
			return how ? [weighed(inUnit(shellByCommand, unit, command.place, how), command, unit)] : [];
		}),
		...pipesThroughNetcat(skill),
	],
};

/** A lesson that leaves the other machine to be filled in, or puts one of its own network or of no network there, connects to nobody. */
function weighed(match: Match, {redirects, args}: Command, {isShown}: CodeUnit): Match {
	const target = [...redirects.map(redirect => redirect.target), ...args].map(value => value.text ?? '').join(' ');
	const there = target.replaceAll(/\/dev\/(?:tcp|udp)\//g, '').replaceAll(inLabs, '');
	const isBlank = !/\d+\.\d+\.\d+|[a-z0-9-]+\.[a-z]{2,}/i.test(there);
	return isShown && isBlank ? {...match, severity: 'low'} : match;
}

/** Private networks, and the addresses that are kept for documents. */
const inLabs = /\b(?:10\.\d+|127\.\d+|192\.168|172\.(?:1[6-9]|2\d|3[01])|192\.0\.2|198\.51\.100|203\.0\.113)(?:\.\d+)+\b/g;

/** A socket, and a shell whose input and output are handed over, in one unit. */
function socketsWithShells(skill: SkillView): readonly Match[] {
	return skill.units.flatMap(unit => {
		const socket = unit.calls.find(call => connects.has(call.name));
		const dup = unit.calls.filter(call => handsOver.has(call.name));
		const shell = unit.commands.find(
			command => shells.test(command.name ?? '') && command.args.every(argument => /^-i$|^\/c$|^$/.test(argument.text ?? '-')),
		);
		const piped = unit.calls.some(call => /\.pipe$/.test(call.name));
		const evidence = dup[0] ?? (shell && (piped || dup.length > 0) ? shell : undefined);
		return socket && evidence && (shell || dup.length >= 2) ? [inUnit(shellOverSocket, unit, evidence.place, socket.name)] : [];
	});
}

function openedBy(command: Command): string | undefined {
	const {name = '', args, redirects} = command;
	const texts = args.map(argument => argument.text ?? '');
	if (
		redirects.some(redirect => /^\/dev\/(?:tcp|udp)\//.test(redirect.target.text ?? '')) &&
		(shells.test(name) || name === ':' || name === 'exec' || name === 'cat')
	) {
		return '/dev/tcp';
	}

	if (
		/^(?:nc|ncat|netcat)$/.test(name) &&
		texts.some(
			(text, index) => /^-[a-z]*[ec]$|^--(?:exec|sh-exec)$/.test(text) && /(?:sh|cmd(?:\.exe)?|powershell)\b/.test(texts[index + 1] ?? ''),
		)
	) {
		return `${name} -e`;
	}

	if (name === 'socat' && texts.some(text => /^(?:exec|system):.*(?:sh|cmd)/i.test(text))) {
		return 'socat exec';
	}

	return /^(?:perl|ruby|php)/.test(name) && texts.some(text => /socket/i.test(text) && /\/bin\/(?:ba)?sh|exec|proc_open/i.test(text))
		? `${name} with a socket`
		: undefined;
}

/** `mkfifo f; cat f | sh -i | nc host port > f`: netcat on both ends of a shell. */
function pipesThroughNetcat(skill: SkillView): readonly Match[] {
	return skill.units.flatMap(unit => {
		const fifo = unit.commands.some(
			command => command.name === 'mkfifo' || (command.name === 'mknod' && command.args.some(argument => argument.text === 'p')),
		);
		const shell = unit.commands.some(command => shells.test(command.name ?? '') && command.stdin !== undefined);
		const netcat = unit.commands.find(
			command => /^(?:nc|ncat|netcat|telnet|openssl)$/.test(command.name ?? '') && command.stdin !== undefined,
		);
		return fifo && shell && netcat ? [inUnit(shellByCommand, unit, netcat.place, 'a pipe through netcat')] : [];
	});
}
