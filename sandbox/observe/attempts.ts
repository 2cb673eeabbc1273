/**
What the supervisor saw of an observed run, in words: which files, programs and addresses the run tried.

Attempts, not deeds: a call is seen before it is made, and its path lies in memory that the skill can change in between. So
none of this may decide anything. Every text here was made by the skill and is escaped before it leaves this file.
*/

import {posix} from 'node:path';
import type {SeenCall} from '../linux/supervisor.ts';
import {readAddress} from './socket-address.ts';

export type AttemptKind = 'read' | 'write' | 'delete' | 'look' | 'exec' | 'network' | 'process';

export interface Attempt {
	/** `look` asks about a file without opening it. */
	readonly kind: AttemptKind;
	/** A path as the run sees it, an address, or words for what has neither; escaped, and short of 1100 characters or so. */
	readonly target: string;
	/** The system call. */
	readonly call: string;
	/** Of an open file; 0 for all else. */
	readonly flags: number;
	/** Denied by its number or arguments; what a file's own rights said is not known. */
	readonly denied: boolean;
}

export interface Observation {
	/** In the order of the first of each, alike ones once. */
	readonly attempts: readonly Attempt[];
	/** At least so many calls were not written down, for want of room. */
	readonly lost: number;
}

export interface SeenWords {
	readonly nameOf: (nr: number) => string;
	/** Calls that went on. */
	readonly passing: ReadonlySet<string>;
	/** A path of the machine as the run sees it. */
	readonly insideOf: (path: string) => string;
	/** Inside; undefined for a command. */
	readonly script: string | undefined;
}

/**
Put what was seen in words, from where the interpreter opens the script: what comes before is its own start, in which nothing
of a skill has a say. Where it was never seen to open it, all of it.
*/
export function readObservation(seen: readonly SeenCall[], lost: number, words: SeenWords): Observation {
	const all = seen.flatMap(call => attemptsOf(call, words));
	const start = all.findIndex(({kind, target}) => kind === 'read' && target === words.script);
	const attempts = new Map<string, Attempt>();
	for (const attempt of all.slice(start + 1)) {
		const key = [attempt.kind, attempt.target, attempt.flags, attempt.denied].join('\0');
		if (!attempts.has(key)) {
			attempts.set(key, attempt);
		}
	}

	return {attempts: [...attempts.values()], lost};
}

function attemptsOf(seen: SeenCall, {nameOf, passing, insideOf}: SeenWords): readonly Attempt[] {
	const call = nameOf(seen.nr);
	const flags = call === 'open' || call === 'openat' ? (seen.numbers[0] ?? 0) : 0;
	const denied = !passing.has(call);
	const attempt = (kind: AttemptKind, target: string): Attempt => ({kind, target: escapeText(target), call, flags, denied});
	if (seen.paths.length > 0) {
		const paths = seen.paths.map(path => (path === '' ? '' : insideOf(shownPath(path)) + (seen.cut ? '…' : '')));
		return paths.flatMap((path, index) => (path === '' ? [] : [attempt(kindOfPath(call, index, seen.numbers), path)]));
	}

	switch (call) {
		case 'socket':
			return [attempt('network', socketWords(seen.numbers))];
		case 'connect':
		case 'bind':
		case 'sendto':
			return [attempt('network', readAddress(seen.address))];
		case 'clone':
			return ((seen.numbers[0] ?? 0) & cloneThread) === 0 ? [attempt('process', 'another process')] : [];
		case 'kill':
			return [attempt('process', `signal ${seen.numbers[1] ?? ''}`)];
		default:
			return [attempt('process', 'another process')];
	}
}

/** A lexical reading: where a link on the way leads is not known. */
function shownPath(bytes: string): string {
	return posix.normalize(Buffer.from(bytes, 'latin1').toString('utf8'));
}

const kinds: Readonly<Record<string, AttemptKind>> = {
	...named('write', 'creat truncate mkdir mkdirat mknod mknodat link linkat symlink symlinkat chmod fchmodat chown lchown fchownat'),
	...named('write', 'utime utimes futimesat utimensat'),
	...named('delete', 'rmdir unlink unlinkat'),
	...named('exec', 'execve execveat'),
};

const cloneThread = 0x1_0000;
const accessMode = 0b11;
/** O_PATH: to speak of a file, not to read it. */
const byName = 0o10_000_000;
/** O_CREAT, O_TRUNC. */
const changing = 0x40 | 0x200;

function kindOfPath(call: string, index: number, [flags = 0]: readonly number[]): AttemptKind {
	if (call === 'open' || call === 'openat') {
		if ((flags & byName) !== 0) {
			return 'look';
		}

		return (flags & accessMode) !== 0 || (flags & changing) !== 0 ? 'write' : 'read';
	}

	if (call.startsWith('rename')) {
		return index === 0 ? 'delete' : 'write';
	}

	// The file that a second name is made for.
	return call.startsWith('link') && index === 0 ? 'read' : (kinds[call] ?? 'look');
}

const families: Readonly<Record<number, string>> = {1: 'Unix', 2: 'IPv4', 10: 'IPv6', 16: 'netlink', 17: 'packet', 40: 'vsock'};
const types: Readonly<Record<number, string>> = {1: 'stream', 2: 'datagram', 3: 'raw'};

function socketWords([family = 0, type = 0]: readonly number[]): string {
	return `${families[family] ?? `family ${family}`} ${types[type & 0xf] ?? `type ${type & 0xf}`} socket`;
}

/** Nothing that a terminal obeys, that hides or that reorders: as `\u{…}`, and a backslash doubled, so that no two texts look alike. */
function escapeText(text: string): string {
	return text
		.toWellFormed()
		.replaceAll('\\', '\\\\')
		.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, character => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

function named(kind: AttemptKind, calls: string): Readonly<Record<string, AttemptKind>> {
	return Object.fromEntries(calls.split(' ').map(call => [call, kind]));
}
