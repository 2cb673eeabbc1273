import {expect, test} from 'vitest';
import {escapeGlob, matchesGlob} from '../../../source/agent/permissions/glob.ts';

test.each([
	['src/*.ts', 'src/a.ts', true],
	['src/*.ts', 'src/sub/a.ts', false],
	['src/**', 'src/sub/a.ts', true],
	['src/**', 'src', false],
	['**/a.ts', 'a.ts', true],
	['**/a.ts', 'x/y/a.ts', true],
	['**/a.ts', 'x/ba.ts', false],
	['**', 'x/y', true],
	['a?.ts', 'ab.ts', true],
	['a?.ts', 'a/.ts', false],
	['a.ts', 'axts', false],
	['a+(b)[c]{d}|$^', 'a+(b)[c]{d}|$^', true],
	['a\\*', 'a*', true],
	['a\\*', 'ab', false],
])('as a path, %s fits %s: %s', (glob, path, fits) => {
	expect(matchesGlob(glob, path, 'path')).toBe(fits);
});

test.each([
	['git *', 'git log src/a.ts', true],
	['git *', 'git', false],
	['git *', 'gitx log', false],
	['git *', 'git log\nrm x', true],
	['*.example.org', 'api.example.org', true],
	['*.example.org', 'example.org.evil.net', false],
	['**/x', 'a/b/x', true],
	['😀?', '😀😀', true],
])('as a text, %s fits %s: %s', (glob, text, fits) => {
	expect(matchesGlob(glob, text, 'text')).toBe(fits);
});

test('an escaped text fits itself alone', () => {
	for (const text of ['*', '\\*', 'a?b', 'rm -rf **/x', '\\', 'plain']) {
		expect(matchesGlob(escapeGlob(text), text, 'text')).toBe(true);
		expect(matchesGlob(escapeGlob(text), `${text}x`, 'text')).toBe(false);
	}

	expect(matchesGlob(escapeGlob('a*'), 'ab', 'text')).toBe(false);
});
