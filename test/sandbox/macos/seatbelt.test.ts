/** The sandbox itself, which only a Mac has: what profile-reader.ts reads into the rules, the kernel must read too. */

import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {runOnMac} from '../../../sandbox/macos/run.ts';
import {runHeld} from '../../../sandbox/macos/run.ts';
import {selfTest} from '../../../sandbox/macos/self-test.ts';
import {makeFolder, makeSkill, useFreshHome} from '../folders.ts';
import {nodeJob} from './stand-ins.ts';

useFreshHome();

const why = process.platform === 'darwin' ? '' : ' [skipped: needs macOS, sandbox-exec is nowhere else]';

describe.skipIf(process.platform !== 'darwin')(`on a Mac${why}`, () => {
	test('the first strict run holds everything', async () => {
		const {missing} = await selfTest(runHeld);
		expect(missing).toEqual([]);
	});

	test('Node and Python run, with threads, JSON and scratch', async () => {
		const node = await runOnMac(nodeJob('new (require("worker_threads").Worker)("console.log(1 + 1)", {eval: true})'), '');
		expect(node).toMatchObject({backend: 'seatbelt', ended: 'exit', stdout: '2\n'});
		const source =
			'import hashlib, json, platform, tempfile, threading\nt = threading.Thread(target=lambda: print(json.dumps([platform.system(), hashlib.sha256(b"").hexdigest()[:4]])))\nt.start(); t.join()\ntempfile.TemporaryFile().write(b"x")\n';
		const python = await runOnMac({...nodeJob(''), runtime: 'python', skill: makeSkill({'main.py': source}), script: 'main.py'}, '');
		expect(python).toMatchObject({ended: 'exit', exitCode: 0, stdout: '["Darwin", "e3b0"]\n'});
	});

	test('a secret stays closed by another case of its name, and by a workspace named with quotes', async () => {
		const workspace = join(makeFolder(), 'a "b" (c)');
		mkdirSync(join(workspace, 'Data'), {recursive: true});
		writeFileSync(join(workspace, 'Data', '.env'), 'planted-secret');
		writeFileSync(join(workspace, 'Data', 'plain'), 'plain');
		const source = `const {readFileSync} = require('fs');
for (const name of ['Data/plain', 'Data/.env', 'data/.ENV', 'DATA/./.Env']) {
	try { console.log(readFileSync(name, 'utf8')); } catch (error) { console.log(error.code); }
}`;
		const {stdout} = await runOnMac(nodeJob(source, {policy: {filesystem: {read: ['Data']}}, workspace}), '');
		expect(stdout).not.toContain('planted-secret');
		expect(stdout.split('\n')[0]).toBe('plain');
	});

	test('Python starts no second process and reaches neither names nor hosts', async () => {
		const source = `import os, socket, subprocess
for action in (os.fork, lambda: subprocess.run(["/bin/ls"]), lambda: os.execv("/bin/ls", ["ls"]), lambda: socket.getaddrinfo("example.org", 80), lambda: socket.create_connection(("127.0.0.1", 22), 2)):
    try:
        action()
        print("happened")
    except OSError as error:
        print(type(error).__name__)
`;
		const {stdout} = await runOnMac({...nodeJob(''), runtime: 'python', skill: makeSkill({'main.py': source}), script: 'main.py'}, '');
		expect(stdout.trim().split('\n')).toHaveLength(5);
		expect(stdout).not.toContain('happened');
	});
});
