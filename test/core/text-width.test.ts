import {expect, test} from 'vitest';
import {cutTo, fitTo, widthOf} from '../../source/core/text-width.ts';

test('counts wide characters and emoji as two cells and marks as none', () => {
	expect(widthOf('abc')).toBe(3);
	expect(widthOf('数据')).toBe(4);
	expect(widthOf('e\u0301')).toBe(1);
	expect(widthOf('👩‍💻')).toBe(2);
	expect(widthOf('é ñ')).toBe(3);
	expect(widthOf('ｆｕｌｌ')).toBe(8);
	expect(widthOf('한국')).toBe(4);
	expect(widthOf('नमस्ते')).toBe(4);
});

test('cuts at whole characters and never exceeds the width', () => {
	expect(cutTo('abcdef', 4)).toBe('abc…');
	expect(cutTo('数据数据', 4)).toBe('数…');
	expect(cutTo('abc', 3)).toBe('abc');
	for (let width = 0; width < 10; width++) {
		expect(widthOf(cutTo('a数b据👩‍💻c', width))).toBeLessThanOrEqual(width);
	}
});

test('fills to exactly the width', () => {
	expect(fitTo('数', 4)).toBe('数  ');
	expect(widthOf(fitTo('数据数据', 4))).toBe(4);
});
