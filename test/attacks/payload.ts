/**
Scripts that attack. Each starts by printing a random nonce and ends by printing `<nonce> done`; the tests demand both,
so a sandbox that starts nothing, or kills at once, fails every attack test.
*/

import {syscallTable} from '../../sandbox/linux/seccomp/syscalls.ts';
import type {Job} from '../../sandbox/job.ts';

export interface Payload {
	readonly runtime: Job['runtime'];
	/** Name of the file in the skill. */
	readonly script: string;
	readonly source: string;
}

/** A Python payload; `attempt(lambda: ...)` prints what the action gave or why it was refused. */
export function python(body: string): Payload {
	return {runtime: 'python', script: 'main.py', source: `${pythonStart}${dedent(body)}\nprint(nonce, 'done', flush=True)\n`};
}

/** A Node payload; `await attempt(() => ...)` as in Python. */
export function node(body: string): Payload {
	return {runtime: 'node', script: 'main.mjs', source: `${nodeStart}${dedent(body)}\nconsole.log(nonce, 'done');\n`};
}

/** A bash payload; errors go on, as they do in bash. */
export function bash(body: string): Payload {
	return {runtime: 'bash', script: 'main.sh', source: `nonce=$1\necho "$nonce"\n${dedent(body)}\necho "$nonce done"\n`};
}

/** Number of a system call on this processor, for Python's ctypes. */
export function syscallNumber(name: string): number {
	const number = syscallTable(process.arch === 'arm64' ? 'arm64' : 'x64').numbers.get(name);
	if (number === undefined) {
		throw new Error(`There is no system call ${name} here.`);
	}

	return number;
}

const pythonStart = `import sys
nonce = sys.argv[1]
print(nonce, flush=True)
def attempt(action):
    try:
        print('gained:', action(), flush=True)
    except BaseException as error:
        print('refused:', type(error).__name__, error, flush=True)
`;

const nodeStart = `const nonce = process.argv[2];
console.log(nonce);
async function attempt(action) {
	try {
		console.log('gained:', String(await action()));
	} catch (error) {
		console.log('refused:', String(error));
	}
}
`;

// The template literals of the tests are indented as the code around them.
function dedent(text: string): string {
	const lines = text.replace(/^\n/, '').trimEnd().split('\n');
	const indents = lines.filter(line => line.trim() !== '').map(line => /^\s*/.exec(line)?.[0].length ?? 0);
	const common = Math.min(...indents);
	return lines.map(line => line.slice(common)).join('\n');
}
