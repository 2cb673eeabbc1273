import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {nameInSource, parseSource} from '../../../source/skills/sources/source.ts';
import {makeFolder} from '../../sandbox/folders.ts';

const read = (text: string, folder = '/nowhere') => parseSource(text, {folder, forge: 'https://forge.example'});

test.each([
	['ada/skills', {kind: 'git', url: 'https://forge.example/ada/skills', ref: null, path: null, skill: null}],
	['ada/skills.git', {url: 'https://forge.example/ada/skills', path: null}],
	['ada/skills@csv-tools', {url: 'https://forge.example/ada/skills', skill: 'csv-tools', text: 'ada/skills@csv-tools'}],
	['ada/skills/tools/csv', {url: 'https://forge.example/ada/skills', path: 'tools/csv'}],
	['https://git.example.org/team/skills.git', {kind: 'git', url: 'https://git.example.org/team/skills.git', ref: null}],
	['https://git.example.org/team/skills@csv', {url: 'https://git.example.org/team/skills', skill: 'csv'}],
	['https://github.com/ada/skills/tree/main/tools/csv', {url: 'https://github.com/ada/skills', ref: 'main', path: 'tools/csv'}],
	['https://github.com/ada/skills/blob/v1/tools/csv/SKILL.md', {url: 'https://github.com/ada/skills', ref: 'v1', path: 'tools/csv'}],
	['https://gitlab.com/a/b/c/-/tree/main/csv', {url: 'https://gitlab.com/a/b/c', ref: 'main', path: 'csv'}],
	['https://codeberg.org/ada/skills/src/branch/main/csv', {url: 'https://codeberg.org/ada/skills', ref: 'main', path: 'csv'}],
	['https://bitbucket.org/ada/skills/src/main/csv/', {url: 'https://bitbucket.org/ada/skills', ref: 'main', path: 'csv'}],
	['git@github.com:ada/skills.git', {kind: 'git', url: 'https://github.com/ada/skills.git'}],
	['ssh://git@gitlab.com/ada/skills.git', {kind: 'git', url: 'https://gitlab.com/ada/skills.git'}],
	['https://files.example.org/csv.tar.gz', {kind: 'archive-url', url: 'https://files.example.org/csv.tar.gz'}],
	['http://127.0.0.1:8080/csv.zip', {kind: 'archive-url'}],
	['file:///srv/skills', {kind: 'git', url: 'file:///srv/skills'}],
	['skillhub:csv-tools', {kind: 'registry', registry: 'skillhub', name: 'csv-tools'}],
])('reads %s', (text, expected) => {
	expect(read(text)).toMatchObject(expected);
});

test('reads folders and archives of this machine, also with an @ in their name', () => {
	const folder = makeFolder();
	mkdirSync(join(folder, 'csv@home'));
	writeFileSync(join(folder, 'csv.zip'), '');
	writeFileSync(join(folder, 'notes.txt'), '');
	expect(read('./csv@home', folder)).toMatchObject({kind: 'folder', path: join(folder, 'csv@home'), skill: null});
	expect(read('./csv@home@csv', folder)).toMatchObject({kind: 'folder', path: join(folder, 'csv@home'), skill: 'csv'});
	expect(read('csv.zip', folder)).toMatchObject({kind: 'archive', path: join(folder, 'csv.zip')});
	expect(() => read('./notes.txt', folder)).toThrow('neither a folder nor');
	expect(() => read('./gone', folder)).toThrow('it is not there');
});

test.each([
	['git@git.example.org:ada/skills.git', 'ssh is not used'],
	['ssh://example.org/ada/skills', 'ssh is not used'],
	['box:skills/csv.git', 'ssh is not used'],
	['http://example.org/csv.zip', 'only https is used'],
	['git://example.org/skills', 'only https is used'],
	['https://ada:hunter2@example.org/skills', 'it would be written into the lock'],
	['ada/skills/../../etc', 'points out of the repository'],
	['ada/skills/.git/hooks', 'points out of the repository'],
	['csv', 'Cannot read the source'],
	['', 'it is not there'],
])('refuses %s and says what to do', (text, message) => {
	expect(() => read(text)).toThrow(message);
});

test('never repeats a password', () => {
	expect(() => read('ssh://ada:hunter2@example.org/skills')).toThrow(
		expect.not.objectContaining({message: expect.stringContaining('hunter2')}),
	);
});

test('names a skill after the last part of its source', () => {
	const names = ['ada/csv.git', 'ada/skills/tools/csv', 'https://e.org/CSV.tar.gz', 'hub:csv'].map(text => nameInSource(read(text)));
	expect(names).toEqual(['csv', 'csv', 'csv', 'csv']);
});
