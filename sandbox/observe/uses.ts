/** From attempts to what a skill uses, in the terms of a policy. */

import {basename, dirname} from 'node:path';
import type {CountedDecision} from '../egress/run-egress.ts';
import type {Denial, RunOutcome} from '../envelope.ts';
import {basePrograms} from '../linux/toolbox.ts';
import type {Script} from '../manifest/manifest.ts';
import type {Limits} from '../policy.ts';
import type {Attempt, Observation} from './attempts.ts';
import {isSecretPath, noiseOf} from './noise.ts';

/** Of all rehearsals of a skill. Files are paths as the run sees them: /workspace, /work (scratch), or one that is not its to use. */
export interface Uses {
	readonly read: readonly string[];
	readonly written: readonly string[];
	readonly deleted: readonly string[];
	/** Asked about in the workspace and not opened: a file that is not there, for one. */
	readonly sought: readonly string[];
	/** By name; by path where it is a file of the skill's own. */
	readonly programs: readonly string[];
	/** `host:port` that were asked for through the proxy, as clients that heed its settings do. */
	readonly hosts: readonly string[];
	/** Attempts past the proxy, which reach nothing in any run: addresses, and sockets of other kinds. */
	readonly direct: readonly string[];
	/** Hosts whose TLS greeting named another host, or hid its name. */
	readonly disguised: readonly string[];
	/** Processes of its own without a program to start in them. */
	readonly forks: boolean;
	/** Denied system calls that are neither files, programs nor the network. */
	readonly denied: readonly Denial[];
}

/** One run of one script, as far as it was seen. */
export interface RehearsedRun {
	readonly script: Script;
	readonly args: readonly string[];
	readonly stdin: string;
	readonly limits: Limits;
	readonly observation: Observation;
	readonly decisions: readonly CountedDecision[];
	readonly outcome: RunOutcome;
	/** Whether relative paths led to scratch, because nothing of the workspace was granted. */
	readonly startedInScratch: boolean;
}

export const noUses: Uses = {
	read: [],
	written: [],
	deleted: [],
	sought: [],
	programs: [],
	hosts: [],
	direct: [],
	disguised: [],
	forks: false,
	denied: [],
};

/** What one run used. */
export function usesOf(run: RehearsedRun): Uses {
	const {script, observation, decisions, outcome, startedInScratch} = run;
	const isNoise = noiseOf(run);
	const attempts = observation.attempts.filter(attempt => !isNoise(attempt));
	const files = (kind: Attempt['kind']) => unique(attempts.filter(attempt => attempt.kind === kind).map(({target}) => target));
	const written = files('write');
	const read = files('read').filter(path => !isOwnFile(path, written));
	const opened = [...read, ...written];
	const programs = programsOf(observation.attempts, script);
	return {
		read: startedInScratch ? read.map(path => soughtInScratch(path, written)) : read,
		written,
		deleted: files('delete').filter(path => !path.startsWith('/work/') || !written.includes(path)),
		sought: files('look').filter(
			path => path.startsWith('/workspace/') && !opened.some(other => other === path || other.startsWith(`${path}/`)),
		),
		programs,
		hosts: unique(decisions.filter(({port}) => port > 0).map(({host, port}) => `${host}:${port}`)),
		direct: unique(attempts.filter(({kind, target}) => kind === 'network' && !target.startsWith(proxyAddress)).map(directWords)),
		disguised: unique(decisions.filter(({reason}) => disguises.has(reason)).map(({host, port}) => `${host}:${port}`)),
		forks: script.runtime !== 'bash' && programs.length === 0 && attempts.some(({kind}) => kind === 'process'),
		denied: outcome.denied.filter(({kind}) => kind === 'syscall'),
	};
}

/** What several runs used together. */
export function allUses(uses: readonly Uses[]): Uses {
	const all = (list: (uses: Uses) => readonly string[]) => unique(uses.flatMap(list));
	const opened = new Set(uses.flatMap(({read, written}) => [...read, ...written]));
	const denied = Map.groupBy(
		uses.flatMap(use => use.denied),
		({target}) => target,
	);
	return {
		read: all(use => use.read),
		written: all(use => use.written),
		deleted: all(use => use.deleted),
		sought: all(use => use.sought).filter(path => !opened.has(path)),
		programs: all(use => use.programs),
		hosts: all(use => use.hosts),
		direct: all(use => use.direct),
		disguised: all(use => use.disguised),
		forks: uses.some(({forks}) => forks),
		denied: [...denied.values()].flatMap(([first, ...others]) =>
			first === undefined ? [] : [{...first, count: others.reduce((sum, {count}) => sum + count, first.count)}],
		),
	};
}

const proxyAddress = '127.0.0.1:3128';
const disguises: ReadonlySet<string> = new Set(['server-name', 'encrypted-hello', 'no-server-name']);

/** What comes with the skill, and what it made itself in scratch. */
function isOwnFile(path: string, written: readonly string[]): boolean {
	return path.startsWith('/skill/') || written.includes(path);
}

/** What a script sought beside itself and never made would be a file of the workspace: there it starts when it is granted any. */
function soughtInScratch(path: string, written: readonly string[]): string {
	const isMade = written.some(made => path.startsWith(`${made}/`) || made.startsWith(`${path}/`));
	return path.startsWith('/work/') && !isMade && !isSecretPath(path) ? path.replace('/work/', '/workspace/') : path;
}

const programFolders = new Set(['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']);

/** A shell asks for each program by its path before it starts it, or says that there is none. */
function programsOf(attempts: readonly Attempt[], {runtime}: Script): readonly string[] {
	const started = attempts.filter(
		({kind, target}) => kind === 'exec' || (runtime === 'bash' && kind === 'look' && programFolders.has(dirname(target))),
	);
	return unique(started.map(({target}) => (programFolders.has(dirname(target)) ? basename(target) : target)));
}

function directWords({call, target}: Attempt): string {
	return call === 'bind' ? `listening on ${target}` : target;
}

/** Programs that a shell skill has to ask for. */
export function programsToAsk(programs: readonly string[], runtime: Script['runtime']): readonly string[] {
	return programs.filter(name => !name.includes('/') && !(runtime === 'bash' && basePrograms.includes(name)));
}

function unique(items: readonly string[]): readonly string[] {
	return [...new Set(items)].sort();
}
