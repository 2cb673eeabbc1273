import {expect, test} from 'vitest';
import {runBundled} from './run-bundled.ts';

const inspect = (bytes: Uint8Array, name = 'image') => runBundled('image-info', {file: name}, {files: {[name]: bytes}});

test('reads a PNG with its transparency and animation', async () => {
	const animation = chunk('acTL', Buffer.from([0, 0, 0, 5, 0, 0, 0, 0]));
	const run = await inspect(png({width: 640, height: 480, depth: 8, colour: 2}, [chunk('tRNS', Buffer.alloc(6)), animation]), 'photo.png');
	expect(run).toMatchObject({
		exitCode: 0,
		result: {format: 'png', width: 640, height: 480, bitDepth: 8, colour: 'rgb', alpha: true, animated: true, frames: 5},
	});
});

test('reads size, colour and orientation of a JPEG behind its Exif block', async () => {
	const tiff = Buffer.from('II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0', 'latin1');
	const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
	const frame = Buffer.from([8, 1, 44, 2, 128, 3, 1, 17, 0, 2, 17, 0, 3, 17, 0]);
	const run = await inspect(
		Buffer.concat([Buffer.from([0xff, 0xd8]), segment(0xe1, exif), segment(0xc4, Buffer.alloc(4)), segment(0xc2, frame)]),
	);
	expect(run.result).toMatchObject({format: 'jpeg', width: 640, height: 300, bitDepth: 8, colour: 'rgb', orientation: 6});
});

test('counts the frames of a GIF', async () => {
	const frame = Buffer.from([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 1, 0, 0]);
	const control = Buffer.from([0x21, 0xf9, 4, 1, 0, 0, 0, 0]);
	const head = Buffer.concat([Buffer.from('GIF89a', 'latin1'), Buffer.from([3, 0, 2, 0, 0x80, 0, 0]), Buffer.alloc(6)]);
	const run = await inspect(Buffer.concat([head, control, frame, frame, Buffer.from([0x3b])]));
	expect(run.result).toMatchObject({format: 'gif', width: 3, height: 2, alpha: true, animated: true, frames: 2});
});

test('reads the three kinds of WebP', async () => {
	const extended = webp('VP8X', Buffer.from([0x10, 0, 0, 0, 0x0f, 0, 0, 0x07, 0, 0]));
	const lossless = webp('VP8L', Buffer.from([0x2f, 0x0f, 0xc0, 0x01, 0x10]));
	const lossy = webp('VP8 ', Buffer.from([0, 0, 0, 0x9d, 0x01, 0x2a, 0x10, 0, 0x08, 0]));
	const runs = await Promise.all([inspect(extended), inspect(lossless), inspect(lossy)]);
	expect(runs.map(run => run.result)).toMatchObject([
		{format: 'webp', width: 16, height: 8, alpha: true},
		{format: 'webp', width: 16, height: 8, alpha: true},
		{format: 'webp', width: 16, height: 8, alpha: false},
	]);
});

test('reads BMP, and SVG with the size of its view box', async () => {
	const bmp = Buffer.alloc(54);
	bmp.write('BM');
	bmp.writeUInt32LE(40, 14);
	bmp.writeInt32LE(5, 18);
	bmp.writeInt32LE(-4, 22);
	bmp.writeUInt16LE(24, 28);
	const svg = Buffer.from('<?xml version="1.0"?><!-- <svg width="9"/> --><svg viewBox="0 0 10 20" width="100%"/>');
	const [first, second, third] = await Promise.all([inspect(bmp), inspect(svg), inspect(Buffer.from('<svg width="2cm" height="10pt"/>'))]);
	expect(first.result).toMatchObject({format: 'bmp', width: 5, height: 4, bitDepth: 24});
	expect(second.result).toMatchObject({format: 'svg', width: 10, height: 20});
	expect(third.result).toMatchObject({format: 'svg', width: 75.59, height: 13.33});
});

test('goes by the bytes and tells when the name says otherwise', async () => {
	const run = await inspect(png({width: 1, height: 1, depth: 8, colour: 0}), 'photo.jpg');
	expect(run.result).toMatchObject({format: 'png', colour: 'grey', named: 'jpeg'});
});

test('takes an image in Base64, with or without a data address', async () => {
	const base64 = png({width: 2, height: 3, depth: 1, colour: 3}).toString('base64');
	const [plain, address] = await Promise.all([
		runBundled('image-info', {base64}),
		runBundled('image-info', {base64: `data:image/png;base64,${base64}`}),
	]);
	expect(plain.result).toMatchObject({width: 2, height: 3, colour: 'palette'});
	expect(address.result).toEqual(plain.result);
});

test.each([
	[{file: 'none.png'}, '"none.png" is not in the workspace.'],
	[{file: 'text.txt'}, 'This is no PNG, JPEG, GIF, WebP, BMP or SVG image.'],
	[{file: 'empty'}, 'The image is empty.'],
	[{file: 'cut.png'}, 'The PNG image is cut off: its header is incomplete.'],
	[{file: 'cut.jpg'}, 'The JPEG has no picture in it: it was cut off.'],
	[{base64: 'a!'}, '"base64" holds characters that Base64 does not have.'],
	[{file: 5}, '"file" must be a path.'],
	[{}, 'Give "file" or "base64", and not both.'],
])('refuses %j with a sentence and exit code 1', async (input, error) => {
	const files = {
		'text.txt': 'hello',
		empty: '',
		'cut.png': png({width: 1, height: 1, depth: 8, colour: 0}).subarray(0, 18),
		'cut.jpg': Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0xff]),
	};
	const run = await runBundled('image-info', input, {files});
	expect(run).toMatchObject({exitCode: 1, result: {error}, stderr: ''});
});

/** A chunk without a valid checksum, which nobody reads here. */
function chunk(name: string, content: Buffer): Buffer {
	const length = Buffer.alloc(4);
	length.writeUInt32BE(content.length);
	return Buffer.concat([length, Buffer.from(name, 'latin1'), content, Buffer.alloc(4)]);
}

function png(head: {width: number; height: number; depth: number; colour: number}, chunks: readonly Buffer[] = []): Buffer {
	const header = Buffer.alloc(13);
	header.writeUInt32BE(head.width, 0);
	header.writeUInt32BE(head.height, 4);
	header.set([head.depth, head.colour], 8);
	const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
	return Buffer.concat([signature, chunk('IHDR', header), ...chunks, chunk('IDAT', Buffer.alloc(1)), chunk('IEND', Buffer.alloc(0))]);
}

function segment(marker: number, content: Buffer): Buffer {
	const head = Buffer.from([0xff, marker, 0, 0]);
	head.writeUInt16BE(content.length + 2, 2);
	return Buffer.concat([head, content]);
}

function webp(kind: string, content: Buffer): Buffer {
	const length = Buffer.alloc(4);
	length.writeUInt32LE(content.length);
	return Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBP', 'latin1'), Buffer.from(kind, 'latin1'), length, content]);
}
