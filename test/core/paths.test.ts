import {mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {homedir, tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {findProject, projectConfigPath} from '../../source/core/paths.ts';

function temporary(): string {
	const folder = realpathSync(mkdtempSync(join(tmpdir(), 'skilllite-paths-')));
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
	return folder;
}

test('takes the folder the process stands in', () => {
	expect(findProject(undefined, {})).toEqual({folder: realpathSync(process.cwd()), isHome: false});
});

test('takes --project by its real path', () => {
	const folder = temporary();
	mkdirSync(join(folder, 'real'));
	symlinkSync('real', join(folder, 'link'));
	expect(findProject(join(folder, 'link'), {}).folder).toBe(join(folder, 'real'));
});

test('takes the folder the user stood in when npm runs us from the package folder', () => {
	const folder = temporary();
	const npm = {INIT_CWD: folder, npm_package_json: join(process.cwd(), 'package.json')};
	expect(findProject(undefined, npm).folder).toBe(folder);
});

test('ignores the INIT_CWD of an npm script that moved elsewhere', () => {
	const folder = temporary();
	const npm = {INIT_CWD: folder, npm_package_json: '/elsewhere/package.json'};
	expect(findProject(undefined, npm).folder).toBe(realpathSync(process.cwd()));
});

test('says that the home folder is no project', () => {
	const project = findProject(homedir(), {});
	expect(project.isHome).toBe(true);
	expect(projectConfigPath(project)).toBeNull();
});

test('names a project folder that is missing or a file', () => {
	const folder = temporary();
	writeFileSync(join(folder, 'file'), '');
	expect(() => findProject(join(folder, 'nothing'), {})).toThrow(/nothing: it does not exist/);
	expect(() => findProject(join(folder, 'file'), {})).toThrow(/file: it is not a folder/);
});
