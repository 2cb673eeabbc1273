import {execFileSync} from 'node:child_process';
import {dirname} from 'node:path';
import {versionOf} from '../report/machine.ts';
import {requireProgram} from './find-program.ts';
import {NotHere, type Peer, pythonFlags} from './peer.ts';

const image = 'python:3-slim';

/** A container for each run, of an image that is here already. */
export const docker: Peer = {
	id: 'docker',
	name: 'Docker',
	setup: `A fresh container of \`${image}\`: no network, read-only, no capabilities, 256 MB, 64 processes.`,
	prepare() {
		const program = requireProgram('docker');
		assertAnswers(program, ['info'], 'no Docker engine answers');
		assertAnswers(program, ['image', 'inspect', image], `the image ${image} is not here`);
		return {
			version: versionOf(program),
			invoke: ({script, args, cpuSeconds = 30}) => ({
				command: [
					...[program, 'run', '--rm', '--interactive', '--network=none', '--read-only', '--cap-drop=ALL', '--memory=256m'],
					...['--security-opt=no-new-privileges', '--pids-limit=64', `--ulimit=cpu=${cpuSeconds}`, '--user=65534:65534'],
					...[`--volume=${dirname(script)}:${dirname(script)}:ro`, image, 'python3', ...pythonFlags, script, ...args],
				],
			}),
		};
	},
};

function assertAnswers(program: string, args: readonly string[], failure: string): void {
	try {
		execFileSync(program, args, {stdio: 'ignore', timeout: 10_000});
	} catch {
		throw new NotHere(failure);
	}
}
