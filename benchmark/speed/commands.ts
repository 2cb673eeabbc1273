/** Contenders that are commands: the other peers, our own command line, and the floors under both. */

import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {nativePrograms} from '../../sandbox/linux/native.ts';
import {planRun} from '../../sandbox/linux/plan.ts';
import {sandboxCapabilities} from '../../sandbox/linux/probe.ts';
import {runWith} from '../../sandbox/run.ts';
import {performScript} from '../perform.ts';
import type {PreparedPeer} from '../peers/all.ts';
import {type Bench, type Caller, pythonFlags, type ReadyPeer} from '../peers/peer.ts';
import {assertAnswer, type Contender} from './contender.ts';
import {jobFor, type Workload} from './workload.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const nobodyUid = 65_534;

export interface Place {
	readonly bench: Bench;
	readonly caller: Caller;
	/** Folder of the measured skill. */
	readonly skill: string;
}

/** Another sandbox, or none. */
export function peerContender(place: Place, {peer, ...ready}: PreparedPeer, every: number): Contender {
	return {
		id: peer.id,
		name: peer.name,
		isOurs: false,
		about: peer.setup,
		workloads: ['print', 'json'],
		every,
		run: workload => runOnce(peer.name, ready, place, workload),
	};
}

/** The floor of our Node skills, and of every command of ours. */
export function bareNode(place: Place): Contender {
	const command = (script: string) => ({command: [process.execPath, script]});
	return {
		id: 'bare-node',
		name: 'bare Node',
		isOurs: false,
		about: 'The Node that everything of ours runs on.',
		workloads: ['node-json'],
		every: 1,
		run: workload => runOnce('bare Node', {version: '', invoke: ({script}) => command(script)}, place, workload),
	};
}

/** An empty program in Node: what a command in Node cannot go below. */
export function emptyNode(place: Place): Contender {
	const ready: ReadyPeer = {version: '', invoke: () => ({command: [process.execPath, '-e', 'console.log(1)']})};
	return {
		id: 'empty-node',
		name: 'Node that prints 1',
		isOurs: false,
		about: '`node -e`: the least that a command written for Node takes.',
		workloads: ['print'],
		every: 1,
		run: workload => runOnce('empty Node', ready, place, workload),
	};
}

/**
bubblewrap with the very arguments that we give it and the interpreter in the launcher's place: namespaces and mounts
without filter, Landlock, limits, supervisor. What is above it is our own.
*/
export async function bubblewrapAsOurs(place: Place): Promise<Contender> {
	const capabilities = await sandboxCapabilities(runWith);
	const commandFor = ({script, runtime}: Workload) => {
		const job = {...jobFor({script, runtime}, place.skill), proxyPort: 0, memoryHeld: false};
		const {command} = planRun(job, capabilities, nativePrograms().launch);
		return [...command.slice(0, -1), place.bench.python, ...pythonFlags, join('/skill', script)];
	};
	const caller = place.caller.uid === 0 ? {...place.caller, uid: nobodyUid, gid: nobodyUid} : place.caller;
	return {
		id: 'bubblewrap-as-ours',
		name: 'bubblewrap, our arguments',
		isOurs: false,
		about: 'bubblewrap with the arguments that we give it, the interpreter in the place of our launcher.',
		workloads: ['print', 'json'],
		every: 1,
		run: workload =>
			runOnce(
				'bubblewrap with our arguments',
				{version: '', invoke: () => ({command: commandFor(workload)})},
				{...place, caller},
				workload,
			),
	};
}

/** `skilllite run`, the whole process. */
export function commandLine(place: Place, level: 2 | 3): Contender {
	const name = `skilllite run, level ${level}`;
	const invocation = ({script, stdin}: Workload): ReadyPeer => ({
		version: '',
		invoke: () => ({
			command: [join(root, 'bin/skilllite'), 'run', place.skill, stdin || '{}', '--script', script, '--level', String(level)],
		}),
	});
	return {
		id: `cli-${level}`,
		name,
		isOurs: true,
		about: 'The whole command: a Node that starts, admission, consent, sandbox, audit.',
		workloads: ['print', 'json', 'node-json'],
		every: 1,
		run: workload => runOnce(name, invocation(workload), place, workload),
	};
}

async function runOnce(name: string, ready: ReadyPeer, {caller, skill}: Place, workload: Workload): Promise<void> {
	const start = {script: join(skill, workload.script), args: [], stdin: workload.stdin, caller};
	const {stdout, stderr} = await performScript(ready, start, {timeoutMs: 60_000});
	if (stdout === '') {
		throw new Error(`${name} gave no answer: ${stderr.slice(0, 500)}`);
	}

	assertAnswer(name, workload, stdout);
}
