/**
Asking pip and npm about themselves: where they are, and which index the user has told them to use.

They are programs of the user's, run outside as the user runs them, from a folder that no project has a say in: npm
obeys an `.npmrc` of the folder that it stands in.
*/

import {execFileSync} from 'node:child_process';
import {homedir} from 'node:os';

const patienceMs = 30_000;

/** The first line that a program answers, or undefined when it cannot be asked or has nothing to say. */
export function askProgram(program: string, args: readonly string[]): string | undefined {
	return askForLines(program, args)[0];
}

/** All lines of an answer; none when the program cannot be asked. */
export function askForLines(program: string, args: readonly string[]): readonly string[] {
	try {
		const answer = execFileSync(program, args, {
			cwd: homedir(),
			encoding: 'utf8',
			timeout: patienceMs,
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		return answer.split('\n').filter(line => line.trim() !== '');
	} catch {
		// Not installed, or too old to know the question: then the answer is missing.
		return [];
	}
}
