/** C1: what a server sends is run. Parsed pipelines, not substrings: `curl x | sh`, `sh -c "$(curl x)"`, `exec(urlopen(x).read())`. */

import type {Rule} from '../findings.ts';
import type {CodeUnit, Command} from '../parse/code.ts';
import {isEvaluation} from '../parse/eval-calls.ts';
import {interpreterOf} from '../parse/interpreters.ts';
import {processOf} from '../parse/process-calls.ts';
import {type Taint, taintsOf} from '../parse/value.ts';
import {hostOfCommand, isDropHost, isInstallerHost, isInstallerUrl} from './hosts.ts';
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

/** What a command runs: a program that was filled before, or what reaches an interpreter through a pipe, as an option, as a file. */
export function fedToInterpreter(command: Command): ReadonlySet<Taint> {
	const found = interpreterOf(command);
	return taintsOf([command.program, found?.inline, found?.script, found?.fromStdin ? command.stdin : undefined]);
}

export const downloadAndRun: RuleFile = {
	rules: [pipeToInterpreter, dropToInterpreter, evaluateDownload],
	match: skill => [
		...inCommands(skill, (command, unit) => {
			if (!fedToInterpreter(command).has('download')) {
				return [];
			}

			const drop = dropOf(unit);
			const match = drop
				? inUnit(dropToInterpreter, unit, command.place, drop)
				: inUnit(pipeToInterpreter, unit, command.place, command.name ?? 'a command');
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
	return unit.commands.filter(({name}) => name === 'curl' || name === 'wget').map(hostOfCommand);
}

function dropOf(unit: CodeUnit): string | undefined {
	return downloadHosts(unit).find(host => host !== undefined && isDropHost(host));
}
