import {expect, test} from 'vitest';
import {escapeGlob, matchesGlob} from '../../../source/agent/permissions/glob.ts';
import {processorMs} from '../../processor-time.ts';

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

test('says what a regular expression would say, for globs and texts made at random', () => {
	const patterns = (glob: string, isPath: boolean) =>
		glob.replaceAll(/\\.|(?:\*\*\/)+|\*+|./gsu, part => {
			if (part === '?') {
				return isPath ? '[^/]' : '.';
			}

			if (part.startsWith('*')) {
				const any = isPath && part === '*' ? '[^/]*' : '.*';
				return part.startsWith('**/') ? (isPath ? '(?:.*/)?' : '.*/') : any;
			}

			return (part.length > 1 ? part.slice(1) : part).replace(/[*?\\/.]/, '\\$&');
		});
	let seed = 11;
	const random = (below: number) => {
		seed = (seed * 48_271) % 2_147_483_647;
		return seed % below;
	};
	const textOf = (alphabet: readonly string[], length: number) =>
		Array.from({length: random(length)}, () => alphabet[random(alphabet.length)]).join('');
	let matched = 0;
	for (let round = 0; round < 20_000; round += 1) {
		const [glob, text] = [textOf(['a', 'b', '/', '*', '**/', '?', '\\*', '**'], 6), textOf(['a', 'b', '/', '*'], 7)];
		for (const kind of ['path', 'text'] as const) {
			const expected = new RegExp(`^${patterns(glob, kind === 'path')}$`, 'su').test(text);
			expect(matchesGlob(glob, text, kind), `${kind} ${glob} ${text}`).toBe(expected);
			matched += expected ? 1 : 0;
		}
	}

	expect(matched).toBeGreaterThan(1000);
});

test.each(['*a', '**/', '*?', '?*a*', '**/*a'])('takes no longer than its lengths for many of %s', piece => {
	const started = processorMs();
	expect(matchesGlob(`${piece.repeat(50)}b`, 'a'.repeat(4000), 'path')).toBe(false);
	expect(matchesGlob(`${piece.repeat(50)}b`, 'a/'.repeat(2000), 'text')).toBe(false);
	expect(processorMs() - started).toBeLessThan(5000);
});
