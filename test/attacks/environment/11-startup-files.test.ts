/** Item 11: files of a skill that an interpreter would run by itself, before or beside the script that was approved. */

import {mkdirSync, writeFileSync} from 'node:fs';
import {execFileSync} from 'node:child_process';
import {join} from 'node:path';
import {expect, inject} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack, placeFolder, placeSkill} from '../sandboxed.ts';

const canary = 'canary-startup-6d02';
const planted = `print('${canary}')\n`;

eachIdentity('Python runs neither sitecustomize, usercustomize nor a .pth file of the skill', async identity => {
	const payload = python(`
		import json, sys
		print('flags', sys.flags.no_site, sys.flags.no_user_site, sys.flags.ignore_environment)
		print('loaded', [name for name in ('site', 'sitecustomize', 'usercustomize') if name in sys.modules])
	`);
	const files = {
		'sitecustomize.py': planted,
		'usercustomize.py': planted,
		'evil.pth': `import sys; print('${canary}')\n`,
		'site-packages/evil.pth': `import sys; print('${canary}')\n`,
		'.local/lib/python3.11/site-packages/usercustomize.py': planted,
		'pyvenv.cfg': 'home = /skill\ninclude-system-site-packages = true\n',
		'pythonstartup.py': planted,
	};
	const skill = placeSkill(payload, files);
	const control = execFileSync(
		'/usr/bin/env',
		['-i', `PYTHONPATH=${skill}`, 'PATH=/usr/bin:/bin', 'python3', join(skill, 'main.py'), 'n'],
		{encoding: 'utf8'},
	);
	expect(control).toContain(canary);
	const {stdout, stderr} = await attack(identity, payload, {files});
	expect(stdout + stderr).not.toContain(canary);
	expect(stdout).toContain('flags 1 1 1\nloaded []');
});

eachIdentity('Node loads nothing that the script does not name', async identity => {
	const files = {
		'.noderc': `console.log('${canary}')`,
		'.env': `NODE_OPTIONS=--require ./evil.cjs\nCANARY=${canary}\n`,
		'evil.cjs': `console.log('${canary}')`,
		'index.js': `console.log('${canary}')`,
		'node.config.json': '{"nodeOptions": {"import": ["./evil.cjs"]}}',
		'package.json': '{"type": "module", "main": "./evil.cjs", "imports": {"#x": "./evil.cjs"}}',
	};
	const {stdout, stderr} = await attack(identity, node('console.log(process.env.CANARY, process.execArgv.join(" "))'), {files});
	expect(stdout + stderr).not.toContain(canary);
	expect(stdout).toContain('undefined ');
});

eachIdentity(
	'a shell reads no start-up file of the skill, the workspace or its scratch folder',
	async identity => {
		const names = ['.bashrc', '.bash_profile', '.profile', '.bash_login', '.inputrc', '.bash_env'];
		const files = Object.fromEntries(names.map(name => [name, `echo ${canary}\n`]));
		const workspace = placeFolder(identity);
		mkdirSync(join(workspace, 'data'));
		for (const name of names) {
			writeFileSync(join(workspace, 'data', name), `echo ${canary}\n`);
		}

		const skill = placeSkill(bash(''), files);
		const control = execFileSync('/bin/bash', ['-lic', 'true'], {
			env: {HOME: skill},
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		expect(control).toContain(canary);
		const payload = bash('cp /skill/.bash* /skill/.profile /work; bash -c "echo inner"; sh -c "echo inner"; echo "env: $BASH_ENV$ENV."');
		const {stdout, stderr} = await attack(identity, payload, {files, policy: {filesystem: {read: ['data']}}, workspace});
		expect(stdout + stderr).not.toContain(canary);
		expect(stdout).toContain('inner\ninner\nenv: .');
	},
	{bwrapOnly: 'it runs no shell'},
);

eachIdentity('a script finds the modules beside it', async identity => {
	const beside = await attack(identity, python('import helper\nprint(helper.answer())'), {
		files: {'helper.py': 'def answer():\n    return 42\n'},
	});
	expect(beside.stdout).toContain('42\n');
	const relative = await attack(identity, node("import {answer} from './helper.mjs';\nconsole.log(answer);"), {
		files: {'helper.mjs': 'export const answer = 42;\n'},
	});
	expect(relative.stdout).toContain('42\n');
	expect(inject('world').problem).toBe(null);
});
