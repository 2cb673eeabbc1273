/**
Attacks that are single system calls, as tables: each call is made by Python, by Node and by a shell, and must be refused in
each. The host looks at the process before and after, as its kernel sees it (inside.ts): a call that worked would show there.
*/

import {execFileSync} from 'node:child_process';
import {chmodSync, copyFileSync, existsSync, mkdtempSync, renameSync} from 'node:fs';
import {constants} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, inject} from 'vitest';
import type {RunOutcome} from '../../../sandbox/envelope.ts';
import {asRoot, eachIdentity, type Identity} from '../identity.ts';
import {bash, node, type Payload, python, syscallNumber} from '../payload.ts';
import {attack, placeFolder, placeSkill, type RunOptions, runBare} from '../sandboxed.ts';
import {attackWatched} from './inside.ts';

/** A number, or bytes that are passed by their address; text gets the NUL that C wants. */
type Argument = number | bigint | string | Uint8Array;

export interface Call {
	readonly name: string;
	readonly args: readonly Argument[];
	/** The error when it is refused without a record; otherwise the supervisor refuses and counts it. */
	readonly quietly?: keyof typeof constants.errno;
	/** Root can make it on the host, where it does no harm in a child that ends at once: then the control does. */
	readonly control: boolean;
}

/** A call that is refused and counted. */
export function call(name: string, ...args: readonly Argument[]): Call {
	return {name, args, control: false};
}

/** A call that the control makes too. */
export function controlled(name: string, ...args: readonly Argument[]): Call {
	return {name, args, control: true};
}

/** The same call, refused with this error and no record. */
export function quietly(made: Call, error: keyof typeof constants.errno): Call {
	return {...made, quietly: error};
}

/** Tests of a table: the calls are refused to every runtime, refused to a run that is root for the kernel, and real. */
export function refusesCalls(what: string, calls: readonly Call[]): void {
	eachIdentity(`${what}, from Python`, async identity => {
		const {outcome, before, after} = await attackWatched(identity, inPython(calls));
		expectRefused(outcome, calls);
		expect(after).toEqual(before);
	});
	eachIdentity(`${what}, from Node`, identity => attackByLibrary(identity, 'node', calls), {missing: noCompiler});
	eachIdentity(`${what}, from a shell`, identity => attackByLibrary(identity, 'bash', calls), {
		missing: noCompiler,
		bwrapOnly: 'it runs no shell',
	});
	asRoot(
		`${what}, in a folder of root's own`,
		async identity => {
			const options = {policy: {filesystem: {write: ['.']}}, workspace: placeFolder(identity)};
			const {outcome, before, after} = await attackWatched(identity, inPython(calls), options);
			expectRefused(outcome, calls);
			expect(after).toEqual(before);
		},
		{bwrapOnly: 'it grants no writing'},
	);
	if (calls.some(({control}) => control)) {
		asRoot(`the control of: ${what}`, identity => expectReal(identity, calls), {bwrapOnly: 'it needs no sandbox'});
	}
}

async function attackByLibrary(identity: Identity, runtime: 'node' | 'bash', calls: readonly Call[]): Promise<void> {
	const {payload, skill} = byLibrary(runtime, calls);
	expectRefused(await attack(identity, payload, {skill}), calls);
}

/** Run a table from one runtime by the library, in a run of the caller's making. */
export async function attackWithCalls(
	identity: Identity,
	runtime: 'node' | 'bash',
	calls: readonly Call[],
	options: RunOptions,
): Promise<RunOutcome> {
	const {payload, skill} = byLibrary(runtime, calls);
	const outcome = await attack(identity, payload, {...options, skill});
	expectRefused(outcome, calls);
	return outcome;
}

/** Every call was refused: to the process by an error number, and in the supervisor's own count. */
export function expectRefused(outcome: RunOutcome, calls: readonly Call[]): void {
	const errors = errorsOf(outcome.stdout);
	expect(calls.map(({name}, index) => `${index} ${name} ${errorName(errors, index)}`)).toEqual(
		calls.map(({name, quietly}, index) => `${index} ${name} ${quietly ?? (name === 'socket' ? 'EACCES' : 'EPERM')}`),
	);
	for (const name of new Set(calls.filter(made => made.quietly === undefined).map(({name}) => name))) {
		const attempts = calls.filter(made => made.name === name && made.quietly === undefined).length;
		const counted = outcome.denied.find(({target}) => target === name)?.count ?? 0;
		expect(counted, `${name} was counted`).toBeGreaterThanOrEqual(attempts);
	}
}

