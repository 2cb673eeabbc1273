import {expect, test} from 'vitest';
import {isProtected, placeOf} from '../../sandbox/protected-names.ts';

const project = placeOf('project', []);
const gitFolder = placeOf('.git', []);
const bare = placeOf('innocent', ['HEAD', 'objects', 'refs', 'x']);

test('hooks, start-up files, settings and instructions are protected', () => {
	for (const name of [
		'.bashrc',
		'.envrc',
		'.gitconfig',
		'.npmrc',
		'.husky',
		'.vscode',
		'.claude',
		'.mcp.json',
		'AGENTS.md',
		'.ssh',
		'a.code-workspace',
	]) {
		expect([name, isProtected(name, 'file', project)]).toEqual([name, true]);
	}
});

test('results, code and build files are not', () => {
	for (const name of [
		'.gitignore',
		'.gitattributes',
		'.env.example',
		'package.json',
		'Makefile',
		'config',
		'hooks',
		'HEAD',
		'bashrc',
		'agents',
		'git',
		'.g',
	]) {
		expect([name, isProtected(name, 'file', project)]).toEqual([name, false]);
	}
});

test('in a folder of git, by name or by what is in it, what git runs or obeys is protected', () => {
	for (const place of [gitFolder, bare, placeOf('w', ['HEAD', 'commondir', 'gitdir'])]) {
		expect(['hooks', 'config', 'config.worktree', 'commondir', 'gitdir'].filter(name => !isProtected(name, 'file', place))).toEqual([]);
		expect(['HEAD', 'index', 'objects', 'refs', 'COMMIT_EDITMSG'].filter(name => isProtected(name, 'file', place))).toEqual([]);
	}
});

test('a folder with only a part of what makes a repository is none', () => {
	expect(placeOf('data', ['HEAD', 'objects', 'config'])).toMatchObject({isGit: false});
	expect(placeOf('data', ['objects', 'refs', 'config'])).toMatchObject({isGit: false});
});

test('`.git` itself is protected as a file or a link, which lead git elsewhere, and not as a folder', () => {
	expect(['folder', 'file', 'link'].filter(kind => isProtected('.git', kind as 'file', project))).toEqual(['file', 'link']);
});

test('every spelling counts that some file system takes for the same name', () => {
	for (const name of ['.GIT', '.Git', '.g\u200Cit', '.git\uFEFF', '.git.', '.git ', '.git::$INDEX_ALLOCATION', 'GIT~1', '.\uFF47it']) {
		expect([name, isProtected(name, 'file', project)]).toEqual([name, true]);
	}

	expect(isProtected('.\u212Ashrc', 'file', project)).toBe(true);
	expect(isProtected('Agents.MD', 'file', project)).toBe(true);
});

test('some names count only where they are obeyed, and a link may not stand for that place', () => {
	const config = placeOf('.config', []);
	expect([isProtected('fish', 'folder', config), isProtected('fish', 'folder', project), isProtected('app', 'folder', config)]).toEqual([
		true,
		false,
		false,
	]);
	expect([isProtected('.config', 'link', project), isProtected('.config', 'folder', project)]).toEqual([true, false]);
	expect([
		isProtected('workflows', 'folder', placeOf('.github', [])),
		isProtected('ISSUE_TEMPLATE', 'folder', placeOf('.github', [])),
	]).toEqual([true, false]);
});

test('installed packages may ship such names, but no git configuration and nothing that Python imports at every start', () => {
	const inside = placeOf('left-pad', [], placeOf('node_modules', []));
	expect(['.vscode', '.npmrc', '.github', 'AGENTS.md'].filter(name => isProtected(name, 'folder', inside))).toEqual([]);
	expect(isProtected('hooks', 'folder', placeOf('.git', [], inside))).toBe(true);
	expect(isProtected('sitecustomize.py', 'file', placeOf('site-packages', []))).toBe(true);
});
