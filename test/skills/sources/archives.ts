/** Makes archives byte by byte, so that a test can say what no honest tool writes. */

import {crc32, deflateRawSync, gzipSync} from 'node:zlib';

export interface Packed {
	readonly path: string;
	readonly data?: string | Buffer;
	/** Unix mode with its kind; a plain file when left out. */
	readonly mode?: number;
	/** Type flag of tar. */
	readonly type?: string;
	readonly link?: string;
	/** For zip: what the headers say instead of the truth. */
	readonly says?: {readonly size?: number; readonly localPath?: string; readonly flags?: number};
}

export function makeZip(entries: readonly Packed[]): Buffer {
	const locals: Buffer[] = [];
	const centrals: Buffer[] = [];
	let offset = 0;
	for (const {path, data = '', mode = 0o100644, says = {}} of entries) {
		const content = Buffer.from(data);
		const packed = deflateRawSync(content);
		const name = Buffer.from(path);
		const localName = Buffer.from(says.localPath ?? path);
		const sizes = Buffer.alloc(12);
		sizes.writeUInt32LE(crc32(content), 0);
		sizes.writeUInt32LE(packed.length, 4);
		sizes.writeUInt32LE(says.size ?? content.length, 8);
		const common = Buffer.alloc(10);
		common.writeUInt16LE(20, 0);
		common.writeUInt16LE(says.flags ?? 0, 2);
		common.writeUInt16LE(8, 4);
		const local = Buffer.concat([u32(0x04034b50), common, sizes, u16(localName.length), u16(0), localName, packed]);
		locals.push(local);
		const tail = Buffer.alloc(10);
		centrals.push(
			Buffer.concat([
				u32(0x02014b50),
				Buffer.from([20, 3]),
				common,
				sizes,
				u16(name.length),
				u16(0),
				u16(0),
				tail.subarray(0, 4),
				u32((mode << 16) >>> 0),
				u32(offset),
				name,
			]),
		);
		offset += local.length;
	}

	const central = Buffer.concat(centrals);
	return Buffer.concat([
		...locals,
		central,
		u32(0x06054b50),
		u16(0),
		u16(0),
		u16(entries.length),
		u16(entries.length),
		u32(central.length),
		u32(offset),
		u16(0),
	]);
}

export function makeTar(entries: readonly Packed[]): Buffer {
	const blocks = entries.flatMap(({path, data = '', mode = 0o644, type = '0', link = ''}) => {
		const content = Buffer.from(data);
		const header = Buffer.alloc(512);
		header.write(path, 0, 100);
		header.write(`${(mode & 0o7777).toString(8).padStart(7, '0')}\0`, 100);
		header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
		header.write('        ', 148);
		header.write(type, 156);
		header.write(link, 157, 100);
		header.write('ustar\u000000', 257);
		const sum = header.reduce((total, byte) => total + byte, 0);
		header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
		return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
	});
	return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

export function makeTgz(entries: readonly Packed[]): Buffer {
	return gzipSync(makeTar(entries));
}

function u16(value: number): Buffer {
	const bytes = Buffer.alloc(2);
	bytes.writeUInt16LE(value);
	return bytes;
}

function u32(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32LE(value);
	return bytes;
}