async function expectReal(identity: Identity, calls: readonly Call[]): Promise<void> {
	const real = calls.filter(({control}) => control);
	const errors = errorsOf(await runBare(identity, inPython(real, 'forked')));
	const made = real.map(({name}, index) => ({name, error: errorName(errors, index)}));
	// A kernel may be built without a call.
	expect(made.filter(({error}) => error !== '0' && error !== 'ENOSYS')).toEqual([]);
	expect(made.filter(({error}) => error === '0').length).toBeGreaterThan(0);
}

function errorsOf(stdout: string): ReadonlyMap<number, number> {
	return new Map([...stdout.matchAll(/^call (\d+) (\d+)$/gm)].map(([, index, error]) => [Number(index), Number(error)]));
}

function errorName(errors: ReadonlyMap<number, number>, index: number): string {
	const number = errors.get(index);
	return Object.entries(constants.errno).find(([, value]) => value === number)?.[0] ?? String(number);
}

/** A table as the payload of Python, which needs no compiler. `forked`: each call in a child of its own. */
export function inPython(calls: readonly Call[], how: 'here' | 'forked' = 'here'): Payload {
	return python(`
		import ctypes, os
		libc = ctypes.CDLL(None, use_errno=True)
		libc.syscall.restype = ctypes.c_long
		def argument(text):
		    # Room behind the bytes, for calls that answer into them.
		    return ctypes.create_string_buffer(bytes.fromhex(text[1:]) + bytes(256)) if text[0] == '@' else ctypes.c_long(int(text))
		def make(index, words):
		    result = libc.syscall(*[argument(word) for word in words], *[ctypes.c_long(0)] * (7 - len(words)))
		    print('call', index, ctypes.get_errno() if result == -1 else 0, flush=True)
		def forked(index, words):
		    if os.fork() == 0:
		        make(index, words)
		        os._exit(0)
		    os.wait()
		# BEFORE
		for index, words in enumerate(${JSON.stringify(calls.map(wordsOf))}):
		    ${how === 'forked' ? 'forked' : 'make'}(index, words)
		# AFTER
	`);
}

/** A table as the file that calls.c reads. */
export function tableOf(calls: readonly Call[]): string {
	return calls.map(each => `${wordsOf(each).join(' ')}\n`).join('');
}

function wordsOf({name, args}: Call): readonly string[] {
	return [String(syscallNumber(name)), ...args.map(wordOf)];
}

function wordOf(value: Argument): string {
	if (typeof value === 'number' || typeof value === 'bigint') {
		return String(BigInt.asUintN(64, BigInt(value)));
	}

	return `@${Buffer.from(typeof value === 'string' ? `${value}\0` : value).toString('hex')}`;
}

const compiler = ['/usr/bin/cc', '/usr/bin/gcc', '/usr/local/bin/cc'].find(path => existsSync(path));

/** Why no native code can be made for these tests; undefined where it can. */
export const noCompiler = compiler === undefined ? 'there is no C compiler' : undefined;

const loading = {
	node: node(`
		process.env.CALLS = import.meta.dirname + '/table';
		// It loads, makes its calls, and is then found to be no add-on.
		await attempt(() => process.dlopen({exports: {}}, import.meta.dirname + '/calls.so'));
	`),
	bash: bash(`
		export CALLS=\${0%/*}/table
		enable -f "\${0%/*}/calls.so" nothing
	`),
};

function byLibrary(runtime: 'node' | 'bash', calls: readonly Call[]): {readonly payload: Payload; readonly skill: string} {
	const payload = loading[runtime];
	const skill = placeSkill(payload, {table: tableOf(calls)});
	copyFileSync(compile('calls.c'), join(skill, 'calls.so'));
	return {payload, skill};
}

/** Compile a file beside this one to a library, or with `main` to a program, once for all tests; gives its path. */
export function compile(source: string, kind: 'library' | 'program' = 'library'): string {
	const made = join(inject('world').folder, `${source}.${kind}`);
	if (!existsSync(made)) {
		// Another worker may be at it too: each makes its own, and puts it there in one step.
		const draft = join(mkdtempSync(join(inject('world').folder, 'draft-')), 'made');
		execFileSync(compiler ?? 'cc', [
			'-O1',
			...(kind === 'library' ? ['-shared', '-fPIC'] : []),
			'-o',
			draft,
			fileURLToPath(new URL(source, import.meta.url)),
		]);
		chmodSync(draft, 0o755);
		renameSync(draft, made);
	}

	return made;
}
