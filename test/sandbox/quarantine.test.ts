import {
	chmodSync,
	existsSync,
	linkSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	symlinkSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import {dirname, join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {viewWorkspace} from '../../sandbox/linux/workspace.ts';
import {parsePolicy} from '../../sandbox/parse-policy.ts';
import {quarantineProtected} from '../../sandbox/quarantine.ts';
import {makeFolder, useFreshHome} from './folders.ts';

useFreshHome();

function makeWorkspace(files: readonly string[] = []): string {
	const workspace = makeFolder();
	for (const path of files) {
		write(join(workspace, path));
	}

	return workspace;
}

function write(path: string, content = 'text'): void {
	mkdirSync(dirname(path), {recursive: true});
	writeFileSync(path, content);
}

const guardOf = (workspace: string, ...grants: readonly string[]) =>
	viewWorkspace(parsePolicy({filesystem: {write: grants.length === 0 ? ['.'] : grants}}), workspace, '/cache/empty').guard;
const targets = ({denied}: ReturnType<typeof quarantineProtected>) => denied.map(({target}) => target);

test('where nothing appeared, nothing is made and nothing is denied', () => {
	const workspace = makeWorkspace(['.git/hooks/pre-commit', '.vscode/settings.json', '.env', '.bashrc']);
	const guard = guardOf(workspace);
	write(join(workspace, 'out.txt'));
	expect(quarantineProtected(guard)).toEqual({quarantine: undefined, denied: []});
	expect(existsSync(join(process.env.SKILLLITE_HOME ?? '', 'quarantine'))).toBe(false);
});

test('what a person adds during a run to a folder that the run could not write to stays', () => {
	const workspace = makeWorkspace(['.vscode/settings.json', '.ssh/config']);
	const guard = guardOf(workspace);
	write(join(workspace, '.vscode', 'tasks.json'));
	write(join(workspace, '.ssh', 'known_hosts'));
	expect(quarantineProtected(guard).denied).toEqual([]);
});

test('what a run renamed along with its folder is still what it was', () => {
	const workspace = makeWorkspace([
		'a/.git/hooks/pre-commit',
		'a/.git/config',
		'a/.git/HEAD',
		'a/.git/objects/x',
		'a/.git/refs/x',
		'a/.envrc',
	]);
	const guard = guardOf(workspace);
	renameSync(join(workspace, 'a'), join(workspace, 'b'));
	renameSync(join(workspace, 'b', '.git'), join(workspace, 'b', 'kept'));
	expect(quarantineProtected(guard).denied).toEqual([]);
	expect(existsSync(join(workspace, 'b', 'kept', 'HEAD'))).toBe(true);
});

test('what takes the place of a folder that was renamed is new', () => {
	const workspace = makeWorkspace(['.git/hooks/pre-commit', '.git/config']);
	const guard = guardOf(workspace);
	renameSync(join(workspace, '.git'), join(workspace, 'aside'));
	write(join(workspace, '.git/hooks/pre-commit'), 'planted');
	write(join(workspace, '.git/config'), 'planted');
	const seizure = quarantineProtected(guard);
	expect(targets(seizure).sort()).toEqual(['protected: .git/config', 'protected: .git/hooks/pre-commit']);
	expect(seizure.quarantine?.files).toBe(2);
	expect(readFileSync(join(workspace, 'aside/hooks/pre-commit'), 'utf8')).toBe('text');
});

test('a hook that is a link is taken away when what it leads to was exchanged', () => {
	const workspace = makeWorkspace(['scripts/check.sh', '.git/HEAD']);
	mkdirSync(join(workspace, '.git', 'hooks'));
	symlinkSync('../../scripts/check.sh', join(workspace, '.git/hooks/pre-commit'));
	const guard = guardOf(workspace);
	expect(quarantineProtected(guard).denied).toEqual([]);
	renameSync(join(workspace, 'scripts'), join(workspace, 'aside'));
	write(join(workspace, 'scripts/check.sh'), 'planted');
	expect(targets(quarantineProtected(guard))).toEqual(['protected: .git/hooks/pre-commit']);
	expect(lstatSync(join(workspace, '.git/hooks/pre-commit'), {throwIfNoEntry: false})).toBe(undefined);
});

test('a folder of its own grant is looked through once, by its own name', () => {
	const workspace = makeWorkspace(['out/x', 'other/x']);
	const guard = guardOf(workspace, '.', 'out');
	write(join(workspace, 'out/.envrc'));
	write(join(workspace, '.envrc'));
	expect(targets(quarantineProtected(guard)).sort()).toEqual(['protected: .envrc', 'protected: out/.envrc']);
});

test('a folder that was exchanged for another is not touched, and that is told', () => {
	const workspace = makeWorkspace(['out/x', 'elsewhere/.envrc']);
	const guard = guardOf(workspace, 'out');
	renameSync(join(workspace, 'out'), join(workspace, 'gone'));
	symlinkSync('elsewhere', join(workspace, 'out'));
	expect(targets(quarantineProtected(guard))).toEqual(['protected: out (could not be looked into)']);
	rmSync(join(workspace, 'out'));
	renameSync(join(workspace, 'elsewhere'), join(workspace, 'out'));
	expect(targets(quarantineProtected(guard))).toEqual(['protected: out (could not be looked into)']);
	expect(existsSync(join(workspace, 'out/.envrc'))).toBe(true);
});

test('a file with another name loses this one alone', () => {
	const workspace = makeWorkspace(['tool.sh']);
	const guard = guardOf(workspace);
	chmodSync(join(workspace, 'tool.sh'), 0o755);
	linkSync(join(workspace, 'tool.sh'), join(workspace, '.envrc'));
	const {quarantine} = quarantineProtected(guard);
	expect(statSync(join(workspace, 'tool.sh')).mode & 0o777).toBe(0o755);
	expect(readdirSync(quarantine?.folder ?? '')).toEqual(['manifest.jsonl']);
});

test('a home that cannot hold it has it stay under another name, and that is told', () => {
	const workspace = makeWorkspace();
	const guard = guardOf(workspace);
	write(join(workspace, '.git/hooks/pre-commit'));
	writeFileSync(process.env.SKILLLITE_HOME ?? '', 'a file in the way');
	expect(quarantineProtected(guard)).toEqual({
		quarantine: undefined,
		denied: [{kind: 'file', target: 'protected: .git/hooks/pre-commit (only renamed)', count: 1}],
	});
	expect(readdirSync(join(workspace, '.git/hooks'))).toEqual([expect.stringMatching(/^quarantined-/)]);
});

const memory = '/dev/shm';
const isOther = existsSync(memory) && statSync(memory).dev !== statSync(dirname(makeFolder())).dev;

test.skipIf(!isOther)('from another file system small files are copied, and large ones only renamed', () => {
	const home = mkdtempSync(join(memory, 'skilllite-test-'));
	onTestFinished(() => rmSync(home, {recursive: true}));
	process.env.SKILLLITE_HOME = home;
	const workspace = makeWorkspace();
	const guard = guardOf(workspace);
	write(join(workspace, '.envrc'), 'planted');
	write(join(workspace, '.bashrc'));
	truncateSync(join(workspace, '.bashrc'), 100 * 1024 * 1024);
	symlinkSync('x', join(workspace, '.zshrc'));
	const seizure = quarantineProtected(guard);
	expect(targets(seizure).sort()).toEqual(['protected: .bashrc (only renamed)', 'protected: .envrc', 'protected: .zshrc']);
	const folder = seizure.quarantine?.folder ?? '';
	const [first = ''] = readdirSync(folder).filter(name => name !== 'manifest.jsonl');
	expect([readFileSync(join(folder, first), 'utf8'), statSync(join(folder, first)).mode & 0o777]).toEqual(['planted', 0o600]);
	expect(readdirSync(workspace)).toEqual([expect.stringMatching(/^quarantined-/)]);
});
