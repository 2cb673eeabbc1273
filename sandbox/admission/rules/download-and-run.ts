/** C1: what a server sends is run. Parsed pipelines, not substrings: `curl x | sh`, `sh -c "$(curl x)"`, `exec(urlopen(x).read())`. */

import type {Match, Rule} from '../findings.ts';
import type {CodeUnit, Command} from '../parse/code.ts';
import {isEvaluation} from '../parse/eval-calls.ts';
import {interpreterOf} from '../parse/interpreters.ts';
import {processOf} from '../parse/process-calls.ts';
import {type Taint, taintsOf} from '../parse/value.ts';
import {hostOfCommand, isDropHost, isInstallerHost, isInstallerUrl, isLocal, isSnippet} from './hosts.ts';
import {inCalls, inCommands, inUnit, type RuleFile} from './rule-file.ts';

const pipeToInterpreter: Rule = {
	id: 'SL-FETCH-001',
	class: 'C1',
	severity: 'high',
	message: 'Runs what it downloads with %s; the server decides what that is.',
	remedy: 'Ship the code with the skill, or download a file of a known hash and check it before use.',
	references: ['CWE-494', 'CWE-829'],
};

const dropToInterpreter: Rule = {
	...pipeToInterpreter,
	id: 'SL-FETCH-002',
	severity: 'critical',
	message: 'Runs what it downloads from %s, a bare address, paste site or request catcher.',
	remedy: 'Remove it: no honest installer is kept there.',
};

const evaluateDownload: Rule = {
	...pipeToInterpreter,
	id: 'SL-FETCH-003',
	severity: 'critical',
	message: 'Gives downloaded text to %s as code.',
	remedy: 'Parse what is downloaded as data (JSON), never as code.',
};

const unprotected: Rule = {
	...pipeToInterpreter,
	id: 'SL-FETCH-005',
	severity: 'critical',
	message: 'Runs what it downloads from %s, and has whoever answers in its name believed.',
	remedy: 'Leave the check of certificates on, and look at what was downloaded before it is run.',
	references: ['CWE-295', 'CWE-494'],
};

const savedAndRun: Rule = {
	...pipeToInterpreter,
	id: 'SL-FETCH-004',
	message: 'Downloads %s and starts it.',
};

/** What a command runs: a program that was filled before, or what reaches an interpreter through a pipe, as an option, as a file. */
export function fedToInterpreter(command: Command): ReadonlySet<Taint> {
	const found = interpreterOf(command);
	return taintsOf([command.program, found?.inline, found?.script, found?.fromStdin ? command.stdin : undefined]);
}

export const downloadAndRun: RuleFile = {
	rules: [pipeToInterpreter, dropToInterpreter, evaluateDownload, unprotected, savedAndRun],
	match: skill => [
		...skill.units.flatMap(startedFiles),
		...inCommands(skill, (command, unit) => {
			if (!fedToInterpreter(command).has('download')) {
				return [];
			}

			const drop = dropOf(unit);
			const match = drop
				? inUnit(dropToInterpreter, unit, command.place, drop)
				: inUnit(pipeToInterpreter, unit, command.place, command.name ?? 'a command');
			const unsafe = unprotectedOf(unit);
			if (unsafe !== undefined) {
				return [inUnit(unprotected, unit, command.place, unsafe)];
			}

			return [
				isWellKnown(unit) ||
				isInstallerUrl(skill.texts.get(unit.file)?.slice(Math.max(0, command.place.start - 200), command.place.end + 200) ?? '')
					? {...match, severity: unit.layer === 'code' ? 'medium' : 'low'}
					: match,
			];
		}),
		...inCalls(skill, (call, unit) => {
			const line = processOf(call);
			const runs = line && 'line' in line ? line.line.taints : isEvaluation(call, unit) ? taintsOf(call.args) : undefined;
			return runs?.has('download') ? [inUnit(evaluateDownload, unit, call.place, call.name)] : [];
		}),
	],
};

/** Everything that a unit downloads comes from places that all the world installs from. */
function isWellKnown(unit: CodeUnit): boolean {
	const hosts = downloadHosts(unit);
	return hosts.length > 0 && hosts.every(host => host !== undefined && isInstallerHost(host));
}

function downloadHosts(unit: CodeUnit): readonly (string | undefined)[] {
	return downloads(unit).map(hostOfCommand);
}

function downloads({commands}: CodeUnit): readonly Command[] {
	return commands.filter(({name}) => name === 'curl' || name === 'wget');
}

/** Without a look at certificates; a machine of the own network has none to show. */
function unprotectedOf({commands}: CodeUnit): string | undefined {
	return commands
		.filter(({name, args}) => name === 'curl' && args.some(({text}) => /^(?:-[a-zA-Z]*k[a-zA-Z]*|--insecure)$/.test(text ?? '')))
		.map(hostOfCommand)
		.find(
			host =>
				host !== undefined &&
				/\.[a-z]{2,}:\d+$/i.test(host) &&
				!/\.(?:local|lan|internal|corp|home|test|example|invalid|svc):\d+$/i.test(host),
		);
}

function dropOf(unit: CodeUnit): string | undefined {
	return downloads(unit).flatMap(command => {
		const host = hostOfCommand(command);
		return host !== undefined && (isDropHost(host) || (!isLocal(host) && command.args.some(({text}) => isSnippet(text ?? ''))))
			? [host]
			: [];
	})[0];
}

/** A program whose file was fetched by the same code. */
function startedFiles(unit: CodeUnit): readonly Match[] {
	const saved = new Set(
		unit.calls.flatMap(({name, args}) => (/\.(?:urlretrieve|download_file|wget\.download)$/.test(name) ? (args.at(1)?.text ?? []) : [])),
	);
	return unit.commands.flatMap(({program, place}) =>
		program.text !== undefined && saved.has(program.text) ? [inUnit(savedAndRun, unit, place, program.text)] : [],
	);
}
