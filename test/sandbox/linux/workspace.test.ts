import {chownSync, existsSync, mkdirSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {expect, test} from 'vitest';
import {viewWorkspace} from '../../../sandbox/linux/workspace.ts';
import {parsePolicy} from '../../../sandbox/parse-policy.ts';
import {makeFolder} from '../folders.ts';

function makeWorkspace(files: readonly string[] = []): string {
	const workspace = makeFolder();
	for (const path of files) {
		mkdirSync(dirname(join(workspace, path)), {recursive: true});
		writeFileSync(join(workspace, path), 'text');
	}

	return workspace;
}

const view = (workspace: string, filesystem: {readonly read?: readonly string[]; readonly write?: readonly string[]}) =>
	viewWorkspace(parsePolicy({filesystem}), workspace, '/cache/empty');

/** The mounts without the numbers by which the launcher knows them again. */
const mountsOf = (...given: Parameters<typeof view>) =>
	view(...given).mounts.map(({source, target, writable}) => ({source, target, writable}));

test('without a grant nothing of the workspace is looked at or mounted', () => {
	expect(view('/no/such/workspace', {})).toMatchObject({mounts: [], covered: [], writeFolders: []});
});

test('a read grant is mounted under its own name, and a missing one is no error', () => {
	const workspace = makeWorkspace(['data/a.csv']);
	expect(mountsOf(workspace, {read: ['data', 'later.txt']})).toEqual([
		{source: join(workspace, 'data'), target: '/workspace/data', writable: false},
	]);
});

test('a granted path is known by its device and inode, so that another put in its place is noticed', () => {
	const workspace = makeWorkspace(['data/a.csv']);
	const {dev, ino} = statSync(join(workspace, 'data'), {bigint: true});
	expect(view(workspace, {read: ['data']}).grants).toMatchObject([{device: dev, inode: ino}]);
});

test('a missing write folder is made', () => {
	const workspace = makeWorkspace();
	expect(view(workspace, {write: ['out/deep']})).toMatchObject({writeFolders: [join(workspace, 'out', 'deep')]});
	expect(statSync(join(workspace, 'out', 'deep')).isDirectory()).toBe(true);
});

test.skipIf(process.getuid?.() !== 0)('a folder that root makes belongs to whom the workspace belongs to', () => {
	const workspace = makeWorkspace();
	chownSync(workspace, 4321, 4322);
	view(workspace, {write: ['out/deep']});
	expect(statSync(join(workspace, 'out', 'deep'))).toMatchObject({uid: 4321, gid: 4322});
});

test('a folder granted for both is writable, and an inner grant lies on top of an outer one', () => {
	const workspace = makeWorkspace(['data/out/a']);
	expect(mountsOf(workspace, {read: ['data', 'data/out'], write: ['data/out']})).toEqual([
		{source: join(workspace, 'data'), target: '/workspace/data', writable: false},
		{source: join(workspace, 'data', 'out'), target: '/workspace/data/out', writable: true},
	]);
});

test('secret files are covered by the empty file and secret folders by an empty file system', () => {
	const workspace = makeWorkspace([
		'.env',
		'deep/.ENV.local',
		'deep/key.PEM',
		'.ssh/id',
		'a/.aws/credentials',
		'id_rsa.pub',
		'credentials.json',
	]);
	const {mounts, covered} = view(workspace, {read: ['.']});
	const hidden = mounts.filter(({source}) => source === '/cache/empty').map(({target}) => target);
	expect(hidden.sort()).toEqual(
		['.env', 'credentials.json', 'deep/.ENV.local', 'deep/key.PEM', 'id_rsa.pub'].map(path => `/workspace/${path}`),
	);
	expect([...covered].sort()).toEqual(['/workspace/.ssh', '/workspace/a/.aws']);
});

test('files that only look a little like secrets stay', () => {
	const workspace = makeWorkspace([
		'environment.md',
		'keys.md',
		'monkey.txt',
		'credentials.md',
		'pem/notes',
		'ssh/notes',
		'config',
		'env/x',
	]);
	expect(view(workspace, {read: ['.']})).toMatchObject({covered: [], mounts: [{target: '/workspace'}]});
});

test('a git configuration is covered only when it holds a password or a token', () => {
	const workspace = makeWorkspace(['a/.git/config', 'b/.git/config', 'c/.git/config', 'd/.git/modules/part/config', 'e/bare.git/config']);
	const url = (address: string) => `[remote "origin"]\n\turl = ${address}\n`;
	writeFileSync(
		join(workspace, 'a/.git/config'),
		url('https://git.example/a.git') + url('git@git.example:a.git') + url('ssh://git@git.example/a'),
	);
	writeFileSync(join(workspace, 'b/.git/config'), url('https://me:word@git.example/b.git'));
	writeFileSync(join(workspace, 'c/.git/config'), '[http]\n\textraheader = AUTHORIZATION: basic abc\n');
	writeFileSync(join(workspace, 'd/.git/modules/part/config'), url('https://abcdef@git.example/d.git'));
	writeFileSync(join(workspace, 'e/bare.git/config'), url('https://me:word@git.example/e.git'));
	const hidden = view(workspace, {read: ['.']}).mounts.filter(({source}) => source === '/cache/empty');
	expect(hidden.map(({target}) => target).sort()).toEqual([
		'/workspace/b/.git/config',
		'/workspace/c/.git/config',
		'/workspace/d/.git/modules/part/config',
		'/workspace/e/bare.git/config',
	]);
});

test('what a link with the name of a secret leads to is covered', () => {
	const workspace = makeWorkspace(['envs/production', 'ring/key']);
	symlinkSync('envs/production', join(workspace, '.env'));
	symlinkSync('ring', join(workspace, '.gnupg'));
	symlinkSync('/nowhere', join(workspace, '.netrc'));
	expect(view(workspace, {read: ['.']})).toMatchObject({
		covered: ['/workspace/ring'],
		mounts: [{}, {target: '/workspace/envs/production'}],
	});
});

test('a grant that leads out through a link is refused, and nothing is made outside', () => {
	const outside = makeFolder();
	const workspace = makeWorkspace();
	symlinkSync(outside, join(workspace, 'link'));
	for (const filesystem of [{read: ['link']}, {write: ['link']}, {write: ['link/new']}]) {
		expect(() => view(workspace, filesystem)).toThrow(expect.objectContaining({code: 'policy'}));
	}

	expect(existsSync(join(outside, 'new'))).toBe(false);
});

test('a link that stays inside is granted as what it leads to', () => {
	const workspace = makeWorkspace(['real/a']);
	symlinkSync('real', join(workspace, 'link'));
	expect(mountsOf(workspace, {read: ['link']})).toEqual([{source: join(workspace, 'real'), target: '/workspace/link', writable: false}]);
});

test('a secret is not granted by its name, nor through a link with another', () => {
	const workspace = makeWorkspace(['.env', '.ssh/id', 'server.key']);
	symlinkSync('.env', join(workspace, 'innocent'));
	for (const path of ['.env', '.ssh', '.ssh/id', 'server.key', 'innocent']) {
		expect(() => view(workspace, {read: [path]})).toThrow(expect.objectContaining({code: 'policy'}));
	}
});

test('what makes something else run later is read-only where the rest may be written, and as it is where it may not', () => {
	const workspace = makeWorkspace(['.git/hooks/pre-commit', '.git/config', '.git/HEAD', '.vscode/settings.json', 'notes.txt', 'CLAUDE.md']);
	const at = (path: string) => ({source: join(workspace, path), target: `/workspace/${path}`, writable: false});
	const [grant, ...held] = mountsOf(workspace, {write: ['.']});
	expect(grant).toMatchObject({target: '/workspace', writable: true});
	expect(held.sort((a, b) => (a.target < b.target ? -1 : 1))).toEqual(['.git/config', '.git/hooks', '.vscode', 'CLAUDE.md'].map(at));
	expect(mountsOf(workspace, {read: ['.']})).toHaveLength(1);
});

test('a secret below a protected name is covered on top of it', () => {
	const workspace = makeWorkspace(['.claude/.env', '.claude/settings.json', '.npmrc']);
	expect(mountsOf(workspace, {write: ['.']}).map(({source, target}) => [source.replace(workspace, ''), target])).toEqual([
		['', '/workspace'],
		['/.claude', '/workspace/.claude'],
		['/cache/empty', expect.stringMatching(/^\/workspace\/(?:\.npmrc|\.claude\/\.env)$/)],
		['/cache/empty', expect.stringMatching(/^\/workspace\/(?:\.npmrc|\.claude\/\.env)$/)],
	]);
});

test('an inner folder that may be written by its own name lies on top of a protected one', () => {
	const workspace = makeWorkspace(['.claude/out/x']);
	expect(mountsOf(workspace, {write: ['.', '.claude/out']}).map(({target, writable}) => [target, writable])).toEqual([
		['/workspace', true],
		['/workspace/.claude', false],
		['/workspace/.claude/out', true],
	]);
});

test('a folder with more to protect than mounts are quick for is not granted', () => {
	const workspace = makeWorkspace(Array.from({length: 301}, (_, n) => `p${n}/AGENTS.md`));
	expect(() => view(workspace, {write: ['.']})).toThrow(expect.objectContaining({code: 'policy'}));
	expect(view(workspace, {read: ['.']}).mounts).toHaveLength(1);
});
