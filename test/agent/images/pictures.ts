/** Real pictures, small, of any size that is asked for. */

import {crc32, deflateSync} from 'node:zlib';

/** A grey PNG. `rest` is put behind its end, where viewers do not look. */
export function png(width: number, height: number, rest: Uint8Array = new Uint8Array()): Buffer {
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	// Eight bits of grey.
	header[8] = 8;
	const rows = Buffer.alloc((width + 1) * height);
	const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
	return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0)), rest]);
}

/** The head of a JPEG: an application segment and a comment before the frame, as cameras write them. */
export function jpeg(width: number, height: number): Buffer {
	const frame = Buffer.from([0xff, 0xc0, 0, 17, 8, 0, 0, 0, 0, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]);
	frame.writeUInt16BE(height, 5);
	frame.writeUInt16BE(width, 7);
	const application = Buffer.from([0xff, 0xe0, 0, 16, ...Buffer.from('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0]);
	const comment = Buffer.from([0xff, 0xfe, 0, 8, ...Buffer.from('\xff\xc0hey!', 'latin1')]);
	return Buffer.concat([Buffer.from([0xff, 0xd8]), application, comment, frame, Buffer.from([0xff, 0xd9])]);
}

export function gif(width: number, height: number): Buffer {
	const bytes = Buffer.from('GIF89a\0\0\0\0\x80\0\0\0\0\0\xff\xff\xff;', 'latin1');
	bytes.writeUInt16LE(width, 6);
	bytes.writeUInt16LE(height, 8);
	return bytes;
}

/** The head of a WebP of one of its three kinds. */
export function webp(kind: 'VP8 ' | 'VP8L' | 'VP8X', width: number, height: number): Buffer {
	const bytes = Buffer.alloc(40);
	bytes.write('RIFF', 0, 'latin1');
	bytes.write(`WEBP${kind}`, 8, 'latin1');
	switch (kind) {
		case 'VP8 ':
			bytes.writeUInt16LE(width, 26);
			bytes.writeUInt16LE(height, 28);
			break;
		case 'VP8L':
			bytes[20] = 0x2f;
			bytes.writeUInt32LE(((width - 1) | ((height - 1) << 14)) >>> 0, 21);
			break;
		case 'VP8X':
			bytes.writeUIntLE(width - 1, 24, 3);
			bytes.writeUIntLE(height - 1, 27, 3);
	}

	return bytes;
}

function chunk(type: string, data: Buffer): Buffer {
	const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
	const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
	length.writeUInt32BE(data.length);
	check.writeUInt32BE(crc32(body));
	return Buffer.concat([length, body, check]);
}
