/** Run real programs under a real filter, and nothing else of the sandbox around them. */

import {execFileSync, spawn} from 'node:child_process';
import {existsSync, mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {filterFor} from '../../../../sandbox/linux/seccomp/filter.ts';
import type {Network, Runtime} from '../../../../sandbox/linux/seccomp/profiles.ts';
import type {Architecture} from '../../../../sandbox/linux/seccomp/syscalls.ts';

export interface Ended {
	readonly stdout: string;
	readonly stderr: string;
	readonly code: number | null;
	readonly signal: string | null;
}

export const host: Architecture = process.arch === 'arm64' ? 'arm64' : 'x64';
const compiler = ['/usr/bin/cc', '/usr/bin/gcc', '/usr/local/bin/cc'].find(existsSync);

/** Why filters cannot be tried on this machine, or undefined. */
export const missing =
	process.platform !== 'linux'
		? 'not Linux'
		: !['x64', 'arm64'].includes(process.arch)
			? 'no filter for this processor'
			: compiler
				? undefined
				: 'no C compiler';

export class Confinement {
	readonly folder = mkdtempSync(join(tmpdir(), 'skilllite-seccomp-'));
	readonly probe = join(this.folder, 'probe');
	readonly #loader = join(this.folder, 'loader');

	constructor() {
		for (const name of ['loader', 'probe']) {
			const source = fileURLToPath(new URL(`${name}.c`, import.meta.url));
			execFileSync(compiler ?? 'cc', ['-O1', '-o', join(this.folder, name), source]);
		}
	}

	/** Run a program under the filter of a runtime until it ends. Standard streams are sockets, as they are in a real run. */
	async run(
		runtime: Runtime,
		command: readonly string[],
		{network = 'none', input = ''}: {network?: Network; input?: string} = {},
	): Promise<Ended> {
		const filter = join(this.folder, `${runtime}-${network}.bpf`);
		writeFileSync(filter, filterFor({runtime, network, arch: host, deniedAction: 'errno'}));
		const child = spawn(this.#loader, [filter, ...command], {
			cwd: this.folder,
			env: {HOME: this.folder, PATH: '/usr/bin:/bin', LC_ALL: 'C'},
		});
		const output = {stdout: '', stderr: ''};
		child.stdout.setEncoding('utf8').on('data', text => {
			output.stdout += text;
		});
		child.stderr.setEncoding('utf8').on('data', text => {
			output.stderr += text;
		});
		child.stdin.on('error', () => {}); // The program may end before it has read its input.
		child.stdin.end(input);
		return new Promise((resolve, reject) => {
			child.on('error', reject);
			child.on('close', (code, signal) => resolve({...output, code, signal}));
		});
	}

	/** A file in the folder of the runs. */
	write(name: string, text: string): string {
		const path = join(this.folder, name);
		writeFileSync(path, text);
		return path;
	}
}
