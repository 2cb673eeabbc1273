import {execFileSync} from 'node:child_process';
import {chmodSync, existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {verifyAudit} from '../../../sandbox/audit.ts';
import {parsePolicy} from '../../../sandbox/parse-policy.ts';
import {type Command, runCommand} from '../../../sandbox/run-command.ts';
import {makeFolder} from '../folders.ts';
import {useOneHome} from './jobs.ts';

useOneHome();

const reading = {filesystem: {read: ['.']}};

const run = (command: Command, workspace: string, policy: unknown = reading, stdin = '') =>
	runCommand({command, stdin, workspace, policy: parsePolicy(policy), limits: {}});
const shell = (text: string): Command => ({kind: 'shell', text});
const program = (...words: readonly string[]): Command => ({kind: 'program', words});

function makeWorkspace(): string {
	const folder = makeFolder();
	chmodSync(folder, 0o755);
	writeFileSync(join(folder, 'data.txt'), 'one\ntwo\n');
	writeFileSync(join(folder, '.env'), 'TOKEN=planted\n');
	return folder;
}

function makeRepository(): string {
	const folder = makeWorkspace();
	const git = (...args: readonly string[]) =>
		execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'safe.directory=*', ...args], {
			cwd: folder,
			stdio: 'pipe',
		});
	git('init', '-q');
	git('add', 'data.txt');
	git('commit', '-q', '-m', 'Begin');
	return folder;
}

test('a shell reads what was granted with the programs of the system, and no secret beside it', async () => {
	const outcome = await run(shell('wc -l < data.txt; cat .env; touch new'), makeWorkspace());
	expect(outcome).toMatchObject({stdout: '2\n', ended: 'exit', exitCode: 1, backend: 'bwrap'});
});

test('a program gets its words as they are, its stdin, and gives its own exit code', async () => {
	const outcome = await run(program('sh', '-c', 'cat; echo "$1"; exit 7', 'sh', 'a  b'), makeWorkspace(), reading, 'typed\n');
	expect(outcome).toMatchObject({stdout: 'typed\na  b\n', exitCode: 7});
});

test('nothing of the host is seen beside the system, and nothing is written without a grant', async () => {
	const workspace = makeWorkspace();
	const canary = join(makeFolder(), 'canary');
	writeFileSync(canary, 'planted');
	const outcome = await run(shell(`cat ${canary} /etc/passwd /proc/1/environ; echo x > data.txt; ls /home /root /var`), workspace);
	expect(outcome.stdout).toBe('');
	expect(readFileSync(join(workspace, 'data.txt'), 'utf8')).toBe('one\ntwo\n');
});

test('what was granted for writing is written', async () => {
	const workspace = makeWorkspace();
	await run(shell('echo done > out/result'), workspace, {filesystem: {write: ['out']}});
	expect(readFileSync(join(workspace, 'out/result'), 'utf8')).toBe('done\n');
});

test('git reads a repository in one process', async () => {
	const outcome = await run(program('git', 'log', '--format=%s'), makeRepository());
	expect(outcome).toMatchObject({stdout: 'Begin\n', stderr: '', exitCode: 0, usage: {processes: 1}});
});

test('a repository that names programs starts none of them, where git reads and where it could fork', async () => {
	const folder = makeRepository();
	const mark = `${folder}/out/ran`;
	const hook = join(folder, 'evil.sh');
	// In the sandbox the workspace has another path; the program is named by that one, and would leave a file on the host.
	writeFileSync(hook, '#!/bin/sh\necho ran > /workspace/out/ran\n');
	chmodSync(hook, 0o755);
	const config = ['core.fsmonitor', 'core.pager', 'diff.external', 'core.editor'].map(key => key.split('.'));
	writeFileSync(
		join(folder, '.git/config'),
		`[core]\n\trepositoryformatversion = 0\n${config.map(([section, name]) => `[${section}]\n\t${name} = /workspace/evil.sh\n`).join('')}`,
	);
	writeFileSync(join(folder, 'data.txt'), 'changed\n');
	const policy = {filesystem: {read: ['.'], write: ['out']}};
	for (const words of [['status'], ['diff'], ['log', '-p'], ['fetch'], ['commit', '-a', '-m', 'x']]) {
		await run(program('git', ...words), folder, policy);
	}

	expect(existsSync(mark)).toBe(false);
	await run(program('sh', 'evil.sh'), folder, policy);
	expect(existsSync(mark)).toBe(true);
});

test('each command leaves its lines in the audit log', async () => {
	await run(shell('true'), makeWorkspace());
	const folder = join(process.env.SKILLLITE_HOME ?? '', 'audit');
	const log = readdirSync(folder)
		.filter(name => name.endsWith('.jsonl'))
		.map(name => readFileSync(join(folder, name), 'utf8'))
		.join('');
	expect(log).toContain('"command":"true"');
	expect(verifyAudit()).toMatchObject({ok: true});
});
