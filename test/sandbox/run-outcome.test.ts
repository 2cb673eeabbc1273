import {expect, test} from 'vitest';
import type {Ended} from '../../sandbox/envelope.ts';
import {deniedLine, exitCodeOfRun, sentenceOfRun} from '../../sandbox/run-outcome.ts';

const limits: readonly Ended[] = ['wall', 'cpu', 'memory', 'output', 'processes', 'file-size', 'scratch'];

test('has the exit code of the contract for every end', () => {
	expect(exitCodeOfRun({ok: true, ended: 'exit'})).toBe(0);
	expect(exitCodeOfRun({ok: false, ended: 'exit'})).toBe(1);
	expect(exitCodeOfRun({ok: false, ended: 'signal'})).toBe(1);
	expect(exitCodeOfRun({ok: false, ended: 'policy'})).toBe(4);
	expect(exitCodeOfRun({ok: false, ended: 'cancelled'})).toBe(130);
	for (const ended of limits) {
		expect(exitCodeOfRun({ok: false, ended})).toBe(5);
	}
});

test('names the limit and how to raise it, and says nothing of a good end', () => {
	const run = {ok: false, skill: 'csv', exitCode: null, signal: null, stderr: ''};
	for (const ended of limits) {
		expect(sentenceOfRun({...run, ended})).toMatch(/^Skill "csv" was stopped at its limit of [a-zA-Z ]+\.\nRaise it with \S/);
	}

	expect(sentenceOfRun({...run, ok: true, ended: 'exit', exitCode: 0})).toBe('');
	expect(sentenceOfRun({...run, ended: 'signal', signal: 'SIGSEGV'})).toBe('Skill "csv" was ended by SIGSEGV.');
});

test('names the value of the limit', () => {
	const run = {ok: false, skill: 'csv', exitCode: null, signal: null, stderr: ''};
	const first = (ended: Ended, limit: number) => sentenceOfRun({...run, ended, limit}).split('\n')[0];
	expect(first('memory', 256 * 1024 * 1024)).toBe('Skill "csv" was stopped at its limit of memory (256 MB).');
	expect(first('file-size', 1000)).toBe('Skill "csv" was stopped at its limit of file size (1 KB).');
	expect(first('cpu', 0.5)).toBe('Skill "csv" was stopped at its limit of CPU time (0.5 s).');
	expect(first('processes', 64)).toBe('Skill "csv" was stopped at its limit of processes (64).');
});

test('tells a worker thread that found no room from memory that was used up', () => {
	const run = {ok: false, skill: 'csv', exitCode: null, signal: 'SIGTRAP', ended: 'memory', limit: 512 * 1024 * 1024} as const;
	const stderr = '# Fatal process out of memory: Failed to reserve virtual memory for CodeRange';
	expect(sentenceOfRun({...run, stderr})).toContain('Each worker thread of Node needs 512 MB of its own');
	expect(sentenceOfRun({...run, stderr: ''})).not.toContain('worker thread');
});

test('says what was taken out of the way, and where it is', () => {
	const run = {ok: false, skill: 'csv', ended: 'policy', exitCode: 0, signal: null, stderr: ''} as const;
	expect(sentenceOfRun(run)).toBe('Skill "csv" was stopped for breaking its policy.');
	expect(sentenceOfRun({...run, quarantine: {folder: '/home/me/.skilllite/quarantine/1', files: 2}})).toBe(
		'Skill "csv" left 2 files which were moved to /home/me/.skilllite/quarantine/1: under such names other programs would run or obey them.\n' +
			'Where each came from is in manifest.jsonl there; move back what you want.',
	);
});

test('says what was denied with nothing that a terminal obeys', () => {
	expect(deniedLine([])).toBe('');
	const denied = [
		{kind: 'network', target: 'x.example:443\u001B[2J', count: 1},
		{kind: 'file', target: '/etc/shadow', count: 3},
	] as const;
	expect(deniedLine(denied)).toBe('denied: network x.example:443<U+001B>[2J, file /etc/shadow ×3');
});
