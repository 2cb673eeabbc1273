import {expect, test} from 'vitest';
import {toDisplay, toDisplayJson} from '../../../sandbox/base/display.ts';

const hidden = ['\u009b2J', '\u007f', '\u202e', '\u200b', '\u2028', '\u{e0041}', '\ufeff'];

test('JSON for a screen is the same value, and holds nothing that a screen obeys or hides', () => {
	const value = {name: hidden.join(' '), [hidden.join('')]: ['plain', 'ünï', '猫', '👍']};
	const shown = toDisplayJson(JSON.stringify(value));
	expect(JSON.parse(shown)).toEqual(value);
	expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
	expect(shown).toContain('"plain","ünï","猫","👍"');
});

test('the line feeds between the members of laid out JSON stay', () => {
	const text = JSON.stringify({a: 1, b: ['\n']}, null, 2);
	expect(toDisplayJson(text)).toBe(text);
});

test('what an escape sequence carries is shown where a person decides on it', () => {
	const carriers = [
		'\u001b]; touch x\u0007',
		'\u001b]0;; touch x\u001b\\',
		'\u009d; touch x\u009c',
		'\u001bP; touch x',
		'\u001b[8m; touch x\u001b[0m',
	];
	for (const carrier of carriers) {
		const shown = toDisplay(`echo hi ${carrier}`, {reveal: true});
		expect(shown).toMatch(/^echo hi <U\+00[19][BD]>.*; touch x/);
		expect(shown).not.toMatch(/[\p{Cc}\p{Cf}]/u);
	}
});

test('what would be drawn over is shown beside what would be drawn', () => {
	expect(toDisplay('rm -rf ~\b\b\b\b\b\b\b\bls', {reveal: true})).toBe(`rm -rf ~${'<U+0008>'.repeat(8)}ls`);
	expect(toDisplay('rm -rf ~\rls', {reveal: true})).toBe('rm -rf ~ ls');
	expect(toDisplay('\u202esl', {reveal: true})).toBe('<U+202E>sl');
	expect(toDisplay('// ok\u2028run()\u2029run()', {reveal: true})).toBe('// ok<U+2028>run()<U+2029>run()');
});

test('a plain text is the same revealed or not, and colours are dropped where nothing hangs on them', () => {
	const plain = 'git commit -m "grün 👍" && ls ~/notes/*.md';
	expect(toDisplay(plain, {reveal: true})).toBe(plain);
	expect(toDisplay(plain)).toBe(plain);
	expect(toDisplay('\u001b[31mred\u001b[0m and \u001b]8;;https://a.example\u0007a link\u001b]8;;\u0007')).toBe('red and a link');
	expect(toDisplay('a\r\n\tb', {reveal: true, multiline: true})).toBe('a\n\tb');
});
