import {expect, test} from 'vitest';
import {readArithmetic} from '../../../source/model/planner/arithmetic.ts';
import {writeExpression} from '../../../source/model/planner/expression.ts';

function read(text: string): string | undefined {
	const found = readArithmetic(text);
	return found && writeExpression(found.expression);
}

test.each([
	['15 * 27', '15 * 27'],
	['15x27', '15 * 27'],
	['15 × 27', '15 * 27'],
	['15 times 27', '15 * 27'],
	['fifteen times twenty-seven', '15 * 27'],
	['one hundred and four plus six', '104 + 6'],
	['three and four', undefined],
	['1,204 + 96', '1204 + 96'],
	["what's 12.5% of 80", '12.5 / 100 * 80'],
	['12.5 percent of 80', '12.5 / 100 * 80'],
	['10% of 20% of 50', '10 / 100 * (20 / 100 * 50)'],
	['square root of 144', 'sqrt(144)'],
	['square root of 16 plus 2', 'sqrt(16) + 2'],
	['2 to the power of ten', '2 ** 10'],
	['5 squared', '5 ** 2'],
	['2^3^2', '2 ** 3 ** 2'],
	['(2^3)^2', '(2 ** 3) ** 2'],
	['(-2)^2', '(-2) ** 2'],
	['-2^2', '-(2 ** 2)'],
	['(3 + 4) * 2', '(3 + 4) * 2'],
	['10 - (4 - 1)', '10 - (4 - 1)'],
	['10 / 4 / 5', '10 / 4 / 5'],
	['subtract 5 from 12', '12 - 5'],
	['the difference between 20 and 7', '20 - 7'],
	['multiply 6 by 7', '6 * 7'],
	['divide 10 by 4', '10 / 4'],
	['17 mod 5', '17 % 5'],
	['10 % 3', '10 % 3'],
	['sum of 3, 4 and 5', '3 + 4 + 5'],
	['average of 3, 4 and 5', '(3 + 4 + 5) / 3'],
	['average of 3, 4, 5', '(3 + 4 + 5) / 3'],
	['99999999999999999999 * 9', '99999999999999999999 * 9'],
	['-99999999999999999999 + 1', '-99999999999999999999 + 1'],
	['half of 90', '0.5 * 90'],
	['2 * pi', '2 * pi'],
	['5 minus 8', '5 - 8'],
	['5 * -3', '5 * -3'],
] as const)('reads %j as %j', (text, expected) => {
	expect(read(text)).toBe(expected);
});

test.each(['what is 3', '2024-01-15', 'version 1.2.3', 'page 3 of 4', '((((', '10 to 12', '3 +', ''])('sees no arithmetic in %j', text => {
	expect(read(text)).toBeUndefined();
});

test('names the words around the expression', () => {
	expect(readArithmetic('who won 3-2 yesterday')?.around).toBe('who won yesterday');
});

test('reads powers in the spelling of the tool', () => {
	const found = readArithmetic('2 to the power of 10');
	expect(found && writeExpression(found.expression, '^')).toBe('2 ^ 10');
});

test('leaves very long texts alone instead of recursing into them', () => {
	expect(read('('.repeat(100_000))).toBeUndefined();
	expect(read(`${'('.repeat(400)}1+1${')'.repeat(400)}`)).toBe('1 + 1');
});
