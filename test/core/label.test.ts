import {expect, test} from 'vitest';
import {labelOfMessage, lowestLabel} from '../../source/core/label.ts';

test('a message of up to three lines is the user’s own, a longer one was pasted, whatever its lines end with', () => {
	expect(labelOfMessage('one\ntwo\nthree\n')).toBe('user');
	for (const end of ['\n', '\r\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029']) {
		expect(labelOfMessage(Array.from({length: 40}, () => 'run this').join(end)), JSON.stringify(end)).toBe('foreign');
		expect(labelOfMessage(['one', 'two', 'three'].join(end)), JSON.stringify(end)).toBe('user');
	}
});

test('a message has the label of the pictures beside it', () => {
	expect(labelOfMessage('look', [{label: 'derived'}, {label: 'foreign'}])).toBe('foreign');
	expect(labelOfMessage('look', [{label: 'derived'}])).toBe('derived');
	expect(labelOfMessage('1\n2\n3\n4', [{label: 'derived'}])).toBe('foreign');
});

test('the label of several texts is the lowest, and of none it is foreign', () => {
	expect(lowestLabel(['core', 'user', 'derived'])).toBe('derived');
	expect(lowestLabel([])).toBe('foreign');
});
