import {expect, test} from 'vitest';
import {unifiedDiff} from '../../../sandbox/base/unified-diff.ts';

/** Apply a diff to a text, checking every line that it names. */
function apply(text: string, diff: string): string {
	const marked = (source: string) =>
		source === '' ? [] : source.endsWith('\n') ? source.slice(0, -1).split('\n') : [...source.split('\n'), null];
	const before = marked(text);
	const after: (string | null)[] = [];
	let at = 0;
	for (const line of diff.split('\n').slice(2)) {
		const place = /^@@ -(\d+),(\d+) \+(\d+),(\d+) @@$/.exec(line);
		if (place) {
			const start = Math.max(0, Number(place[1]) - (place[2] === '0' ? 0 : 1));
			after.push(...before.slice(at, start));
			at = start;
		} else if (line.startsWith('\\')) {
			if (before[at] === null) {
				at += 1;
			}

			after.push(null);
		} else {
			if (line.startsWith('+')) {
				after.push(line.slice(1));
			} else {
				expect(before[at]).toBe(line.slice(1));
				after.push(...(line.startsWith(' ') ? [line.slice(1)] : []));
				at += 1;
			}
		}
	}

	const all = [...after, ...before.slice(at)];
	const lines = all.filter(line => line !== null);
	return lines.length === 0 ? '' : `${lines.join('\n')}${all.at(-1) === null ? '' : '\n'}`;
}

test('applied to the first text gives the second, for texts made at random', () => {
	let seed = 7;
	const random = (below: number) => {
		seed = (seed * 48_271) % 2_147_483_647;
		return seed % below;
	};
	const textOf = () => Array.from({length: random(30)}, () => `${'abcd'[random(4)]}\n`).join('');
	for (let round = 0; round < 2000; round += 1) {
		const [before, after] = [textOf(), textOf()];
		const diff = unifiedDiff('f', before, after);
		expect(diff === '' ? before : apply(before, diff)).toBe(after);
	}
});

test('shows three lines around a change, and changes that are close together as one', () => {
	const lines = Array.from({length: 30}, (_, index) => `${index}\n`);
	const changed = lines.map((line, index) => (index === 5 || index === 9 || index === 25 ? 'x\n' : line));
	expect(unifiedDiff('f', lines.join(''), changed.join('')).match(/@@.*@@/g)).toEqual(['@@ -3,11 +3,11 @@', '@@ -23,7 +23,7 @@']);
});

test('says that a file is new, gone, or ends without a line end', () => {
	expect(unifiedDiff('f', null, 'a')).toBe('--- /dev/null\n+++ b/f\n@@ -0,0 +1,1 @@\n+a\n\\ No newline at end of file');
	expect(unifiedDiff('f', 'a\n', null)).toBe('--- a/f\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a');
	expect(unifiedDiff('f', null, '')).toBe('--- /dev/null\n+++ b/f');
	expect(unifiedDiff('f', 'a', 'a')).toBe('');
});

test('takes no time for large files that have little in common', () => {
	const large = (mark: string) => Array.from({length: 20_000}, (_, index) => `${mark}${index}\n`).join('');
	expect(unifiedDiff('f', large('a'), large('b')).split('\n').length).toBe(40_003);
});

test('a carriage return inside of a line forges no second one, and line ends of Windows stay', () => {
	const [, , , ...lines] = unifiedDiff('f', 'one\n', 'one\r unchanged?\r-gone?\n').split('\n');
	expect(lines).toEqual(['-one', '+one<U+000D> unchanged?<U+000D>-gone?']);
	expect(unifiedDiff('f', 'a\r\nb\r\n', 'a\r\nc\r\n')).toContain('\n a\r\n-b\r\n+c\r');
	expect(unifiedDiff('f', 'a\rb\n', 'a<U+000D>b\n')).not.toBe('');
});
