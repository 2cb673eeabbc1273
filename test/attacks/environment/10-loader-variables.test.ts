/**
Item 10: variables of the caller that make a loader or an interpreter run something else first. The canary is a file in
which everything that they start puts its name; the runner itself, which is the caller, is the control.
*/

import {execFileSync} from 'node:child_process';
import {chmodSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, inject} from 'vitest';
import {eachIdentity, give, type Identity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack, placeFolder} from '../sandboxed.ts';

/** A library that writes its process's command line, once it is loaded. */
const library = (seen: string) => `
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
__attribute__((constructor)) static void begin(void) {
	char line[512];
	int command = open("/proc/self/cmdline", O_RDONLY), seen = open("${seen}", O_WRONLY | O_APPEND);
	long n = command < 0 ? 0 : read(command, line, sizeof line - 2);
	for (long i = 0; i < n; i++) if (!line[i]) line[i] = ' ';
	line[n] = '\\n';
	line[n + 1] = 0;
	if (seen >= 0) write(seen, line, n + 1);
	/* The runner speaks to the test on this descriptor. */
	if (!strstr(line, "runner.mjs")) write(1, "preloaded\\n", 10);
}
`;

function placeCanaries(identity: Identity) {
	const folder = placeFolder(identity, {seen: ''});
	const seen = join(folder, 'seen');
	chmodSync(seen, 0o666);
	const place = (name: string, content: string) => {
		writeFileSync(join(folder, name), content);
		give(join(folder, name), identity);
		return join(folder, name);
	};
	const source = place('preload.c', library(seen));
	execFileSync('cc', ['-shared', '-fPIC', '-o', join(folder, 'libpreload.so'), source]);
	// Under the names of libraries that bwrap and Python need.
	for (const name of ['libcap.so.2', 'libselinux.so.1', 'libz.so.1']) {
		execFileSync('cp', [join(folder, 'libpreload.so'), join(folder, name)]);
	}

	const python = `open('${seen}', 'a').write('python module\\n'); print('python module')\n`;
	for (const name of ['startup.py', 'sitecustomize.py', 'json.py', 'colorsys.py']) {
		place(name, python);
	}

	place('preload.cjs', `require('node:fs').appendFileSync('${seen}', 'node ' + process.argv[1] + '\\n');`);
	place('profile.sh', `echo 'shell profile' >> '${seen}'; echo 'shell profile'\n`);
	return {folder, seen: () => readFileSync(seen, 'utf8')};
}

const variablesFor = (folder: string): Readonly<Record<string, string>> => ({
	LD_PRELOAD: join(folder, 'libpreload.so'),
	PYTHONPATH: folder,
	PYTHONHOME: folder,
	PYTHONSTARTUP: join(folder, 'startup.py'),
	PYTHONINSPECT: '1',
	NODE_OPTIONS: `--require ${join(folder, 'preload.cjs')}`,
	NODE_PATH: folder,
	BASH_ENV: join(folder, 'profile.sh'),
	ENV: join(folder, 'profile.sh'),
	PROMPT_COMMAND: `source ${join(folder, 'profile.sh')}`,
	SHELLOPTS: 'xtrace',
	GLIBC_TUNABLES: 'glibc.malloc.check=3',
	MALLOC_TRACE: join(folder, 'trace'),
});

const payloads = {
	Python: python('import colorsys, os, sys, zlib\nprint(sorted(os.environ), sys.path)'),
	Node: node("console.log(Object.keys(process.env).sort().join(), process.execArgv.join(' '))"),
	bash: bash('env | sort; echo "$-"; sort --version | head -n 1; bash -c "echo inner"'),
};

for (const [runtime, payload] of Object.entries(payloads)) {
	eachIdentity(
		`no loader variable of the caller reaches what a ${runtime} run starts`,
		async identity => {
			const {folder, seen} = placeCanaries(identity);
			const variables = Object.entries(variablesFor(folder)).filter(([name]) => name !== 'SHELLOPTS');
			const {stdout, stderr} = await attack(identity, payload, {
				before: ['/usr/bin/env', ...variables.map(([name, value]) => `${name}=${value}`)],
			});
			const lines = seen().split('\n').filter(Boolean);
			expect(lines.filter(line => line.includes('runner.mjs')).length).toBeGreaterThanOrEqual(2);
			// The caller, and tools of the machine that the caller itself asks once: all before the sandbox.
			expect(
				lines.filter(line =>
					/supervise|bwrap --unshare|bwrap .*--as-pid-1|launch|main\.(?:py|mjs|sh)|python module|shell profile/.test(line),
				),
			).toEqual([]);
			expect(stdout + stderr).not.toMatch(/preloaded|python module|shell profile/);
			for (const [name] of variables) {
				expect(stdout).not.toContain(name);
			}

			expect(stdout + stderr).not.toContain(folder);
		},
		runtime === 'bash' ? {bwrapOnly: 'it runs no shell'} : {},
	);
}

eachIdentity('a library path of the caller is not searched', async identity => {
	const {folder, seen} = placeCanaries(identity);
	for (const payload of [payloads.Python, payloads.Node]) {
		await attack(identity, payload, {before: ['/usr/bin/env', `LD_LIBRARY_PATH=${folder}`]});
	}

	expect(
		seen()
			.split('\n')
			.filter(line => /supervise|bwrap --unshare|bwrap .*--as-pid-1|launch|main\./.test(line)),
	).toEqual([]);
});

eachIdentity('bare, each of the canaries runs', async identity => {
	const {folder, seen} = placeCanaries(identity);
	const variables = variablesFor(folder);
	const run = (variable: string, command: string, ...args: readonly string[]) =>
		execFileSync(command, args, {
			env: {PATH: '/usr/bin:/bin', [variable]: variables[variable]},
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore'],
		});
	run('LD_PRELOAD', '/usr/bin/env');
	expect(run('PYTHONPATH', 'python3', '-c', 'import colorsys')).toContain('python module');
	run('NODE_OPTIONS', inject('world').node, '-e', '0');
	expect(run('BASH_ENV', '/bin/bash', '-c', 'true')).toContain('shell profile');
	expect(seen()).toMatch(/env/);
	// With a library that lacks what bwrap needs of it, bwrap does not start: it would be searched there.
	expect(() => execFileSync('/usr/bin/bwrap', ['--version'], {env: {LD_LIBRARY_PATH: folder}, stdio: 'pipe'})).toThrow(folder);
	expect(seen()).toMatch(/^node /m);
	expect(identity.home).not.toBe('');
});
