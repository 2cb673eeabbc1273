import {execFileSync, spawnSync} from 'node:child_process';
import {existsSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {limitsFor} from '../../../sandbox/limits.ts';
import {heldCommand, limitsRefused} from '../../../sandbox/macos/command.ts';
import {superviseHeld} from '../../../sandbox/macos/supervisor.ts';
import {makeFolder} from '../folders.ts';
import {standIn} from './stand-ins.ts';

const limits = limitsFor('python', {cpuSeconds: 7.2, fileSizeBytes: 10_000});
const profile = {text: '(version 1)', parameters: {SCRATCH: '/s', READ_0: '/a b"=\n$(id)'}};

test('the whole command line of a run is this', () => {
	const sandboxExec = '/usr/bin/sandbox-exec';
	const [shell, ...words] = heldCommand({profile, limits, program: '/python3', args: ['-E', '/skill/main.py', '--', 'a b'], sandboxExec});
	expect(shell).toBe('/bin/bash');
	expect(words.toSpliced(4, 1)).toEqual([
		'--noprofile',
		'--norc',
		'-p',
		'-c',
		'limits',
		'8',
		'9',
		'10',
		'/usr/bin/sandbox-exec',
		'-p',
		'(version 1)',
		'-D',
		'SCRATCH=/s',
		'-D',
		'READ_0=/a b"=\n$(id)',
		'--',
		'/python3',
		'-E',
		'/skill/main.py',
		'--',
		'a b',
	]);
});

test('what varies is no part of the script', () => {
	const scriptFor = (path: string) =>
		heldCommand({profile: {text: path, parameters: {A: path}}, limits, program: path, args: [path], sandboxExec: path})[5];
	expect(scriptFor('/$(touch x)"\';`')).toBe(scriptFor('/plain'));
});

test('the sandbox gets each word as it is, its limits, and no variable that was not given', () => {
	const {sandboxExec} = standIn(
		'ulimit -c; ulimit -t; ulimit -Ht; ulimit -f; ulimit -n; printf "%s|" "$@"; /usr/bin/env -0 | tr "\\0" "\\n"',
	);
	const [shell = '', ...words] = heldCommand({profile, limits, program: '/python3', args: ['a "b"', ''], sandboxExec});
	const said = execFileSync(shell, words, {encoding: 'utf8', env: {GIVEN: 'yes'}});
	expect(said.slice(0, said.indexOf('-p|'))).toBe('0\n8\n9\n10\n512\n');
	expect(said).toContain('-p|(version 1)|-D|SCRATCH=/s|-D|READ_0=/a b"=\n$(id)|--|/python3|a "b"||');
	// What the stand-in, a shell itself, adds is not looked at.
	const names = [...said.matchAll(/^(\w+)=/gm)].map(([, name]) => name);
	expect(names.filter(name => name !== undefined && !['PWD', 'SHLVL', '_'].includes(name))).toEqual(['GIVEN']);
});

test('variables of a shell start nothing before the sandbox', async () => {
	const folder = makeFolder();
	writeFileSync(join(folder, 'start'), `touch ${folder}/started`);
	const {sandboxExec} = standIn('echo held');
	const [shell = '', ...words] = heldCommand({profile, limits, program: '/p', args: [], sandboxExec});
	writeFileSync(join(folder, '.bashrc'), `touch ${folder}/started; echo started`);
	const environment = {
		HOME: folder,
		BASH_ENV: join(folder, 'start'),
		ENV: join(folder, 'start'),
		SHELLOPTS: 'xtrace',
		PS4: `$(touch ${folder}/started)`,
		'BASH_FUNC_ulimit%%': '() { :; }',
	};
	// By the way of a run: what it is given as its input is a socket, for which bash has a start-up file of its own.
	const held = {command: [shell, ...words], environment, folder, wallSeconds: 20, outputBytes: 10_000, stdin: ''};
	const {stdout, stderr} = await superviseHeld(held);
	expect([stdout.text, stderr.text]).toEqual(['held\n', '']);
	expect(existsSync(join(folder, 'started'))).toBe(false);
});

test('without a limit nothing is started', () => {
	const {sandboxExec} = standIn('echo started');
	const impossible = {...limits, cpuSeconds: Number.POSITIVE_INFINITY};
	const [shell = '', ...words] = heldCommand({profile, limits: impossible, program: '/p', args: [], sandboxExec});
	const {status, stdout, stderr} = spawnSync(shell, words, {encoding: 'utf8', env: {}});
	expect({status, stdout}).toEqual({status: 126, stdout: ''});
	expect(stderr.trim().split('\n').at(-1)).toBe(limitsRefused);
});
