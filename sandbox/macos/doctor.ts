import {backendGaps} from '../backend-gaps.ts';
import {toSkillLiteError} from '../base/errors.ts';
import type {Check} from '../check.ts';
import {limitsFor} from '../limits.ts';
import {macInterpreter} from './interpreters.ts';
import {runHeld} from './run.ts';
import {macGuarantees, selfTest} from './self-test.ts';

/** What of the sandbox works on this Mac. Never throws. */
export async function macChecks(): Promise<readonly Check[]> {
	return [
		await strictRun(),
		{name: 'backend', state: 'warn', detail: `seatbelt: ${backendGaps('seatbelt').join('; ')}`, remedy: null},
		pythonCheck(),
	];
}

async function strictRun(): Promise<Check> {
	try {
		const {outcome, missing} = await selfTest(runHeld);
		const ready = missing.length === 0;
		return {
			name: 'strict run',
			state: ready ? 'pass' : 'fail',
			detail: ready
				? `a script tried ${macGuarantees.join(', ')}: all held, in ${outcome.usage.wallMs} ms`
				: `a script found not held: ${missing.join(', ')}`,
			remedy: ready ? null : 'Nothing runs on this Mac. Run skilllite on Linux, or in a Linux virtual machine.',
		};
	} catch (thrown) {
		return failed('strict run', thrown);
	}
}

function pythonCheck(): Check {
	try {
		const [path] = macInterpreter({runtime: 'python', limits: limitsFor('python', {}), typescript: false}).programs;
		return {name: 'python3', state: 'pass', detail: `found at ${path}`, remedy: null};
	} catch (thrown) {
		return failed('python3', thrown);
	}
}

function failed(name: string, thrown: unknown): Check {
	const {message, hint} = toSkillLiteError(thrown);
	return {name, state: 'fail', detail: message, remedy: hint ?? null};
}
