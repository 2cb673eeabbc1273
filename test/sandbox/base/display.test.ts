import {expect, test} from 'vitest';
import {toDisplayJson} from '../../../sandbox/base/display.ts';

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
