import {existsSync, realpathSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {installPackage, providePrograms} from './install.ts';
import {type Bench, type Peer, pythonFlags, type ReadyPeer} from './peer.ts';

const packageName = '@anthropic-ai/sandbox-runtime';
const version = '0.0.83';

/** As it comes, without a settings file. */
export const sandboxRuntime: Peer = {
	id: 'sandbox-runtime',
	name: 'sandbox-runtime, default',
	setup: `\`${packageName}\` ${version}, the \`srt\` command without a settings file: reads everything, writes nothing, no network.`,
	prepare: bench => readyPeer(bench, () => []),
};

/** Its strictest settings that still start Python. */
export const strictSandboxRuntime: Peer = {
	id: 'sandbox-runtime-strict',
	name: 'sandbox-runtime, strictest',
	setup: `The same with \`denyRead: ["/"]\`, reading allowed for the interpreter, libraries, shell and the script alone; no writes, no domains.`,
	prepare: bench =>
		readyPeer(bench, ({script}) => {
			const settings = join(dirname(script), 'srt-settings.json');
			if (!existsSync(settings)) {
				writeFileSync(settings, JSON.stringify(strictSettings(bench, script)), {mode: 0o644});
			}

			return ['--settings', settings];
		}),
};

function strictSettings({folder, python}: Bench, script: string): unknown {
	const needed = [python, '/usr/lib', '/usr/lib64', '/bin/sh', '/bin/bash', join(folder, 'peers'), dirname(script)];
	return {
		network: {allowedDomains: [], deniedDomains: []},
		// Links are no places that could be bound.
		filesystem: {denyRead: ['/'], allowRead: needed.filter(existsSync).map(path => realpathSync(path)), allowWrite: [], denyWrite: []},
	};
}

function readyPeer(bench: Bench, settingsFor: (start: {readonly script: string}) => readonly string[]): ReadyPeer {
	const cli = join(installPackage(bench, packageName, version), 'node_modules', packageName, 'dist/cli.js');
	const programs = providePrograms(bench, ['socat', 'rg'], ['libwrap0']);
	const path = `${programs === undefined ? '' : `${programs}:`}${process.env.PATH}`;
	return {
		version,
		invoke: start => ({
			command: [
				...['/usr/bin/env', `PATH=${path}`, bench.node, cli, ...settingsFor(start)],
				...['--', bench.python, ...pythonFlags, start.script, ...start.args],
			],
		}),
	};
}
