import {expect, test} from 'vitest';
import {createBodyFrame} from '../../../sandbox/egress/body-frame.ts';

test('lets a body of known length through and nothing behind it', () => {
	const frame = createBodyFrame({kind: 'length', bytes: 5});
	expect(frame(Buffer.from('abc'))).toEqual({body: Buffer.from('abc'), surplus: 0});
	expect(frame(Buffer.from('deGET'))).toEqual({body: Buffer.from('de'), surplus: 3});
	expect(frame(Buffer.from('x'))).toEqual({body: Buffer.from(''), surplus: 1});
});

test('follows chunks wherever the bytes are cut', () => {
	const body = '4\r\nwiki\r\nA\r\n0123456789\r\n0\r\n\r\n';
	for (const step of [1, 2, 3, 7, 100]) {
		const frame = createBodyFrame({kind: 'chunked'});
		let passed = '';
		let surplus = 0;
		for (let offset = 0; offset < body.length + 3; offset += step) {
			const framed = frame(Buffer.from(`${body}GET`.slice(offset, offset + step)));
			passed += framed?.body.toString() ?? 'malformed';
			surplus += framed?.surplus ?? 0;
		}

		expect([passed, surplus], String(step)).toEqual([body, 3]);
	}
});

test.each([
	'4;x=y\r\nwiki\r\n',
	'-1\r\n',
	'0x4\r\nwiki\r\n',
	'\r\n',
	'4\nwiki\r\n',
	'4\r\nwikiXX',
	'0\r\nTrailer: x\r\n\r\n',
	'123456789\r\n',
	' 4\r\nwiki\r\n',
])('refuses the chunks %j', text => {
	expect(createBodyFrame({kind: 'chunked'})(Buffer.from(text))).toBeUndefined();
});
