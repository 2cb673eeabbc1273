/** A run whose policy block is damaged on its way to the launcher: what `runJob` does, with one fault injected. */

import {nativePrograms} from '../../sandbox/linux/native.ts';
import type {Job} from '../../sandbox/job.ts';
import {planRun} from '../../sandbox/linux/plan.ts';
import {sandboxCapabilities} from '../../sandbox/linux/probe.ts';
import {type SupervisedResult, superviseCommand} from '../../sandbox/linux/supervisor.ts';
import {runWith} from '../../sandbox/run.ts';

interface BlockRecord {
	readonly type: number;
	readonly payload: Buffer;
}

/** Numbers of the records, as native/launch.c reads them. */
const types = {interpreter: 1, argument: 2, rlimit: 4, landlock: 5, filter: 6, listen: 8, landlockAbi: 9, folder: 10, mount: 11} as const;

type Damage = (records: readonly BlockRecord[]) => readonly BlockRecord[];

const replaced =
	(type: number, change: (payload: Buffer) => Buffer): Damage =>
	records =>
		records.map(record => (record.type === type ? {type, payload: change(record.payload)} : record));
const without =
	(type: number): Damage =>
	records =>
		records.filter(record => record.type !== type);
const number = (value: number) => () => {
	const payload = Buffer.alloc(4);
	payload.writeUInt32LE(value);
	return payload;
};
const cut = (bytes: number) => (payload: Buffer) => payload.subarray(0, payload.length - bytes);

/** Faults of the records, by name. */
const damages = {
	'a filter cut inside an instruction': replaced(types.filter, cut(3)),
	'a filter cut after an instruction': replaced(types.filter, cut(8)),
	'an empty filter': replaced(types.filter, () => Buffer.alloc(0)),
	'a filter of garbage': replaced(types.filter, payload => Buffer.alloc(payload.length, 0xff)),
	'no filter': without(types.filter),
	'an interpreter that is not there': replaced(types.interpreter, () => Buffer.from('/usr/bin/not-there\0')),
	'an interpreter path without its end': replaced(types.interpreter, cut(1)),
	'an interpreter that is a folder': replaced(types.interpreter, () => Buffer.from('/skill\0')),
	'an interpreter that is no program': replaced(types.interpreter, () => Buffer.from('/skill/main\0')),
	'no interpreter': without(types.interpreter),
	'a Landlock rule for a path that is not there': replaced(types.landlock, () => Buffer.from('\x04\0\0\0\0\0\0\0/not-there\0', 'latin1')),
	'a Landlock rule cut short': replaced(types.landlock, payload => payload.subarray(0, 7)),
	'a kernel whose Landlock is too old': replaced(types.landlockAbi, number(99)),
	'a port that may not be listened to': replaced(types.listen, number(1)),
	'a listener that nobody takes': replaced(types.listen, number(3128)),
	'a port cut short': replaced(types.listen, cut(2)),
	'a limit cut short': replaced(types.rlimit, cut(8)),
	'a limit that does not exist': replaced(types.rlimit, payload => Buffer.concat([Buffer.from([99, 0, 0, 0]), payload.subarray(4)])),
	'an argument with a NUL in it': replaced(types.argument, () => Buffer.from('a\0b\0')),
	'a granted mount that turns out to be another file': replaced(types.mount, payload => {
		const changed = Buffer.from(payload);
		changed.writeBigUInt64LE(payload.readBigUInt64LE(8) + 1n, 8);
		return changed;
	}),
	'a granted mount on another device': replaced(types.mount, payload => {
		const changed = Buffer.from(payload);
		changed.writeBigUInt64LE(payload.readBigUInt64LE(0) + 1n, 0);
		return changed;
	}),
	'a granted mount cut short': replaced(types.mount, payload => payload.subarray(0, 17)),
	'a folder that is not there': replaced(types.folder, () => Buffer.from('/not-there\0')),
} as const satisfies Record<string, Damage>;

/** Faults of the block's frame. */
const frames = {
	'an empty block': () => Buffer.alloc(0),
	'a block cut in the middle': (block: Buffer) => block.subarray(0, block.length >> 1),
	'a block with another name': (block: Buffer) => Buffer.concat([Buffer.from('SKB2'), block.subarray(4)]),
	'a block that claims to be huge': (block: Buffer) => withLength(block, 0xffff_ffff),
	'a block that claims to be empty': (block: Buffer) => withLength(block, 8),
	'a record that reaches past the end': (block: Buffer) => {
		const copy = Buffer.from(block);
		copy.writeUInt32LE(0x7fff_ffff, 12);
		return copy;
	},
} as const satisfies Record<string, (block: Buffer) => Buffer>;

export type Tampering = keyof typeof damages | keyof typeof frames;

export const tamperings = [...Object.keys(damages), ...Object.keys(frames)] as readonly Tampering[];

/** Run a job under a damaged block; gives what the supervisor reported. */
export async function runTampered(tampering: Tampering, job: Job, stdin: string): Promise<SupervisedResult> {
	const capabilities = await sandboxCapabilities(runWith);
	const {launch, supervise} = nativePrograms();
	const plan = planRun({...job, proxyPort: 0, memoryHeld: false}, capabilities, launch);
	return superviseCommand({
		supervise,
		supervisorArgs: plan.supervisorArgs,
		command: plan.command,
		policyBlock: damage(Buffer.from(plan.policyBlock), tampering),
		stdin,
		outputBytes: job.limits.outputBytes,
		wantsListener: false,
		isSandboxed: true,
	});
}

function damage(block: Buffer, tampering: Tampering): Buffer {
	return isDamage(tampering) ? encode(damages[tampering](decode(block))) : frames[tampering](block);
}

function isDamage(tampering: Tampering): tampering is keyof typeof damages {
	return tampering in damages;
}

function withLength(block: Buffer, length: number): Buffer {
	const copy = Buffer.from(block);
	copy.writeUInt32LE(length, 4);
	return copy;
}

function decode(block: Buffer): readonly BlockRecord[] {
	const records: BlockRecord[] = [];
	for (let at = 8; at < block.length; ) {
		const length = block.readUInt32LE(at + 4);
		records.push({type: block.readUInt32LE(at), payload: block.subarray(at + 8, at + 8 + length)});
		at += 8 + length;
	}

	return records;
}

function encode(records: readonly BlockRecord[]): Buffer {
	const body = Buffer.concat(
		records.flatMap(({type, payload}) => {
			const head = Buffer.alloc(8);
			head.writeUInt32LE(type, 0);
			head.writeUInt32LE(payload.length, 4);
			return [head, payload];
		}),
	);
	return withLength(Buffer.concat([Buffer.from('SKB1\0\0\0\0', 'latin1'), body]), 8 + body.length);
}
