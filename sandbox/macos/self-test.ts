/**
The first strict run on a Mac: a script tries what it must not be able to do, on things that are really there, and the host
looks whether any of it happened. What cannot be proved here in advance, the profile's rules, is proved on the machine
itself, each time.
*/

import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {randomUUID} from 'node:crypto';
import {createServer} from 'node:net';
import type {AddressInfo, Server} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {SandboxError} from '../base/errors.ts';
import type {RunOutcome} from '../envelope.ts';
import type {Job} from '../job.ts';
import {limitsFor} from '../limits.ts';
import {parsePolicy} from '../parse-policy.ts';
import {hostPath} from './host-path.ts';

/** What the script must find refused; `granted` is what it must find allowed, lest a run that can do nothing passes. */
export const macGuarantees = [
	'environment',
	'exec',
	'granted',
	'kill',
	'linking',
	'listing',
	'network',
	'reading',
	'secrets',
	'writing',
] as const;

export type HeldRunner = (job: Job, stdin: string) => Promise<RunOutcome>;

/** Throws a SandboxError (`unavailable`) that names what was not held, or what running threw. */
export async function assertHolds(run: HeldRunner): Promise<void> {
	const {missing} = await selfTest(run);
	if (missing.length > 0) {
		throw new SandboxError('unavailable', `Cannot run anything: a first strict run did not hold (${missing.join(', ')}).`, {
			hint: 'See what is missing with: skilllite doctor',
		});
	}
}

/** Run it, and name what was not held; empty where all was. */
export async function selfTest(run: HeldRunner): Promise<{readonly outcome: RunOutcome; readonly missing: readonly string[]}> {
	const trap = await setTrap();
	try {
		const outcome = await run(trap.job, '');
		return {outcome, missing: [...new Set([...missingInAnswer(outcome, trap.nonce), ...trap.sprung()])].sort()};
	} finally {
		await trap.remove();
	}
}

/** What the script did not see held; everything when it did not come to its answer, or to another one than ours. */
export function missingInAnswer(
	{ended, exitCode, stdout}: Pick<RunOutcome, 'ended' | 'exitCode' | 'stdout'>,
	nonce: string,
): readonly string[] {
	try {
		const held: Readonly<Record<string, unknown>> = JSON.parse(stdout);
		return ended === 'exit' && exitCode === 0 && held.nonce === nonce ? macGuarantees.filter(name => held[name] !== true) : macGuarantees;
	} catch {
		// Not an answer at all.
		return macGuarantees;
	}
}

interface Trap {
	readonly job: Job;
	readonly nonce: string;
	/** What happened on the host that must not, whatever the script says. */
	sprung(): readonly string[];
	remove(): Promise<void>;
}

async function setTrap(): Promise<Trap> {
	const folder = hostPath(mkdtempSync(join(tmpdir(), 'skilllite-self-test-')));
	const nonce = randomUUID();
	const at = (...names: readonly string[]) => join(folder, ...names);
	for (const name of ['skill', 'outside', 'workspace', 'workspace/data']) {
		mkdirSync(at(name));
	}

	writeFileSync(at('skill', 'probe.cjs'), probe);
	for (const path of [at('outside', 'canary'), at('workspace', 'data', '.env'), at('workspace', 'data', 'plain')]) {
		writeFileSync(path, nonce);
	}

	const listener = await listen();
	const scene = {
		nonce,
		canary: at('outside', 'canary'),
		written: at('outside', 'written'),
		started: at('outside', 'started'),
		folder: at('outside'),
		secret: at('workspace', 'data', '.env'),
		plain: at('workspace', 'data', 'plain'),
		port: (listener.server.address() as AddressInfo).port,
		pid: process.pid,
	};
	return {
		job: {
			runtime: 'node',
			skill: at('skill'),
			script: 'probe.cjs',
			typescript: false,
			args: [JSON.stringify(scene)],
			policy: parsePolicy({filesystem: {read: ['data']}}),
			limits: limitsFor('node', {}),
			workspace: at('workspace'),
			environment: {},
		},
		nonce,
		sprung: () => [
			...(existsSync(scene.started) ? ['exec'] : []),
			...(existsSync(scene.written) || readFileSync(scene.canary, 'utf8') !== nonce ? ['writing'] : []),
			...(listener.visits() > 0 ? ['network'] : []),
		],
		async remove() {
			listener.server.close();
			rmSync(folder, {recursive: true, force: true});
		},
	};
}

async function listen(): Promise<{readonly server: Server; readonly visits: () => number}> {
	let visits = 0;
	const server = createServer(socket => {
		visits++;
		socket.destroy();
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(0, '127.0.0.1', resolve);
	});
	return {server, visits: () => visits};
}

// Refused is what the system refuses: a file that is missing, a port that is closed, would prove nothing.
const probe = `const {spawnSync} = require('node:child_process');
const {linkSync, readFileSync, readdirSync, writeFileSync} = require('node:fs');
const {join} = require('node:path');
const scene = JSON.parse(process.argv[2]);
const isRefusal = error => error?.code === 'EPERM' || error?.code === 'EACCES';
const refused = action => {
	try {
		action();
		return false;
	} catch (error) {
		return isRefusal(error);
	}
};
const works = action => {
	try {
		return action();
	} catch {
		return false;
	}
};
const mine = name => join(process.env.TMPDIR, name);
const known = /^(?:HOME|TMPDIR|USER|LOGNAME|LANG|LC_ALL|SSL_CERT_FILE|OPENSSL_CONF|__CF_USER_TEXT_ENCODING)$/;
const held = {
	nonce: scene.nonce,
	environment: Object.keys(process.env).every(name => known.test(name)),
	exec: isRefusal(spawnSync('/usr/bin/touch', [scene.started]).error),
	granted: works(() => {
		writeFileSync(mine('own'), scene.nonce);
		return readFileSync(mine('own'), 'utf8') === scene.nonce && readFileSync(scene.plain, 'utf8') === scene.nonce;
	}),
	kill: refused(() => process.kill(scene.pid, 0)),
	linking: refused(() => {
		linkSync(scene.canary, mine('link'));
		readFileSync(mine('link'));
	}),
	listing: refused(() => readdirSync(scene.folder)) && refused(() => readdirSync('/Users')),
	reading: refused(() => readFileSync(scene.canary)) && refused(() => readFileSync('/etc/passwd')),
	secrets: refused(() => readFileSync(scene.secret)),
	writing: refused(() => writeFileSync(scene.written, '')) && refused(() => writeFileSync(scene.canary, '')),
};
const socket = require('node:net').connect(scene.port, '127.0.0.1');
const answer = network => {
	socket.destroy();
	console.log(JSON.stringify({...held, network}));
};
socket.on('connect', () => answer(false)).on('error', error => answer(isRefusal(error)));
`;
