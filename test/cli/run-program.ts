import {spawn} from 'node:child_process';

export interface ProgramResult {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
	readonly stdout: string;
	readonly stderr: string;
}

export interface ProgramOptions {
	readonly stdin?: string;
	readonly env?: NodeJS.ProcessEnv;
	readonly cwd?: string;
	/** Called with what has come on stderr so far; may signal the process. */
	readonly onStderr?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** Run a program to its end, with pipes for its three streams, and collect what it wrote. */
export function runProgram(command: string, args: readonly string[], options: ProgramOptions = {}): Promise<ProgramResult> {
	const child = spawn(command, args, {cwd: options.cwd, env: options.env ?? process.env, stdio: ['pipe', 'pipe', 'pipe']});
	let stdout = '';
	let stderr = '';
	child.stdout.setEncoding('utf8').on('data', chunk => {
		stdout += chunk;
	});
	child.stderr.setEncoding('utf8').on('data', chunk => {
		stderr += chunk;
		options.onStderr?.(stderr, signal => child.kill(signal));
	});
	child.stdin.on('error', () => {
		// A program that ends without reading its input is what some tests are about.
	});
	child.stdin.end(options.stdin ?? '');
	return new Promise((resolve, reject) => {
		child.on('error', reject);
		child.on('close', (code, signal) => resolve({code, signal, stdout, stderr}));
	});
}
