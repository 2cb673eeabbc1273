import {expect, test} from 'vitest';
import {runBundled} from './run-bundled.ts';

/** The stdout of one request, without its line feed: digits are compared as they are written. */
async function calculate(input: unknown): Promise<string> {
	return (await runBundled('calculator', input)).stdout.trimEnd();
}

test('multiplies two numbers and prints one JSON object', async () => {
	const run = await runBundled('calculator', {operation: 'multiply', a: 15, b: 27});
	expect(run).toMatchObject({exitCode: 0, stdout: '{"result":405}\n', stderr: ''});
});

test.each([
	[{operation: 'add', a: 8, b: 4}, '12'],
	[{operation: 'subtract', a: 20, b: 7}, '13'],
	[{operation: 'divide', a: 144, b: 12}, '12'],
	[{operation: 'power', a: 2, b: 10}, '1024'],
	[{operation: 'power', a: 2, b: -2}, '0.25'],
	[{operation: 'modulo', a: 17, b: 5}, '2'],
	[{operation: 'sqrt', a: 81}, '9'],
	[{operation: 'percent', a: 15, b: 240}, '36'],
])('works out %j', async (input, result) => {
	expect(await calculate(input)).toBe(`{"result":${result}}`);
});

test.each([
	['0.1 + 0.2', '0.3'],
	['1.1 * 3', '3.3'],
	['2/3 * 3', '2'],
	['1/3', '0.333333333333333'],
	['sqrt(2)', '1.4142135623731'],
	['2 ^ 100', '1267650600228229401496703205376'],
	['123456789.123456789 + 1', '123456790.123456789'],
	['1e20 / 3', '3.33333333333333e19'],
])('gives %s without the noise of binary fractions', async (expression, result) => {
	expect(await calculate({expression})).toBe(`{"result":${result}}`);
});

test.each([
	['15 * 27', '405'],
	['2 + 3 * 4', '14'],
	['(2 + 3) * 4', '20'],
	['2^3^2', '512'],
	['-2^2', '-4'],
	['17 % 5', '2'],
	['15% of 80', '12'],
	['50% * 2', '1'],
	['1,250.50 × 2 ÷ 5 − 0.2', '500'],
	['3x4', '12'],
	['round(2.5) + abs(-1)', '4'],
])('reads %s as people mean it', async (expression, result) => {
	expect(await calculate({expression})).toBe(`{"result":${result}}`);
});

test.each([
	[{operation: 'divide', a: 1, b: 0}, 'Cannot divide by zero.'],
	[{operation: 'sqrt', a: -1}, 'Cannot take the square root of a negative number.'],
	[{operation: 'add', a: 1}, 'Operand "b" is missing.'],
	[{operation: 'add', a: true, b: 1}, 'Operand "a" must be a number.'],
	[{operation: 'cube', a: 1}, '"operation" must be one of add, subtract, multiply, divide, power, modulo, percent, sqrt.'],
	[{expression: '(1'}, 'A bracket is not closed.'],
	[{expression: '__import__("os")'}, 'Unexpected character "_".'],
	[{expression: 'exec(1)'}, 'Unknown name "exec"; known names are abs, pi, round, sqrt.'],
	[[1], 'The input must be a JSON object.'],
	['not json', 'The input is not JSON.'],
	['{"operation":"add","a":NaN,"b":1}', 'NaN is not a number that can be calculated with.'],
])('refuses %j with a sentence and exit code 1', async (input, error) => {
	const run = await runBundled('calculator', input);
	expect(run).toMatchObject({exitCode: 1, result: {error}, stderr: ''});
});

test.each(['9^9^9^9', '2 ** 1000000', '1e300 * 1e300', `${'('.repeat(400)}1`, '1'.repeat(900)])(
	'ends at once on an expression made to be too much: %.20s',
	async expression => {
		const run = await runBundled('calculator', {expression});
		expect(run.exitCode).toBe(1);
		expect(run.result).toHaveProperty('error');
	},
);
