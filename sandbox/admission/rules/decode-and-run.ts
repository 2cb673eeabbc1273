/** C2: code that is hidden behind an encoding and then run. Encoding alone is ordinary; running its result is not. */

import type {Match, Rule} from '../findings.ts';
import type {CodeUnit, Command} from '../parse/code.ts';
import {isEvaluation} from '../parse/eval-calls.ts';
import {interpreterOf} from '../parse/interpreters.ts';
import {processOf} from '../parse/process-calls.ts';
import {type Taint, taintsOf} from '../parse/value.ts';
import {fedToInterpreter} from './download-and-run.ts';
import {inCalls, inCommands, inUnit, type RuleFile} from './rule-file.ts';

const decodeAndEvaluate: Rule = {
	id: 'SL-DECODE-001',
	class: 'C2',
	severity: 'critical',
	message: 'Decodes a hidden text and runs it with %s.',
	remedy: 'Write the code out in plain text.',
	references: ['CWE-506', 'CWE-94'],
};

const decodeAndPipe: Rule = {
	...decodeAndEvaluate,
	id: 'SL-DECODE-002',
	message: 'Decodes a hidden text and hands it to %s to run.',
};

/** Perl, Ruby and PHP in one line, which are not parsed. */
const undoesAndRuns =
	/\b(?:eval|system|exec|assert)\b[\s(]{0,3}[^;\n]{0,40}\b(?:base64_decode|gzinflate|gzuncompress|str_rot13|hex2bin|decode_base64|unpack|pack|decode64)\b/;

export const decodeAndRun: RuleFile = {
	rules: [decodeAndEvaluate, decodeAndPipe],
	match: skill => [
		...inCalls(skill, (call, unit) => {
			const line = processOf(call);
			const program = line && 'command' in line ? taintsOf([line.command.program]) : undefined;
			const runs = line && 'line' in line ? line.line.taints : isEvaluation(call, unit) ? taintsOf(call.args) : program;
			return isHidden(runs) ? [inUnit(decodeAndEvaluate, unit, call.place, call.name)] : [];
		}),
		...inCommands(skill, (command, unit) => (isHidden(fedToInterpreter(command)) ? [piped(command, unit)] : [])),
		...inCommands(skill, (command, unit) => {
			const code = interpreterOf(command);
			return code && code.language === undefined && undoesAndRuns.test(code.inline?.text ?? '')
				? [inUnit(decodeAndEvaluate, unit, command.place, command.name ?? 'a command')]
				: [];
		}),
	],
};

function isHidden(taints: ReadonlySet<Taint> | undefined): boolean {
	return taints?.has('decoded') ?? false;
}

/** A document that shows a decoder pipeline may explain it; one that carries a working payload does not. */
function piped(command: Command, unit: CodeUnit): Match {
	const match = inUnit(decodeAndPipe, unit, command.place, command.name ?? 'a command');
	const payload = interpreterOf(command)?.inline?.text ?? command.stdin?.text ?? '';
	return /\b(?:curl|wget|https?:|\/dev\/tcp|bash|sh|nc|python)\b/.test(payload) ? {...match, severity: 'critical'} : match;
}
