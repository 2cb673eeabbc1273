import {expect, test} from 'vitest';
import {sayFailure, sayResult} from '../../../source/model/planner/answer.ts';

test.each([
	['{"result":405}', '405'],
	['{"result":"HELLO"}', 'HELLO'],
	['{"result":1267650600228229401496703205376}', '1267650600228229401496703205376'],
	['{"result":{"words":2,"characters":11}}', 'words:      2\ncharacters: 11'],
	['{"result":12.5,"column":"price"}', 'result: 12.5\ncolumn: price'],
	['plain text\n', 'plain text'],
	['"a string"', 'a string'],
	['true', 'true'],
	['{"a":{"b":[1]}}', '{\n  "a": {\n    "b": [\n      1\n    ]\n  }\n}'],
	['{}', '{}'],
	['', 'Done. The skill printed nothing.'],
	['(no output)', 'Done. The skill printed nothing.'],
])('says %j plainly', (content, expected) => {
	expect(sayResult(content)).toBe(expected);
});

test('says a failure in one sentence', () => {
	expect(sayFailure('calculator', 'calculator failed: Cannot divide by zero.\nmore')).toBe('calculator failed: Cannot divide by zero.');
	expect(sayFailure('calculator', '{"error":"Cannot divide by zero"}')).toBe('calculator failed: Cannot divide by zero.');
	expect(sayFailure('calculator', '')).toBe('calculator failed.');
});
