import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import type {PermissionRule} from '../../../source/agent/permissions/rules.ts';
import {createMask} from '../../../source/session/secrets.ts';
import {processesWith, uniqueSeconds, waitFor} from '../../attacks/host.ts';
import {temporaryHome} from '../temporary-home.ts';
import {createWorkbench} from './workbench.ts';

const home = temporaryHome();
const yes = {kind: 'once'} as const;
const bashRules = (...matches: string[]): readonly PermissionRule[] =>
	matches.map(match => ({tool: 'bash', match, do: 'allow', scope: 'user'}));

describe('bash', () => {
	test('runs nothing without a yes', async () => {
		const {call, folder, asked} = createWorkbench(home);
		expect(await call('bash', {command: 'touch ran'})).toMatchObject({ok: false, ended: 'refused', refusal: {by: 'unmet'}});
		expect(existsSync(join(folder, 'ran'))).toBe(false);
		expect(asked).toMatchObject([{tool: 'bash', detail: 'touch ran'}]);
	});

	test('runs in the workspace and gives output, errors and exit code', async () => {
		const {call, folder, answer, events} = createWorkbench(home);
		answer(yes);
		const result = await call('bash', {command: 'echo out; echo err >&2; touch ran; exit 3'});
		expect(result).toMatchObject({ok: false, ended: 'exit', text: 'out\n[stderr]\nerr\nThe command failed with exit code 3.'});
		expect(existsSync(join(folder, 'ran'))).toBe(true);
		expect(events.map(({type}) => type)).toContain('tool.start');
	});

	test('sees no secret, no other folder and no network, and cannot change what others obey', async () => {
		const server = createServer();
		let connections = 0;
		server.on('connection', () => {
			connections += 1;
		});
		await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve));
		onTestFinished(() => void server.close());
		const address = server.address();
		const port = typeof address === 'object' && address ? address.port : 0;
		const outside = join(home, 'bash-outside');
		writeFileSync(outside, 'canary-out');
		const {call, folder, answer} = createWorkbench(home, {files: {'.env': 'canary-env', '.git/config': 'canary-git', '.git/HEAD': 'x'}});
		answer(yes);
		const command = [
			`cat .env ${outside} ${folder}/.env; cat .git/config`,
			`echo x > ${outside}; echo evil > .git/hooks/pre-commit; mkdir -p .github/workflows && echo evil > .github/workflows/ci.yml`,
			`(echo hello > /dev/tcp/127.0.0.1/${port}) 2>/dev/null`,
			'env; echo done-7431',
		].join('\n');
		const {text} = await call('bash', {command});
		expect(text).toContain('done-7431');
		expect(text).not.toMatch(/canary-(?:out|env)/);
		expect(readFileSync(outside, 'utf8')).toBe('canary-out');
		expect(existsSync(join(folder, '.git', 'hooks', 'pre-commit'))).toBe(false);
		expect(existsSync(join(folder, '.github', 'workflows', 'ci.yml'))).toBe(false);
		expect(connections).toBe(0);
	});

	test('only reads in a reading session', async () => {
		const {call, folder, answer} = createWorkbench(home, {files: {x: 'readable'}, readOnly: true});
		answer(yes);
		expect((await call('bash', {command: 'cat x; echo y > x; touch z'})).text).toContain('readable');
		expect([readFileSync(join(folder, 'x'), 'utf8'), readdirSync(folder)]).toEqual(['readable', ['x']]);
	});

	test('is stopped after its time', async () => {
		const {call, answer} = createWorkbench(home);
		answer(yes);
		expect(await call('bash', {command: 'sleep 60', timeout: 1})).toMatchObject({ok: false, ended: 'wall'});
	});

	test('ends with the turn: nothing of it goes on behind an interruption', async () => {
		const {own, folder, answer} = createWorkbench(home);
		answer(yes);
		const controller = new AbortController();
		const seconds = uniqueSeconds();
		const bash = own.tools.find(({name}) => name === 'bash');
		const running = bash?.run(
			{command: `touch started; sleep ${seconds}; touch late`},
			{callId: 'c1', signal: controller.signal, emit: () => {}, label: 'user', turnEntry: 'e1'},
		);
		await waitFor(() => processesWith(seconds).length > 0 && existsSync(join(folder, 'started')));
		controller.abort();
		await Promise.allSettled([running]);
		await waitFor(() => processesWith(seconds).length === 0);
		expect(existsSync(join(folder, 'late'))).toBe(false);
	});

	test.each([
		'echo one; touch ran',
		'echo one && touch ran',
		'echo one | touch ran',
		'echo one & touch ran',
		'echo one\ntouch ran',
		'echo $(touch ran)',
		'echo `touch ran`',
		'echo <(touch ran)',
		'echo "$(touch ran)"',
		'echo one > ran',
		'echo one >| ran',
		'echo one > /tmp/ran',
		'x=1 touch ran',
		'{ echo one; touch ran; }',
		'echo(){ touch ran; }; echo one',
		'echo one;touch ran',
		['echo $', '{x:=$(touch ran)}'].join(''),
		"echo $'a'; touch ran",
		'eval "touch ran"',
		'command touch ran',
		'\\touch ran',
		'echo one #\ntouch ran',
	])('a rule for echo allows nothing else: %j', async command => {
		const {call, folder, asked} = createWorkbench(home, {rules: bashRules('echo *')});
		expect(await call('bash', {command})).toMatchObject({ok: false, ended: 'refused'});
		expect(asked).toHaveLength(1);
		expect(existsSync(join(folder, 'ran'))).toBe(false);
	});

	test.each(['echo one', 'echo "a b" | cat', 'echo a && cat x', "cat 'x' 2>&1", 'echo a; echo b'])(
		'honest lines are allowed by rules: %s',
		async command => {
			const {call, asked} = createWorkbench(home, {files: {x: 'y'}, rules: bashRules('echo *', 'cat', 'cat *')});
			expect(await call('bash', {command})).toMatchObject({ok: true});
			expect(asked).toEqual([]);
		},
	);

	test.each([
		'rm -rf x',
		'/bin/rm -rf x',
		'sudo rm -rf x',
		'env rm x',
		'bash -c "rm x"',
		'echo $(rm x)',
		'r""m x',
		'./remove',
		'bin/remove',
		'python3.11 -c pass',
		'timeout 5 ./remove',
		'/usr/bin/env perl5.36 x',
	])('a denial holds against every way to write it, at least as a question: %s', async command => {
		const rules = [...bashRules('*'), {tool: 'bash', match: 'rm *', do: 'deny', scope: 'user'} as const];
		const {call, folder} = createWorkbench(home, {files: {x: 'y'}, rules});
		expect(await call('bash', {command})).toMatchObject({ok: false, ended: 'refused'});
		expect(existsSync(join(folder, 'x'))).toBe(true);
	});

	test('is asked about again while text of strangers is in the context', async () => {
		const {call, taint, asked} = createWorkbench(home, {rules: bashRules('echo *')});
		expect(await call('bash', {command: 'echo a'})).toMatchObject({ok: true});
		taint.note('foreign');
		expect(await call('bash', {command: 'echo a'})).toMatchObject({ok: false, ended: 'refused'});
		expect(asked).toMatchObject([{isForeign: true}]);
	});

	test('keeps secrets of a command out of the audit log', async () => {
		const {call, answer} = createWorkbench(home, {mask: createMask({})});
		answer(yes);
		await call('bash', {command: 'echo "Authorization: Bearer abcdefghij0123456789"'});
		const folder = join(home, 'home', 'audit');
		expect(
			readdirSync(folder)
				.map(name => readFileSync(join(folder, name), 'utf8'))
				.join(''),
		).not.toContain('abcdefghij0123456789');
	});
});

