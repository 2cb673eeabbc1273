import {readFileSync} from 'node:fs';
import {basename, dirname} from 'node:path';
import {limitsFor} from '../../sandbox/limits.ts';
import {emptyPolicy} from '../../sandbox/policy.ts';
import type {RunnerEvent, RunnerRequest} from '../../test/attacks/runner.ts';
import {type Bench, NotHere, type Peer, type ReadyPeer, type ScriptResult} from './peer.ts';

const nobodyUid = 65_534;

/** Our default backend. The run-time isolation of levels 2 and 3 is one and the same: level 2 skips only a question before it. */
export const skilllite: Peer = {
	id: 'skilllite',
	name: 'SkillLite, levels 2 and 3',
	setup: 'The default backend and limits, nothing granted. Levels 2 and 3 are the same at run time; level 2 skips a question before it.',
	isOurs: true,
	prepare: bench => readyPeer(bench, 'bwrap'),
};

/** Our backend for machines that allow no user namespaces. */
export const skillliteLandlock: Peer = {
	id: 'skilllite-landlock',
	name: 'SkillLite, Landlock alone',
	setup: 'The backend for machines without user namespaces; what it cannot hide it declares in every result.',
	isOurs: true,
	prepare: bench => readyPeer(bench, 'landlock'),
};

function readyPeer({node, runner}: Bench, backend: NonNullable<RunnerRequest['backend']>): ReadyPeer {
	if (process.platform !== 'linux') {
		throw new NotHere('this backend is for Linux');
	}

	return {
		version: ownVersion(),
		uidFor: ({uid}) => (uid === 0 ? nobodyUid : uid),
		invoke: ({script, args, stdin, cpuSeconds}) => {
			const request: RunnerRequest = {
				backend,
				stdin,
				job: {
					runtime: 'python',
					skill: dirname(script),
					script: basename(script),
					typescript: false,
					args,
					policy: emptyPolicy,
					limits: limitsFor('python', cpuSeconds === undefined ? {} : {cpuSeconds}),
					workspace: '/',
					environment: {},
				},
			};
			return {command: [node, runner], stdin: `${JSON.stringify(request)}\n`, read: readEvents};
		},
	};
}

/** The runner's last line is what came of the run. */
function readEvents(stdout: string): ScriptResult {
	const last = stdout.trimEnd().split('\n').at(-1) ?? '';
	if (last === '') {
		return {stdout: '', stderr: '', exitCode: null};
	}

	// Written by our own runner.
	const event = JSON.parse(last) as RunnerEvent;
	return event.type === 'outcome' ? event.outcome : {stdout: '', stderr: JSON.stringify(event), exitCode: null};
}

function ownVersion(): string {
	const {version}: {readonly version: string} = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
	return version;
}
