import {expect, test} from 'vitest';
import {readBoolean, readPositiveNumber, readSandboxLevel} from '../../source/core/env.ts';

test('reads every word for yes and no, in any case', () => {
	for (const word of ['1', 'true', 'yes', 'on', 'TRUE', 'Yes']) {
		expect(readBoolean('X', {X: word})).toBe(true);
	}

	for (const word of ['0', 'false', 'no', 'off', 'OFF']) {
		expect(readBoolean('X', {X: word})).toBe(false);
	}
});

test('gives nothing for a variable that is not set', () => {
	expect(readBoolean('X', {})).toBeUndefined();
	expect(readPositiveNumber('X', {})).toBeUndefined();
	expect(readSandboxLevel({})).toBeUndefined();
});

test('refuses any other word, the empty one included, and names the variable', () => {
	for (const word of ['', 'maybe', '2', ' true', 'constructor']) {
		expect(() => readBoolean('SKILLLITE_OFFLINE', {SKILLLITE_OFFLINE: word})).toThrow('SKILLLITE_OFFLINE');
	}
});

test('refuses numbers that are zero, negative, empty or no numbers', () => {
	expect(readPositiveNumber('X', {X: '1.5'})).toBe(1.5);
	for (const word of ['', '0', '-1', 'ten', 'Infinity', 'NaN']) {
		expect(() => readPositiveNumber('X', {X: word})).toThrow('not a number above zero');
	}
});

test('takes sandbox levels 2 and 3 from the environment and never 1', () => {
	expect(readSandboxLevel({SKILLLITE_SANDBOX_LEVEL: '2'})).toBe(2);
	expect(readSandboxLevel({SKILLLITE_SANDBOX_LEVEL: '3'})).toBe(3);
	for (const word of ['1', '', '0', '4', '3.0']) {
		expect(() => readSandboxLevel({SKILLLITE_SANDBOX_LEVEL: word})).toThrow('SKILLLITE_SANDBOX_LEVEL');
	}
});
