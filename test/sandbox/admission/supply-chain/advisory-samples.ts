/** OSV records and exports for tests, made here; and a home of their own for the database. */

import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {crc32, deflateRawSync} from 'node:zlib';
import {onTestFinished} from 'vitest';

/** A vulnerability of a package from its first version to `fixed`. */
export function vulnerability(id: string, ecosystem: string, name: string, fixed?: string, more: object = {}): object {
	const events = [{introduced: '0'}, ...(fixed === undefined ? [] : [{fixed}])];
	return {
		id,
		summary: `${id} in ${name}`,
		affected: [{package: {ecosystem, name}, ranges: [{type: ecosystem === 'npm' ? 'SEMVER' : 'ECOSYSTEM', events}]}],
		severity: [{type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'}],
		...more,
	};
}

/** A report of a malicious package. */
export function malware(id: string, ecosystem: string, name: string, versions: readonly string[] = ['1.0.0']): object {
	return {id, summary: `Malicious code in ${name}`, affected: [{package: {ecosystem, name}, versions}]};
}

/** Records as an export has them: a zip with a JSON file each. `zip64` writes the directory as large archives do. */
export function zipOf(records: readonly object[], {zip64 = false} = {}): Buffer {
	const parts: Buffer[] = [];
	const directory: Buffer[] = [];
	let offset = 0;
	for (const [index, record] of records.entries()) {
		const name = Buffer.from(`record-${index}.json`);
		const content = Buffer.from(JSON.stringify(record));
		const packed = deflateRawSync(content);
		const sizes = (header: Buffer, at: number) => {
			header.writeUInt32LE(crc32(content), at);
			header.writeUInt32LE(packed.length, at + 4);
			header.writeUInt32LE(content.length, at + 8);
			header.writeUInt16LE(name.length, at + 12);
		};
		const local = Buffer.alloc(30);
		local.writeUInt32LE(0x04034b50, 0);
		sizes(local, 14);
		local.writeUInt16LE(8, 8);
		const central = Buffer.alloc(46);
		central.writeUInt32LE(0x02014b50, 0);
		sizes(central, 16);
		central.writeUInt16LE(8, 10);
		central.writeUInt32LE(offset, 42);
		parts.push(local, name, packed);
		directory.push(central, name);
		offset += local.length + name.length + packed.length;
	}

	const size = directory.reduce((sum, part) => sum + part.length, 0);
	return Buffer.concat([...parts, ...directory, ...endOf(records.length, size, offset, zip64)]);
}

function endOf(count: number, size: number, offset: number, zip64: boolean): readonly Buffer[] {
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(zip64 ? 0xffff : count, 8);
	end.writeUInt16LE(zip64 ? 0xffff : count, 10);
	end.writeUInt32LE(zip64 ? 0xffffffff : size, 12);
	end.writeUInt32LE(zip64 ? 0xffffffff : offset, 16);
	if (!zip64) {
		return [end];
	}

	const record = Buffer.alloc(56);
	record.writeUInt32LE(0x06064b50, 0);
	record.writeBigUInt64LE(44n, 4);
	record.writeBigUInt64LE(BigInt(count), 24);
	record.writeBigUInt64LE(BigInt(count), 32);
	record.writeBigUInt64LE(BigInt(size), 40);
	record.writeBigUInt64LE(BigInt(offset), 48);
	const locator = Buffer.alloc(20);
	locator.writeUInt32LE(0x07064b50, 0);
	locator.writeBigUInt64LE(BigInt(offset + size), 8);
	locator.writeUInt32LE(1, 16);
	return [record, locator, end];
}

/** An empty folder as SKILLLITE_HOME until the test is over. */
export function temporaryHome(): string {
	const home = mkdtempSync(join(tmpdir(), 'skilllite-advisories-'));
	const before = process.env.SKILLLITE_HOME;
	process.env.SKILLLITE_HOME = home;
	onTestFinished(() => {
		rmSync(home, {recursive: true, force: true});
		if (before === undefined) {
			delete process.env.SKILLLITE_HOME;
		} else {
			process.env.SKILLLITE_HOME = before;
		}
	});
	return home;
}
