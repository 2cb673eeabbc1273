import {expect, test} from 'vitest';
import {emptyPolicy} from '../../sandbox/policy.ts';
import {parsePolicy} from '../../sandbox/parse-policy.ts';
import {summarisePolicy} from '../../sandbox/policy-summary.ts';

test('a summary names every limit that is asked beyond its default', () => {
	const resources = {wall: '120m', processes: 500, file_size: '1GB', scratch: '3GB', output: '2GB', memory: '64MB'};
	expect(summarisePolicy(parsePolicy({resources}))).toBe(
		'no network · 64 MB · 30 s · up to 7200 s of time · 500 processes · files of 1024 MB · scratch of 3072 MB · output of 2048 MB',
	);
});

test('limits at or below their defaults leave the summary short', () => {
	expect(summarisePolicy(emptyPolicy)).toBe('no network · 256 MB · 30 s');
	expect(summarisePolicy(parsePolicy({resources: {wall: '5s', output: '10MB'}}))).toBe('no network · 256 MB · 30 s');
});