describe('python and javascript', () => {
	test.each([
		['python', 'print(sum(range(10)), __name__)', '45 __main__'],
		['python', 'import sys\nprint(repr(sys.stdin.read()))', "''"],
		['javascript', 'const x = await Promise.resolve(45);\nconsole.log(x)', '45'],
		['javascript', 'import {EOL} from "node:os";\nconst {sep} = require("node:path");\nconsole.log(EOL.length, sep)', '1 /'],
	])('%s computes without a question: %s', async (tool, code, text) => {
		const {call, asked, taint} = createWorkbench(home);
		taint.note('foreign');
		expect(await call(tool, {code})).toMatchObject({ok: true, text, label: 'derived'});
		expect(asked).toEqual([]);
	});

	test.each([
		['python', 'import os\nprint(1)\nraise ValueError("no")', 'File "program.py", line 3'],
		['javascript', 'console.log(1);\nthrow new Error("no")', 'program.mjs:2'],
	])('%s names its own line in an error', async (tool, code, where) => {
		const {call} = createWorkbench(home);
		const result = await call(tool, {code});
		expect(result).toMatchObject({ok: false, ended: 'exit'});
		expect(result.text).toContain(where);
	});

	test.each(['python', 'javascript'])('%s sees the files that are named, and changes nothing', async tool => {
		const {call, folder} = createWorkbench(home, {files: {'a.txt': 'mine', 'b.txt': 'other'}});
		const code = {
			python:
				'import os\nprint(open("a.txt").read(), os.path.exists("b.txt"))\ntry:\n\topen("a.txt", "w").write("x")\nexcept OSError:\n\tprint("no")',
			javascript:
				'import fs from "node:fs";\nconsole.log(fs.readFileSync("a.txt", "utf8"), fs.existsSync("b.txt"));\ntry { fs.writeFileSync("a.txt", "x") } catch { console.log("no") }',
		}[tool];
		const {text} = await call(tool, {code, files: ['a.txt']});
		expect(text.toLowerCase()).toBe('mine false\nno');
		expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('mine');
	});

	test('asks about a program in which the scan finds something, and says what', async () => {
		const {call, asked} = createWorkbench(home);
		const code = 'import base64\nexec(base64.b64decode("cHJpbnQoMSk="))\n';
		expect(await call('python', {code})).toMatchObject({ok: false, ended: 'refused'});
		expect(asked).toHaveLength(asked.length);
		expect(asked.map(({detail}) => detail)).toEqual(asked.length === 0 ? [] : [code]);
	});

	test('does not run what it cannot read, and asks nobody', async () => {
		const {call, asked} = createWorkbench(home);
		expect(await call('python', {code: 'print(1'})).toMatchObject({ok: false, ended: 'invalid'});
		expect(asked).toEqual([]);
	});

	test('a denial of the tool holds', async () => {
		const {call} = createWorkbench(home, {rules: [{tool: 'python', match: '*', do: 'deny', scope: 'user'}]});
		expect(await call('python', {code: 'print(1)'})).toMatchObject({ok: false, refusal: {by: 'rule'}});
	});
});
