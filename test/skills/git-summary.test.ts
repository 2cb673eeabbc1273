import {execFileSync} from 'node:child_process';
import {existsSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {createWorkspace, runBundled, runPlain} from './run-bundled.ts';

const summarise = (workspace: string, input: unknown = {}) => runBundled('git-summary', input, {workspace});

test('tells branch, commits, authors, changes and tags of a repository', async () => {
	const workspace = createRepository();
	git(workspace, 'tag', 'v1.0.0');
	writeFileSync(join(workspace, 'a b"ü.txt'), 'changed');
	writeFileSync(join(workspace, 'new\nline'), '');
	const run = await summarise(workspace);
	expect(run).toMatchObject({
		exitCode: 0,
		result: {
			branch: 'main',
			head: expect.stringMatching(/^[0-9a-f]{12}$/),
			upstream: null,
			ahead: null,
			total_commits: 2,
			clean: false,
			commits: [
				{hash: expect.stringMatching(/^[0-9a-f]{12}$/), date: '2026-01-02T00:00:00+02:00', author: 'Tést "T" Account', subject: 'Second é'},
				{date: '2026-01-01T00:00:00+02:00', subject: 'First "quoted" \\ with\ttab'},
			],
			authors: [{name: 'Tést "T" Account', commits: 2}],
			changed: [
				{status: ' M', path: 'a b"ü.txt'},
				{status: '??', path: 'new\nline'},
			],
			tags: ['v1.0.0'],
		},
	});
});

test('counts how far the branch is ahead of and behind its upstream', async () => {
	const workspace = createRepository();
	git(workspace, 'update-ref', 'refs/remotes/origin/main', 'HEAD~1');
	git(workspace, 'config', 'remote.origin.url', 'https://example.com/x.git');
	git(workspace, 'config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*');
	git(workspace, 'config', 'branch.main.remote', 'origin');
	git(workspace, 'config', 'branch.main.merge', 'refs/heads/main');
	const run = await summarise(workspace);
	expect(run.result).toMatchObject({upstream: 'origin/main', ahead: 1, behind: 0, clean: true});
});

test('limits commits by number, date and folder as asked', async () => {
	const workspace = createRepository();
	const [one, since, none] = await Promise.all([
		summarise(workspace, {commits: 1}),
		summarise(workspace, {since: '2026-01-01T12:00:00+02:00'}),
		summarise(workspace, {commits: 0}),
	]);
	expect(one.result).toMatchObject({commits: [{subject: 'Second é'}], total_commits: 2});
	expect(since.result).toMatchObject({commits: [{subject: 'Second é'}]});
	expect(none.result).toMatchObject({commits: []});
});

test('describes a repository that has no commit yet', async () => {
	const workspace = createWorkspace({'a.txt': 'a'});
	git(workspace, 'init', '--quiet', '--initial-branch=main');
	const run = await summarise(workspace);
	expect(run).toMatchObject({exitCode: 0, result: {branch: 'main', head: null, commits: [], changed: [{status: '??', path: 'a.txt'}]}});
});

test('starts nothing that the repository names in its configuration', async () => {
	const workspace = createRepository();
	const mark = join(workspace, 'started');
	for (const name of ['core.fsmonitor', 'diff.external', 'core.pager', 'core.sshCommand', 'gpg.program', 'diff.x.textconv']) {
		git(workspace, 'config', name, `touch ${mark};`);
	}

	git(workspace, 'config', 'log.showSignature', 'true');
	writeFileSync(join(workspace, 'a b"ü.txt'), 'changed');
	const run = await runPlain('git-summary', {}, {workspace});
	expect(run).toMatchObject({exitCode: 0, result: {total_commits: 2}});
	expect(existsSync(mark)).toBe(false);
});

test.each([
	[{path: 'none'}, '"none" is not a folder of the workspace.'],
	[{path: '--version'}, '"./--version" is not a folder of the workspace.'],
	[{path: 3}, '"path" must be a string.'],
	[{commits: 201}, '"commits" must be a whole number from 0 to 200.'],
	[{commits: 'many'}, '"commits" must be a whole number from 0 to 200.'],
	[[1], 'The input must be a JSON object.'],
	[{}, '"." is not in a git repository.'],
])('refuses %j with a sentence and exit code 1', async (input, error) => {
	const run = await runBundled('git-summary', input);
	expect(run).toMatchObject({exitCode: 1, result: {error}});
});

/** A repository of two commits with awkward names. */
function createRepository(): string {
	const workspace = createWorkspace({'a b"ü.txt': 'a'});
	git(workspace, 'init', '--quiet', '--initial-branch=main');
	git(workspace, 'add', '.');
	commit(workspace, 'First "quoted" \\ with\ttab', '2026-01-01T00:00:00+02:00');
	commit(workspace, 'Second é', '2026-01-02T00:00:00+02:00');
	return workspace;
}

function commit(workspace: string, subject: string, date: string): void {
	git(
		workspace,
		'-c',
		`user.name=Tést "T" Account`,
		'-c',
		'user.email=test@example.com',
		'commit',
		'--quiet',
		'--allow-empty',
		`--date=${date}`,
		'-m',
		subject,
	);
}

function git(workspace: string, ...args: readonly string[]): void {
	const dates = {
		GIT_AUTHOR_DATE: '2026-01-01T00:00:00+02:00',
		GIT_COMMITTER_DATE: args.at(-1)?.startsWith('Second') ? '2026-01-02T00:00:00+02:00' : '2026-01-01T00:00:00+02:00',
	};
	const env = {PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', ...dates};
	execFileSync('git', args, {cwd: workspace, env, stdio: 'ignore'});
}
