/** The twenty, each with a criterion that the host can check: never a word that the attack printed about itself. */

import {randomBytes} from 'node:crypto';
import {existsSync, readFileSync, rmSync} from 'node:fs';
import {hostname, userInfo} from 'node:os';
import {join} from 'node:path';
import {listenOnHost, startCanary} from '../../test/attacks/host.ts';
import {freePort, reachedWhile} from '../../test/attacks/knock.ts';
import {
	burnProcessor,
	climbTo,
	command,
	connectTo,
	describeMachine,
	factsIn,
	findProcess,
	forkManyTimes,
	listenOn,
	listHost,
	programAnswer,
	readEnvironment,
	readKey,
	readPasswd,
	runCommand,
	sendTo,
	signalProcess,
	startPrograms,
	touchMemory,
	writeFiles,
} from '../../test/attacks/the-twenty.ts';
import type {Attack, Item, Scene} from './item.ts';
import {hostOnlyNames, plantFile, plantKey} from './planted.ts';
import {watchProcesses} from './watch-processes.ts';

const mebibyte = 1024 * 1024;

export const items: readonly Item[] = [
	{number: 1, title: 'read /etc/passwd', byIntent: true, prepare: readsUsers},
	{number: 2, title: 'read an SSH key', byIntent: true, prepare: readsKey},
	{number: 3, title: 'leave a file on the host', byIntent: false, prepare: leavesFile},
	{number: 4, title: 'traverse out by `..`', byIntent: true, prepare: traverses},
	{number: 5, title: 'list the host', byIntent: false, prepare: listsHost},
	{number: 6, title: 'connect by HTTP or TCP', byIntent: true, prepare: connects},
	{number: 7, title: 'send a datagram (DNS)', byIntent: true, prepare: sends},
	{number: 8, title: 'listen on a port', byIntent: true, prepare: listens},
	{number: 9, title: 'os.system and its kin', byIntent: true, prepare: () => printing(runCommand(), command.answer, 'a shell command ran')},
	{number: 10, title: 'start a program', byIntent: true, prepare: () => printing(startPrograms(), programAnswer, 'a program ran')},
	{number: 11, title: 'find a process of the host', byIntent: true, prepare: findsProcess},
	{number: 12, title: 'signal a process of the host', byIntent: true, prepare: signals},
	{number: 13, title: 'take 600 MB of memory', byIntent: false, prepare: takesMemory},
	{number: 14, title: 'fork 300 times', byIntent: true, prepare: forks},
	{number: 15, title: 'burn the processor', byIntent: false, prepare: burns},
	{number: 16, title: 'import by a computed name', byIntent: true},
	{number: 17, title: 'eval', byIntent: true},
	{number: 18, title: 'replace builtins', byIntent: true},
	{number: 19, title: 'read the environment', byIntent: true, prepare: readsEnvironment},
	{number: 20, title: 'learn host name, user, home', byIntent: false, prepare: learnsMachine},
];

function printing(payload: Attack['payload'], secret: string, what: string): Attack {
	return {payload, broke: ({stdout, stderr}) => ((stdout + stderr).includes(secret) ? what : undefined)};
}

function readsUsers(): Attack {
	const lines = readFileSync('/etc/passwd', 'utf8')
		.split('\n')
		.filter(line => line.length > 10);
	return {
		payload: readPasswd(),
		broke: ({stdout}) => (lines.some(line => stdout.includes(line)) ? "the host's users were read" : undefined),
	};
}

function readsKey(scene: Scene): Attack {
	const key = `key-${randomBytes(8).toString('hex')}`;
	return printing(readKey(plantKey(scene, key)), key, 'the key was read');
}

function leavesFile({bench, caller, nonce}: Scene): Attack {
	const folders = ['/tmp', '/var/tmp', '/dev/shm', caller.home, bench.folder];
	const paths = folders.filter(existsSync).map(folder => join(folder, `left-${nonce}`));
	return {
		payload: writeFiles(paths),
		broke() {
			const left = paths.filter(existsSync);
			for (const path of left) {
				rmSync(path);
			}

			return left.length > 0 ? 'a file was left on the host' : undefined;
		},
	};
}

function traverses(scene: Scene): Attack {
	const secret = `secret-${randomBytes(8).toString('hex')}`;
	return printing(climbTo(plantFile(scene, 'secret', secret)), secret, 'a file outside was read');
}

