import {expect, test} from 'vitest';
import {runBundled} from './run-bundled.ts';

const data = {
	users: [
		{name: 'Ada', age: 36, tags: ['x'], 'odd name': 1},
		{name: 'Bob', age: 20},
	],
	settings: {'a.b': true, depth: {name: 'deep'}},
};

test.each([
	['', data],
	['$', data],
	['users[0].name', 'Ada'],
	['$.users[-1].age', 20],
	['users[0]["odd name"]', 1],
	["settings['a.b']", true],
])('looks up %s', async (path, result) => {
	expect(await runBundled('json-query', {path, data})).toMatchObject({exitCode: 0, result: {result}});
});

test.each([
	['users[*].name', ['Ada', 'Bob']],
	['users[0:1].name', ['Ada']],
	['users[?age > 30].name', ['Ada']],
	["users[?name = 'Bob' && age < 30].age", [20]],
	['users[?tags contains x].name', ['Ada']],
	['users[?tags].name', ['Ada']],
	['users[?tags != 1].name', ['Ada', 'Bob']],
	['..name', ['Ada', 'Bob', 'deep']],
	['settings.*', [true, {name: 'deep'}]],
	['users[*].tags[0]', ['x']],
])('collects %s', async (path, result) => {
	expect((await runBundled('json-query', {path, data})).result).toEqual({result, count: result.length});
});

test('lists keys, lengths and types', async () => {
	const ask = async (operation: string, path: string) => (await runBundled('json-query', {operation, path, data})).result;
	expect(await Promise.all([ask('keys', ''), ask('keys', 'users'), ask('length', 'users'), ask('type', 'users[0].age')])).toEqual([
		{result: ['users', 'settings']},
		{result: ['name', 'age', 'tags', 'odd name']},
		{result: 2},
		{result: 'number'},
	]);
});

test('reads JSON, UTF-16 and JSON Lines from files', async () => {
	const files = {
		'data.json': '\uFEFF{"a":"ü"}',
		'wide.json': Buffer.from('\uFEFF{"a":1}', 'utf16le'),
		'log.jsonl': '{"a":1}\n{"a":2}\n',
	};
	const ask = async (file: string, path: string) => (await runBundled('json-query', {file, path}, {files})).result;
	expect(await Promise.all([ask('data.json', 'a'), ask('wide.json', 'a'), ask('log.jsonl', '[*].a')])).toEqual([
		{result: 'ü'},
		{result: 1},
		{result: [1, 2], count: 2},
	]);
});

test.each([
	[{path: 'usrs', data}, 'There is no member "usrs" in the document; members: users, settings. Did you mean "users"?'],
	[{path: 'users[9]', data}, 'There is no item 9 in users, which has 2.'],
	[{path: 'users.name', data}, 'users is a list and has no member "name".'],
	[{path: 'users[[', data}, 'Cannot read the path from "[[" on.'],
	[{operation: 'length', path: 'users[0].age', data}, 'It is a number and has no length.'],
	[{path: 'a'}, 'Give "file" or "data", and not both.'],
	[{file: 'none.json'}, '"none.json" is not in the workspace.'],
	[{file: 'bad.json'}, '"bad.json" is not JSON: it breaks off at line 2, column 1.'],
])('refuses %j with a sentence and exit code 1', async (input, error) => {
	const run = await runBundled('json-query', input, {files: {'bad.json': '{"a":\n}'}});
	expect(run).toMatchObject({exitCode: 1, result: {error}, stderr: ''});
});
