import {expect, test} from 'vitest';
import {nearestName} from '../../source/core/nearest.ts';

const names = ['run', 'scan', 'show', 'list', 'verify', 'quickstart'];

test('finds the name behind a swapped, missing, doubled or wrong letter', () => {
	expect(nearestName('rnu', names)).toBe('run');
	expect(nearestName('sca', names)).toBe('scan');
	expect(nearestName('verifyy', names)).toBe('verify');
	expect(nearestName('quikstrat', names)).toBe('quickstart');
	expect(nearestName('LIST', names)).toBe('list');
});

test('suggests nothing for a word that resembles none', () => {
	expect(nearestName('frobnicate', names)).toBeNull();
	expect(nearestName('', names)).toBeNull();
});
