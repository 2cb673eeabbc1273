import {expect, test} from 'vitest';
import {readImageHeader} from '../../../source/agent/images/image-header.ts';
import {gif, jpeg, png, webp} from './pictures.ts';

test.each([
	['PNG', png(640, 480), 'image/png', 640, 480],
	['JPEG', jpeg(4000, 3000), 'image/jpeg', 4000, 3000],
	['GIF', gif(300, 2), 'image/gif', 300, 2],
	['WebP, lossy', webp('VP8 ', 1280, 720), 'image/webp', 1280, 720],
	['WebP, lossless', webp('VP8L', 16_384, 9), 'image/webp', 16_384, 9],
	['WebP, extended', webp('VP8X', 70_000, 3), 'image/webp', 70_000, 3],
])('reads the size of a %s', (_, bytes, mediaType, width, height) => {
	expect(readImageHeader(bytes)).toEqual({kind: 'image', header: {mediaType, width, height}});
});

test.each([
	['nothing', Buffer.alloc(0)],
	['text', Buffer.from('GIF of a cat')],
	['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
	['sound in the container of WebP', Buffer.from('RIFF\0\0\0\0WAVEfmt ', 'latin1')],
])('takes %s for no picture', (_, bytes) => {
	expect(readImageHeader(bytes)).toEqual({kind: 'other'});
});

test.each([
	['a PNG that ends in its header', png(640, 480).subarray(0, 20)],
	['a PNG without width', png(0, 480)],
	['a PNG whose first chunk is another', Buffer.concat([png(1, 1).subarray(0, 12), Buffer.from('gAMA'), Buffer.alloc(20)])],
	['a JPEG without a frame', Buffer.from([0xff, 0xd8, 0xff, 0xd9])],
	['a JPEG that ends in its frame', jpeg(10, 10).subarray(0, 34)],
	['a JPEG whose segment says it has no length', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0])],
	['a JPEG of padding', Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(100_000, 0xff)])],
	['a WebP of an unknown kind', Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBPVP9 ', 'latin1'), Buffer.alloc(30)])],
])('says that %s is broken', (_, bytes) => {
	expect(readImageHeader(bytes)).toEqual({kind: 'broken'});
});

test('cuts of a picture never throw', () => {
	for (const bytes of [png(640, 480), jpeg(40, 30), gif(3, 2), webp('VP8 ', 5, 5), webp('VP8L', 5, 5), webp('VP8X', 5, 5)]) {
		for (let length = 0; length < Math.min(bytes.length, 64); length++) {
			expect(['image', 'broken', 'other']).toContain(readImageHeader(bytes.subarray(0, length)).kind);
		}
	}
});
