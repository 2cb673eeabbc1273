import {expect, test} from 'vitest';
import {type EndFacts, endedBy, limitsFor, limitThatEnded, rlimitsFor} from '../../sandbox/limits.ts';

const mebibyte = 1024 * 1024;
const limits = limitsFor('python', {});
const facts: EndFacts = {
	by: 'exit',
	killedFor: null,
	code: 0,
	cpuSeconds: 0.1,
	peakBytes: 9 * mebibyte,
	outOfMemory: false,
	scratchBytes: 0,
	stderrTail: '',
};
const ended = (changes: Partial<EndFacts>) => endedBy({...facts, ...changes}, limits);

test('an exit is an exit, whatever its code', () => {
	expect([0, 1, 2, 126, 127, 128, 200].map(code => ended({code}))).toEqual(Array(7).fill('exit'));
});

test('our own reason for a kill, and the wall clock, come before everything that looks like another', () => {
	expect(ended({killedFor: 'output', by: 'cancelled', code: 137, stderrTail: 'MemoryError'})).toBe('output');
	expect(ended({by: 'wall', code: 137, cpuSeconds: 40})).toBe('wall');
});

test('a system call that kills is a breach of policy', () => {
	expect(ended({code: 159})).toBe('policy');
});

test('a kill at the end of the CPU time is the CPU limit, also where the kernel reports a little less', () => {
	expect(ended({code: 152})).toBe('cpu');
	expect(ended({code: 137, cpuSeconds: 30.01})).toBe('cpu');
	expect(ended({code: 137, cpuSeconds: 26.8})).toBe('cpu');
	expect(ended({code: 137, cpuSeconds: 5})).toBe('signal');
});

test("memory is named by the kernel's kill, unless the run ended well all the same", () => {
	expect(ended({code: 137, outOfMemory: true})).toBe('memory');
	expect(ended({code: 1, outOfMemory: true})).toBe('memory');
	expect(ended({code: 0, outOfMemory: true})).toBe('exit');
});

test("memory is named by what was used or by the runtime's own last words", () => {
	expect(ended({code: 1, stderrTail: 'Traceback\nMemoryError\n'})).toBe('memory');
	expect(ended({code: 134, stderrTail: 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'})).toBe(
		'memory',
	);
	expect(ended({code: 139, peakBytes: 0.95 * limits.memoryBytes})).toBe('memory');
	expect(ended({code: 139})).toBe('signal');
});

test('a script that survives its MemoryError ended by itself', () => {
	expect(ended({code: 0, stderrTail: 'MemoryError', peakBytes: limits.memoryBytes})).toBe('exit');
});

test('files, processes and scratch space are named', () => {
	expect(ended({code: 153})).toBe('file-size');
	expect(ended({code: 1, stderrTail: 'OSError: [Errno 27] File too large'})).toBe('file-size');
	expect(ended({code: 254, stderrTail: 'main.sh: fork: retry: Resource temporarily unavailable'})).toBe('processes');
	expect(ended({code: 1, stderrTail: 'OSError: [Errno 28] No space left on device', scratchBytes: limits.scratchBytes})).toBe('scratch');
	expect(ended({code: 1, stderrTail: 'No space left on device'})).toBe('exit');
	expect(ended({code: 1, stderrTail: 'No space left on device', scratchBytes: undefined})).toBe('scratch');
});

test('each runtime has defaults of its own, under what was asked', () => {
	expect(limitsFor('node', {}).memoryBytes).toBe(512 * mebibyte);
	expect(limitsFor('bash', {}).processes).toBe(64);
	expect(limitsFor('node', {memoryBytes: mebibyte}).memoryBytes).toBe(mebibyte);
});

test('Node has room for its code range and no limit on addresses; the others have both limits', () => {
	expect(rlimitsFor('node', limitsFor('node', {}))).toMatchObject({data: 1024 * mebibyte});
	expect(rlimitsFor('node', limits)).not.toHaveProperty('addressSpace');
	expect(rlimitsFor('python', limits)).toMatchObject({data: 256 * mebibyte, addressSpace: 768 * mebibyte, core: 0, files: 512, cpu: 30});
});

test('a shell is held to its processes, the others to a bound on threads, and part of a second is a whole one for the kernel', () => {
	expect(rlimitsFor('bash', limitsFor('bash', {processes: 7}))).toMatchObject({processes: 7});
	expect(rlimitsFor('python', limits).processes).toBeGreaterThan(1024);
	expect(rlimitsFor('python', {...limits, cpuSeconds: 0.2})).toMatchObject({cpu: 1});
});

test('the limit that ended a run has its value; for what cannot fork, processes are threads', () => {
	expect(limitThatEnded('memory', 'python', limits)).toEqual({limit: 256 * mebibyte});
	expect(limitThatEnded('wall', 'python', limits)).toEqual({limit: 60});
	expect(limitThatEnded('processes', 'bash', limitsFor('bash', {}))).toEqual({limit: 64});
	expect(limitThatEnded('processes', 'python', limits)).toEqual({limit: 1024});
	expect(limitThatEnded('exit', 'python', limits)).toEqual({});
});
