import {expect, test} from 'vitest';
import {runBundled} from './run-bundled.ts';

const sales = '\uFEFFname,price,region\n"Smith, J",10.1,EU\nBob,"1,200.5",US\nEve,n/a,EU\nZoë,,EU\n';

const analyse = (input: unknown, files: Record<string, string | Uint8Array> = {'sales.csv': sales}) =>
	runBundled('data-analysis', input, {files});

test('averages a column of a file and counts what is no number', async () => {
	const run = await analyse({operation: 'average', column: 'price', file: 'sales.csv'});
	expect(run).toMatchObject({exitCode: 0, result: {result: 605.3, column: 'price', count: 2, ignored: 2}});
});

test.each([
	['mean', 2.2],
	['sum', 6.6],
	['min', 1.1],
	['max', 3.3],
	['median', 2.2],
])('gives the %s of inline rows without binary noise', async (operation, result) => {
	const run = await analyse({operation, column: 'v', data: [{v: 1.1}, {v: 2.2}, {v: '3.3'}]});
	expect(run.result).toMatchObject({result, count: 3, ignored: 0});
});

test('reads semicolons with decimal commas, Latin-1 and JSON Lines', async () => {
	const files = {
		'semi.csv': 'name;price\nA;1,5\nB;1.234,25\n',
		'latin.csv': Buffer.from('stra\u00dfe,n\n\u00fc,1\n', 'latin1'),
		'rows.jsonl': '{"a":0.1}\n\n{"a":0.2,"b":1}\n',
		'wrapped.json': '{"items":[{"a":1},{"a":2}]}',
	};
	const results = await Promise.all([
		analyse({operation: 'sum', column: 'PRICE', file: 'semi.csv'}, files),
		analyse({operation: 'head', file: 'latin.csv'}, files),
		analyse({operation: 'sum', column: 'a', file: 'rows.jsonl'}, files),
		analyse({operation: 'sum', column: 'a', file: 'wrapped.json'}, files),
	]);
	expect(results.map(run => run.result)).toMatchObject([{result: 1235.75}, {rows: [{straße: 'ü', n: '1'}]}, {result: 0.3}, {result: 3}]);
});

test('filters by number and by text, and counts', async () => {
	const [byNumber, byText, count, filled] = await Promise.all([
		analyse({operation: 'filter', where: 'price > 100', file: 'sales.csv'}),
		analyse({operation: 'filter', where: 'name contains smith', file: 'sales.csv', limit: 1}),
		analyse({operation: 'count', where: 'region = eu', file: 'sales.csv'}),
		analyse({operation: 'count', column: 'region', file: 'sales.csv'}),
	]);
	expect(byNumber.result).toEqual({rows: [{name: 'Bob', price: '1,200.5', region: 'US'}], shown: 1, matched: 1});
	expect(byText.result).toMatchObject({matched: 1, rows: [{name: 'Smith, J'}]});
	expect(count.result).toEqual({result: 3});
	expect(filled.result).toEqual({result: 4, column: 'region', empty: 0, distinct: 2});
});

test('groups rows with figures, the largest sum first', async () => {
	const run = await analyse({operation: 'group', by: 'region', column: 'price', file: 'sales.csv'});
	expect(run.result).toEqual({
		groups: [
			{value: 'US', count: 1, sum: 1200.5, average: 1200.5, min: 1200.5, max: 1200.5},
			{value: 'EU', count: 3, sum: 10.1, average: 10.1, min: 10.1, max: 10.1},
		],
		total: 2,
	});
});

test('describes each column by its type', async () => {
	const run = await analyse({operation: 'describe', file: 'sales.csv'});
	expect(run.result).toMatchObject({
		rows: 4,
		columns: {price: {type: 'number', count: 2, empty: 1, ignored: 1}, region: {type: 'text', distinct: 2, most_common: 'EU'}},
	});
});

test.each([
	[
		{operation: 'average', column: 'prise', file: 'sales.csv'},
		'There is no column "prise"; there are name, price, region. Did you mean "price"?',
	],
	[{operation: 'average', file: 'sales.csv'}, '"column" must name a column; there are name, price, region.'],
	[{operation: 'average', column: 'name', file: 'sales.csv'}, 'Column "name" holds no numbers.'],
	[{operation: 'count', file: 'sale.csv'}, '"sale.csv" is not in the workspace. Did you mean "sales.csv"?'],
	[{operation: 'count', file: 'empty.csv'}, 'The data is empty.'],
	[{operation: 'count', file: 'bad.json'}, 'The file is not JSON.'],
	[{operation: 'count'}, 'Give one of "file", "csv" and "data".'],
	[{operation: 'filter', file: 'sales.csv'}, '"filter" needs "where", for example "price > 10".'],
	[{operation: 'head', limit: 0, file: 'sales.csv'}, '"limit" must be a whole number from 1 to 1000.'],
])('refuses %j with a sentence and exit code 1', async (input, error) => {
	const run = await analyse(input, {'sales.csv': sales, 'empty.csv': '', 'bad.json': '{'});
	expect(run).toMatchObject({exitCode: 1, result: {error}, stderr: ''});
});
