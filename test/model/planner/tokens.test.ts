import {expect, test} from 'vitest';
import {readTokens} from '../../../source/model/planner/tokens.ts';
import {processorMs} from '../../processor-time.ts';

function read(text: string): string {
	return readTokens(text)
		.map(
			({kind, value, key}) => `${kind}:${key === undefined ? '' : `${key}=`}${typeof value === 'string' ? value : JSON.stringify(value)}`,
		)
		.join(' ');
}

test.each([
	["uppercase 'good morning'", 'word:uppercase quoted:good morning'],
	["what's in 'it's fine'", "word:what's word:in quoted:it's fine"],
	['say “hello” and `x y`', 'word:say quoted:hello word:and quoted:x y'],
	["sort 'b\\na'", 'word:sort quoted:b\na'],
	['12.5% of 1,204 and -5', 'percent:12.5 word:of number:1204 word:and number:-5'],
	['3-4', 'number:3 symbol:- number:4'],
	['average of price in data/sales.csv?', 'word:average word:of word:price word:in file:data/sales.csv'],
	['check output/greet and ./x', 'word:check file:output/greet word:and file:./x'],
	['get https://a.example/b?c=d.', 'word:get url:https://a.example/b?c=d'],
	['fetch example.com/x', 'word:fetch url:https://example.com/x'],
	['limit=5 name="a b" --kind=bash', 'pair:limit=5 pair:name=a b pair:kind=bash'],
	['{"a": [1, 2]} [3]', 'json:{"a":[1,2]} json:[3]'],
	['users[0].name in data.json', 'path:users[0].name word:in file:data.json'],
	['.a.b and $.c[*]', 'path:.a.b word:and path:$.c[*]'],
	['on 2024-01-15 version 1.2.3', 'word:on word:2024-01-15 word:version word:1 word:2 word:3'],
	["Bob's 5km walk", "word:Bob's word:5km word:walk"],
	['São Paulo', 'word:São word:Paulo'],
	['{broken json', 'word:broken word:json'],
	["it's", "word:it's"],
	['', ''],
])('reads %j', (text, expected) => {
	expect(read(text)).toBe(expected);
});

test('is quick on hostile input', () => {
	const start = processorMs();
	for (const piece of ['{', '[', "'", '"', 'a.', 'a/', '1,', '- ', 'a-', '.', '$.', '--a']) {
		readTokens(piece.repeat(5000));
	}

	expect(processorMs() - start).toBeLessThan(2000);
});
