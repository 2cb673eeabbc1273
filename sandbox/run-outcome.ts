/** How a run ended, as an exit code and a sentence. */

import {join} from 'node:path';
import {toDisplay} from './base/display.ts';
import {assertNever, exitCodeOf} from './base/errors.ts';
import {skillliteHome} from './base/home.ts';
import type {Denial, LimitEnded, Quarantine, RunEnvelope} from './envelope.ts';
import type {Observation} from './observe/attempts.ts';

/** Exit code of the command-line contract for a finished run. */
export function exitCodeOfRun({ok, ended}: Pick<RunEnvelope, 'ok' | 'ended'>): number {
	if (ok) {
		return 0;
	}

	switch (ended) {
		case 'exit':
		case 'signal':
			return exitCodeOf('skill-failed');
		case 'policy':
			return exitCodeOf('policy');
		case 'cancelled':
			return exitCodeOf('interrupted');
		case 'wall':
		case 'cpu':
		case 'memory':
		case 'output':
		case 'processes':
		case 'file-size':
		case 'scratch':
			return exitCodeOf('limit');
		default:
			return assertNever(ended);
	}
}

type Ending = Pick<RunEnvelope, 'ok' | 'ended' | 'skill' | 'exitCode' | 'signal' | 'quarantine' | 'limit' | 'stderr'>;

/** Why a run did not end well, and what to do about it: one or two lines; empty for a good end. */
export function sentenceOfRun(envelope: Ending): string {
	const skill = `Skill ${JSON.stringify(toDisplay(envelope.skill, {maxLength: 80}))}`;
	switch (envelope.ended) {
		case 'exit':
			return envelope.ok ? '' : `${skill} failed with exit code ${envelope.exitCode}.`;
		case 'signal':
			return `${skill} was ended by ${envelope.signal ?? 'a signal'}.`;
		case 'policy':
			return envelope.quarantine === undefined
				? `${skill} was stopped for breaking its policy.`
				: `${skill} ${wasSeized(envelope.quarantine)}`;
		case 'cancelled':
			return `${skill} was interrupted.`;
		default: {
			const {noun, raise, unit} = limits[envelope.ended];
			const value = envelope.limit === undefined ? '' : ` (${unit(envelope.limit)})`;
			return `${skill} was stopped at its limit of ${noun}${value}.\n${hasNoRoomForThreads(envelope) ? roomForThreads : raise}`;
		}
	}
}

function wasSeized({folder, files}: Quarantine): string {
	const [what, it] =
		files === 1
			? ['a file which was', 'such a name other programs would run or obey it']
			: [`${files} files which were`, 'such names other programs would run or obey them'];
	return `left ${what} moved to ${toDisplay(folder)}: under ${it}.
Where each came from is in manifest.jsonl there; move back what you want.`;
}

/** What was denied, in one line; empty when nothing was. */
export function deniedLine(denied: readonly Denial[]): string {
	const items = denied.map(
		({kind, target, count}) => `${kind} ${toDisplay(target, {reveal: true, maxLength: 120})}${count > 1 ? ` ×${count}` : ''}`,
	);
	return items.length === 0 ? '' : `denied: ${items.join(', ')}`;
}

/** How much of a run was observed, and where it is, in one line. */
export function observedLine({attempts, lost}: Observation): string {
	const count = `${attempts.length} ${attempts.length === 1 ? 'attempt' : 'attempts'}`;
	return `observed: ${count}${lost > 0 ? `, and at least ${lost} that found no room` : ''}, in the audit log (${join(skillliteHome(), 'audit')})`;
}

/** What a ceiling withheld, in one line. */
export function withheldLine(phrases: readonly string[], ceilings: readonly string[]): string {
	return `Not granted, by ${ceilings.join(' and ')}: ${toDisplay(phrases.join(', '), {reveal: true, maxLength: 400})}.`;
}

// Node's own words when a worker thread cannot be made: it ends the whole process, and no memory was short.
function hasNoRoomForThreads({ended, stderr}: Ending): boolean {
	return ended === 'memory' && stderr.includes('reserve virtual memory for CodeRange');
}

const roomForThreads =
	'Each worker thread of Node needs 512 MB of its own where no control group can be made (see skilllite doctor): raise it with --memory, for example --memory 1GB.';

const inPolicy = (key: string) => `Raise it with resources.${key} in the skill's security_policy.`;

const seconds = (value: number) => `${value} s`;
const count = (value: number) => String(value);
const bytes = (value: number) => {
	const megabytes = value / 1024 / 1024;
	return megabytes < 1 ? `${Math.ceil(value / 1024)} KB` : `${Number(megabytes.toFixed(1))} MB`;
};

interface LimitWords {
	readonly noun: string;
	readonly raise: string;
	readonly unit: (value: number) => string;
}

const limits: Record<LimitEnded, LimitWords> = {
	wall: {noun: 'wall time', raise: 'Raise it with --timeout, for example --timeout 120s.', unit: seconds},
	cpu: {noun: 'CPU time', raise: inPolicy('cpu'), unit: seconds},
	memory: {noun: 'memory', raise: 'Raise it with --memory, for example --memory 512MB.', unit: bytes},
	output: {noun: 'output', raise: inPolicy('output'), unit: bytes},
	processes: {noun: 'processes', raise: inPolicy('processes'), unit: count},
	'file-size': {noun: 'file size', raise: inPolicy('file_size'), unit: bytes},
	scratch: {noun: 'scratch space', raise: inPolicy('scratch'), unit: bytes},
};
