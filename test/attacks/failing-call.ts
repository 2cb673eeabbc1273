import {copyFileSync, existsSync} from 'node:fs';
import {constants} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {inject} from 'vitest';
import {syscallNumber} from './payload.ts';

export interface FailingCall {
	readonly call: string;
	/** Only with exactly these values of its arguments. */
	readonly given?: Readonly<Record<number, number>>;
	readonly error?: keyof typeof constants.errno;
}

/** Words to put before a command: this system call then fails in it and in all that it starts. */
export function whereFails({call, given = {}, error = 'EPERM'}: FailingCall): readonly string[] {
	// The clone may lie where an ordinary user cannot read it.
	const script = join(inject('world').folder, 'failing-call.py');
	if (!existsSync(script)) {
		copyFileSync(fileURLToPath(new URL('./failing-call.py', import.meta.url)), script);
	}

	const comparisons = Object.entries(given).map(([argument, value]) => `:${argument}=${value}`);
	return ['/usr/bin/env', 'python3', '-S', '-E', script, `${syscallNumber(call)}:${constants.errno[error]}${comparisons.join('')}`, '--'];
}
