/** On what, and when, something was measured; nothing that tells whose machine it is. */

import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {availableParallelism, cpus, loadavg, release, totalmem} from 'node:os';

export interface Circumstances {
	readonly date: string;
	readonly processor: string;
	readonly cores: number;
	readonly memoryGb: number;
	readonly system: string;
	readonly kernel: string;
	readonly node: string;
	readonly python: string;
	readonly bubblewrap: string;
	/** Average load before the start: what else the machine was doing. */
	readonly load: number;
	/** Fewer rounds, to see that everything works. */
	readonly quick: boolean;
}

export function describeCircumstances(quick: boolean): Circumstances {
	return {
		date: new Date().toISOString().slice(0, 10),
		processor: cpus()[0]?.model.trim() ?? 'unknown',
		cores: availableParallelism(),
		memoryGb: Math.round(totalmem() / 1024 ** 3),
		system: /^PRETTY_NAME="?([^"\n]+)/m.exec(readText('/etc/os-release'))?.[1] ?? process.platform,
		// The rest of it is whoever built it.
		kernel: `${/^[\d.]+/.exec(release())?.[0]} ${process.arch}`,
		node: process.versions.node,
		python: versionOf('/usr/bin/python3'),
		bubblewrap: versionOf('bwrap'),
		load: Number(loadavg()[0]?.toFixed(2)),
		quick,
	};
}

export function circumstancesLine(at: Circumstances): string {
	const pace = at.quick ? ' A quick run: few rounds, only to see that it works.' : '';
	return `Measured ${at.date} on ${at.processor}, ${at.cores} cores, ${at.memoryGb} GB, ${at.system}, Linux ${at.kernel}, Node ${at.node}, Python ${at.python}, bubblewrap ${at.bubblewrap}; load before the start ${at.load}.${pace}`;
}

/** The first number with dots that a program says about itself. */
export function versionOf(program: string, ...args: readonly string[]): string {
	try {
		const output = execFileSync(program, args.length === 0 ? ['--version'] : args, {
			encoding: 'utf8',
			timeout: 10_000,
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		return /\d+(?:\.\d+)+/.exec(output)?.[0] ?? 'unknown';
	} catch {
		return 'none';
	}
}

function readText(path: string): string {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		// Not on this system.
		return '';
	}
}
