import {execFile, execFileSync, spawnSync} from 'node:child_process';
import {
	chmodSync,
	existsSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {expect, test} from 'vitest';
import {readInventory} from '../../../sandbox/admission/inventory.ts';
import {ensureSnapshot} from '../../../sandbox/admission/snapshot.ts';
import {skillliteHome} from '../../../sandbox/base/home.ts';
import {makeFolder, makeSkill, skillMd, useFreshHome} from '../folders.ts';

useFreshHome();

const importLines = ['inventory', 'snapshot']
	.map(name => new URL(`../../../sandbox/admission/${name}.ts`, import.meta.url).href)
	.map((url, index) => `import {${['readInventory', 'ensureSnapshot'][index]}} from ${JSON.stringify(url)};`)
	.join('');

function modeOf(path: string): string {
	return (lstatSync(path).mode & 0o7777).toString(8);
}

test('copies every file read-only, keeps the exec bit, and is named by content', () => {
	const skill = makeSkill({'SKILL.md': skillMd, 'scripts/main.sh*': 'echo 1\n', 'a/b/c.txt': 'deep'});
	const snapshot = ensureSnapshot(readInventory(skill));
	expect(readFileSync(join(snapshot, 'a/b/c.txt'), 'utf8')).toBe('deep');
	expect([
		modeOf(snapshot),
		modeOf(join(snapshot, 'a/b')),
		modeOf(join(snapshot, 'SKILL.md')),
		modeOf(join(snapshot, 'scripts/main.sh')),
	]).toEqual(['755', '755', '444', '555']);
	expect(ensureSnapshot(readInventory(makeSkill({'SKILL.md': skillMd, 'scripts/main.sh*': 'echo 1\n', 'a/b/c.txt': 'deep'})))).toBe(
		snapshot,
	);
	expect(readdirSync(join(snapshot, '..'))).toHaveLength(1);
});

test('has these modes under a strict umask', () => {
	const before = process.umask(0o077);
	try {
		const snapshot = ensureSnapshot(readInventory(makeSkill({'SKILL.md': skillMd})));
		const parent = process.getuid?.() === 0 ? '755' : '700';
		expect([modeOf(snapshot), modeOf(join(snapshot, 'SKILL.md')), modeOf(join(snapshot, '..')), modeOf(join(snapshot, '../..'))]).toEqual([
			'755',
			'444',
			parent,
			parent,
		]);
	} finally {
		process.umask(before);
	}
});

test('holds what was read even when the skill changed afterwards', () => {
	const skill = makeSkill({'SKILL.md': skillMd, 'scripts/main.py': 'print("scanned")'});
	const inventory = readInventory(skill);
	writeFileSync(join(skill, 'scripts/main.py'), 'print("swapped")');
	expect(readFileSync(join(ensureSnapshot(inventory), 'scripts/main.py'), 'utf8')).toBe('print("scanned")');
});

test.each([
	['an edited file', (snapshot: string) => edit(join(snapshot, 'scripts/main.py'), 'attack')],
	['a file of the same length', (snapshot: string) => edit(join(snapshot, 'scripts/main.py'), 'tnirp(1)')],
	['an added file', (snapshot: string) => edit(join(snapshot, 'scripts/sitecustomize.py'), 'attack')],
	['an added empty folder', (snapshot: string) => mkdirSync(join(snapshot, 'scripts/extra'))],
	['a removed file', (snapshot: string) => rmSync(join(snapshot, 'SKILL.md'))],
	['a writable file', (snapshot: string) => chmodSync(join(snapshot, 'SKILL.md'), 0o644)],
	['a file replaced by a link', (snapshot: string) => replaceByLink(join(snapshot, 'scripts/main.py'))],
	['a folder replaced by a link', (snapshot: string) => replaceByLink(join(snapshot, 'scripts'))],
])('rebuilds a snapshot that holds %s', (_, damage) => {
	const inventory = readInventory(makeSkill({'SKILL.md': skillMd, 'scripts/main.py': 'print(1)'}));
	const snapshot = ensureSnapshot(inventory);
	execFileSync('chmod', ['-R', 'u+w', snapshot]);
	damage(snapshot);
	execFileSync('chmod', ['755', snapshot]);
	expect(ensureSnapshot(inventory)).toBe(snapshot);
	expect(readdirSync(snapshot, {recursive: true}).sort()).toEqual(['SKILL.md', 'scripts', 'scripts/main.py']);
	expect(readFileSync(join(snapshot, 'scripts/main.py'), 'utf8')).toBe('print(1)');
	expect(lstatSync(join(snapshot, 'scripts')).isDirectory()).toBe(true);
	expect(readdirSync(join(snapshot, '..'))).toHaveLength(1);
});

test('makes links that stay inside and no others', () => {
	const skill = makeSkill({'SKILL.md': skillMd, 'data/a.txt': 'a'});
	symlinkSync('data/a.txt', join(skill, 'a.txt'));
	symlinkSync('/etc/passwd', join(skill, 'passwd'));
	symlinkSync('nowhere', join(skill, 'broken'));
	const inventory = readInventory(skill);
	const snapshot = ensureSnapshot(inventory);
	expect(readdirSync(snapshot).sort()).toEqual(['SKILL.md', 'a.txt', 'data']);
	expect(readlinkSync(join(snapshot, 'a.txt'))).toBe('data/a.txt');
	expect(ensureSnapshot(inventory)).toBe(snapshot);
});

test('leaves out what could not be read', () => {
	const skill = makeSkill({'SKILL.md': skillMd});
	execFileSync('mkfifo', [join(skill, 'pipe')]);
	expect(readdirSync(ensureSnapshot(readInventory(skill)))).toEqual(['SKILL.md']);
});

test('strips types, keeps lines and the file name, and finds the snapshot again without stripping', () => {
	const inventory = readInventory(
		makeSkill({'SKILL.md': skillMd, 'scripts/main.ts': 'type A = string;\nconst a: A = "1";\nconsole.log(a);\n'}),
	);
	const snapshot = ensureSnapshot(inventory);
	const text = readFileSync(join(snapshot, 'scripts/main.ts'), 'utf8');
	expect(text).not.toContain(': A');
	expect(text.split('\n')[2]).toBe('console.log(a);');
	const record = join(skillliteHome(), 'cache/stripped', readdirSync(join(skillliteHome(), 'cache/stripped'))[0] ?? '');
	const before = lstatSync(record).ino;
	expect(ensureSnapshot(inventory)).toBe(snapshot);
	expect(lstatSync(record).ino).toBe(before);
	rmSync(record);
	expect(ensureSnapshot(inventory)).toBe(snapshot);
	expect(existsSync(record)).toBe(true);
});

test('rebuilds a snapshot whose stripped file was edited', () => {
	const inventory = readInventory(makeSkill({'SKILL.md': skillMd, 'scripts/main.ts': 'const a: number = 1;\n'}));
	const snapshot = ensureSnapshot(inventory);
	edit(join(snapshot, 'scripts/main.ts'), 'attack()');
	expect(readFileSync(join(ensureSnapshot(inventory), 'scripts/main.ts'), 'utf8')).toBe('const a         = 1;\n');
});

test('prints no warning of the stripper', () => {
	const skill = makeSkill({'SKILL.md': skillMd, 'main.mts': 'let x: string;'});
	const script = `${importLines} ensureSnapshot(readInventory(process.argv[1]));`;
	const {stderr, status} = spawnSync(process.execPath, ['--input-type=module', '-e', script, skill], {encoding: 'utf8'});
	expect([status, stderr]).toEqual([0, '']);
});

test('names the file and the reason when types cannot be stripped, but takes templates in assets as they are', () => {
	const broken = makeSkill({'SKILL.md': skillMd, 'scripts/main.ts': 'enum Colour {Red}'});
	expect(() => ensureSnapshot(readInventory(broken))).toThrow(/Cannot prepare scripts\/main\.ts: TypeScript enum is not supported/);
	const template = makeSkill({'SKILL.md': skillMd, 'assets/page.ts': 'const x = {{name}};'});
	expect(readFileSync(join(ensureSnapshot(readInventory(template)), 'assets/page.ts'), 'utf8')).toBe('const x = {{name}};');
});

test('refuses a cache folder that is a link or belongs to somebody else', ({skip}) => {
	const inventory = readInventory(makeSkill({'SKILL.md': skillMd}));
	const cache = makeFolder();
	process.env.XDG_CACHE_HOME = cache;
	mkdirSync(join(cache, 'skilllite'));
	symlinkSync(makeFolder(), join(cache, 'skilllite/snapshots'));
	expect(() => ensureSnapshot(inventory)).toThrow(/snapshots is a link/);
	rmSync(join(cache, 'skilllite/snapshots'));
	if (process.getuid?.() !== 0) {
		skip('the other half needs root');
		return;
	}

	mkdirSync(join(cache, 'skilllite/snapshots'));
	execFileSync('chown', ['65534', join(cache, 'skilllite/snapshots')]);
	expect(() => ensureSnapshot(inventory)).toThrow(/belongs to another user/);
});

test('serves several processes that build the same snapshot at once', async () => {
	const files = Object.fromEntries(Array.from({length: 50}, (_, index) => [`data/${index}.txt`, 'x'.repeat(1000)]));
	const skill = makeSkill({'SKILL.md': skillMd, ...files});
	const script = `${importLines} process.stdout.write(ensureSnapshot(readInventory(process.argv[1])));`;
	const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, skill]);
	const paths = (await Promise.all([run(), run(), run(), run()])).map(({stdout}) => stdout);
	expect(new Set(paths).size).toBe(1);
	expect(readdirSync(join(paths[0] ?? '', '..'))).toHaveLength(1);
	expect(readdirSync(join(paths[0] ?? '', 'data'))).toHaveLength(50);
});

test('is quick for a small skill: reading, hashing and checking take a moment', () => {
	const skill = makeSkill({'SKILL.md': skillMd, 'scripts/main.py': 'print(1)', 'a.txt': 'a', 'b.txt': 'b', 'c.ts': 'let a: string;'});
	ensureSnapshot(readInventory(skill));
	const times = Array.from({length: 20}, () => {
		const start = performance.now();
		ensureSnapshot(readInventory(skill));
		return performance.now() - start;
	});
	expect(Math.min(...times)).toBeLessThan(50);
});

function edit(path: string, text: string): void {
	rmSync(path, {force: true});
	writeFileSync(path, text, {mode: 0o444});
}

function replaceByLink(path: string): void {
	rmSync(path, {recursive: true});
	symlinkSync('/etc', path);
}
