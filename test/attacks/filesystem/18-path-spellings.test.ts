/** Item 18: the path of a file of the host, spelled in every way that might get past a look at its text. */

import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {parsePolicy} from '../../../sandbox/parse-policy.ts';
import {eachIdentity} from '../identity.ts';
import {bash, node, type Payload, python} from '../payload.ts';
import {attack, placeFolder, refusal, runBare} from '../sandboxed.ts';

const secret = 'canary-path-0b7d';

function spellings(path: string): readonly string[] {
	const up = '../'.repeat(30);
	const long = `${'/./'.repeat(1300)}${path}`;
	return [
		path,
		`/${path}`,
		`//${path}`,
		`/.${path}`,
		`/skill/..${path}`,
		`/skill/../..${path}`,
		`/work/../${up}${path.slice(1)}`,
		`/workspace/data/${up}${path.slice(1)}`,
		`/workspace/data/link${path}`,
		`${up}${path.slice(1)}`,
		`./${up}.${path}`,
		`/usr/lib/../..${path}`,
		`/dev/../..${path}`,
		path.replaceAll('/', '//./'),
		long.slice(-4090).startsWith('/') ? long.slice(-4090) : `/${long.slice(-4089)}`,
		`/workspace/${'a/../'.repeat(800)}..${path}`,
		path.replace('/', '\u2215'),
		path.replaceAll('/', '\uFF0F'),
		path.replaceAll('.', '\u2024'),
		`/workspace/\u2025/\u2025${path}`,
		`/workspace/data/..\u2060/..${path}`,
		`${path}\u200B`,
		path.toUpperCase(),
		`file://${path}`,
		`/%2e%2e${path}`,
		`C:${path.replaceAll('/', '\\')}`,
	];
}

function payloadsFor(path: string): readonly Payload[] {
	const paths = JSON.stringify(spellings(path));
	return [
		python(`
			import os
			for path in ${paths}:
			    attempt(lambda: open(path).read())
			    attempt(lambda: open(path.encode()).read())
			root = os.open('/', os.O_PATH)
			attempt(lambda: os.read(os.open('.' + '${path}', os.O_RDONLY, dir_fd=root), 99))
			attempt(lambda: os.read(os.open('../../..' + '${path}', os.O_RDONLY, dir_fd=os.open('/skill', os.O_RDONLY)), 99))
			try:
			    os.chdir('/skill/..')
			    attempt(lambda: open('.${path}').read())
			except OSError:
			    pass
		`),
		node(`
			import {readFileSync} from 'node:fs';
			for (const path of ${paths}) {
				await attempt(() => readFileSync(path, 'utf8'));
				await attempt(() => readFileSync(Buffer.from(path), 'utf8'));
			}
			await attempt(() => readFileSync(new URL('file://localhost${path}'), 'utf8'));
			await attempt(() => readFileSync(new URL('file:///skill/%2e%2e${path}'), 'utf8'));
		`),
	];
}

eachIdentity('no spelling of a path leads to a file of the host', async identity => {
	const path = join(placeFolder(identity, {file: secret}), 'file');
	const workspace = placeFolder(identity, {'data/x': 'x'});
	for (const payload of payloadsFor(path)) {
		expect(await runBare(identity, payload)).toContain(secret);
		const {stdout} = await attack(identity, payload, {policy: {filesystem: {read: ['data']}}, workspace});
		expect(stdout).not.toContain(secret);
	}
});

eachIdentity(
	'nor does one in a shell',
	async identity => {
		const path = join(placeFolder(identity, {file: secret}), 'file');
		const workspace = placeFolder(identity, {paths: spellings(path).join('\n'), 'data/x': 'x'});
		const payload = bash(`
			while read -r path; do cat "$path"; echo "$(< "$path")"; done < /workspace/paths
			cd /; cat .${path}; cd /workspace/..; cat .${path}; cd -P /skill/..; cat .${path}; cat ~+/..${path} ~-/..${path}
		`);
		const {stdout} = await attack(identity, payload, {policy: {filesystem: {read: ['data', 'paths']}}, workspace});
		expect(stdout).not.toContain(secret);
	},
	{bwrapOnly: 'it runs no shell'},
);

eachIdentity('no spelling of a grant leads out of the workspace', async identity => {
	const outside = placeFolder(identity, {file: secret});
	const workspace = placeFolder(identity, {'data/x': 'x'});
	for (const path of [
		'..',
		'../x',
		'data/../..',
		'/',
		outside,
		'data/../../x',
		'./..',
		'a//..//..',
		'~',
		'',
		'//',
		'/**',
		'data\0',
		'*',
		'data/*/..',
	]) {
		expect(() => parsePolicy({filesystem: {read: [path]}}), path).toThrow(expect.objectContaining({code: 'policy'}));
		expect(() => parsePolicy({filesystem: {write: [path]}}), path).toThrow(expect.objectContaining({code: 'policy'}));
	}

	writeFileSync(join(workspace, '..data'), 'an honest name');
	const {stdout} = await attack(identity, python("print(open('..data').read(), open('data/../data/./x').read())"), {
		policy: {filesystem: {read: ['..data', 'data']}},
		workspace,
	});
	expect(stdout).toContain('an honest name x');
	expect(await refusal(identity, python(''), {policy: {filesystem: {read: ['data']}}, workspace: join(workspace, 'nowhere')})).not.toBe(
		undefined,
	);
});