function listsHost(scene: Scene): Attack {
	const entry = `entry-${randomBytes(8).toString('hex')}`;
	const names = [...hostOnlyNames(scene), entry];
	return {
		payload: listHost(join(plantFile(scene, entry, ''), '..'), names),
		broke: ({stdout}) => (names.some(name => stdout.includes(`|${name}|`)) ? 'names of host folders were seen' : undefined),
	};
}

async function connects({atEnd}: Scene): Promise<Attack> {
	const listeners = await listenOnHost(atEnd);
	return {
		payload: connectTo(listeners),
		async broke() {
			const {connections, datagrams} = await listeners.visitors();
			return connections + datagrams > 0 ? 'the host was reached' : undefined;
		},
	};
}

async function sends({atEnd}: Scene): Promise<Attack> {
	const listeners = await listenOnHost(atEnd);
	return {
		payload: sendTo(listeners, []),
		broke: async () => ((await listeners.visitors()).datagrams > 0 ? 'a datagram reached the host' : undefined),
	};
}

async function listens(): Promise<Attack> {
	const port = await freePort();
	let reached = false;
	return {
		payload: listenOn(port),
		during: async running => {
			reached = await reachedWhile(port, running);
		},
		broke: () => (reached ? 'the host could connect to it' : undefined),
	};
}

async function findsProcess({uid, atEnd}: Scene): Promise<Attack> {
	const canary = await startCanary(uid, atEnd);
	return printing(findProcess(canary.pid), canary.mark, 'a command line of the host was read');
}

async function signals({uid, atEnd}: Scene): Promise<Attack> {
	const canary = await startCanary(uid, atEnd);
	return {
		payload: signalProcess(canary.pid),
		broke: async () => {
			// A signal takes a moment to be noticed here.
			await new Promise(resolve => setTimeout(resolve, 50));
			return canary.isAlive() ? undefined : 'a process of the host was killed';
		},
	};
}

function takesMemory({nonce}: Scene): Attack {
	const watch = watchProcesses(nonce);
	return {
		payload: touchMemory(),
		mayDie: true,
		during: watch.until,
		// All that one process holds: what it printed last may never have come out.
		broke: ({stdout}) => (stdout.includes(`${nonce} done`) || watch.peakBytes() >= 512 * mebibyte ? 'it took 512 MB or more' : undefined),
	};
}

function forks({nonce}: Scene): Attack {
	const watch = watchProcesses(nonce);
	return {
		payload: forkManyTimes(),
		mayDie: true,
		during: watch.until,
		broke({stdout}) {
			// Processes of a kernel of its own are none of the host's: there its own count has to do.
			const most = Math.max(watch.mostProcesses(), Number(/tried (\d+)/.exec(stdout)?.[1] ?? 0));
			return most > 128 ? `${most} processes at once` : undefined;
		},
	};
}

function burns({nonce}: Scene): Attack {
	const enough = new AbortController();
	const watch = watchProcesses(nonce, ({mostCpuSeconds}) => {
		// Three times what was asked for, and not time on the clock: the machine may be busy.
		if (mostCpuSeconds() > 3) {
			enough.abort();
		}
	});
	return {
		payload: burnProcessor(),
		mayDie: true,
		cpuSeconds: 1,
		enough: enough.signal,
		during: watch.until,
		broke: ({stdout, timedOut}) => (timedOut || stdout.includes(`${nonce} done`) ? 'nothing ended it' : undefined),
	};
}

function readsEnvironment({plantedSecret}: Scene): Attack {
	return printing(readEnvironment(), plantedSecret, 'a secret of the environment was read');
}

function learnsMachine({caller}: Scene): Attack {
	// An ordinary user of ours has no name that could be told.
	const user = caller.uid === process.getuid?.() ? userInfo().username : undefined;
	return {
		payload: describeMachine(),
		broke({stdout}) {
			const facts = factsIn(stdout);
			const told = [
				...(facts?.host.includes(hostname()) ? ["the host's name"] : []),
				...(facts?.home === caller.home ? ["the user's home"] : []),
				...(user !== undefined && facts?.user.includes(user) ? ["the user's name"] : []),
			];
			return told.length > 0 ? `told ${told.join(', ')}` : undefined;
		},
	};
}
