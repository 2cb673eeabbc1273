/** A bomb inside a skill: what admission reads is bounded, and says so. Archives as a source of skills come with their installation. */

import {execFileSync} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {deflateRawSync} from 'node:zlib';
import {expect, test} from 'vitest';
import {admitSkill} from '../../../sandbox/admission/admit-skill.ts';
import {readInventory} from '../../../sandbox/admission/inventory.ts';
import {makeSkill, skillMd, useFreshHome} from '../../sandbox/folders.ts';

useFreshHome();

/** A zip of one file of zeros. */
function zipOf(bytes: number): Buffer {
	const packed = deflateRawSync(Buffer.alloc(bytes));
	const name = Buffer.from('zeros');
	const local = Buffer.alloc(30);
	local.writeUInt32LE(0x04_03_4b_50, 0);
	local.writeUInt16LE(20, 4);
	local.writeUInt16LE(8, 8);
	local.writeUInt32LE(packed.length, 18);
	local.writeUInt32LE(bytes, 22);
	local.writeUInt16LE(name.length, 26);
	return Buffer.concat([local, name, packed]);
}

const rssOf = async (action: () => Promise<unknown>) => {
	const before = process.memoryUsage().rss;
	await action();
	return process.memoryUsage().rss - before;
};

test('an archive of a gigabyte in a hundred kilobytes is named, and not unpacked to be looked at', async () => {
	const skill = makeSkill({'SKILL.md': skillMd, 'assets/data.zip': zipOf(128 * 1024 * 1024)});
	let verdict = '';
	const grown = await rssOf(async () => {
		({
			report: {verdict},
		} = await admitSkill(readInventory(skill)));
	});
	expect(verdict).not.toBe('clean');
	expect(grown).toBeLessThan(150 * 1024 * 1024);
});

test('a file of more than all that is read leaves the scan partial, and a skill with it is never clean', async () => {
	const skill = makeSkill({'SKILL.md': skillMd});
	mkdirSync(join(skill, 'assets'));
	execFileSync('truncate', ['-s', '2G', join(skill, 'assets', 'large.bin')]);
	const {report} = await admitSkill(readInventory(skill));
	expect(report).toMatchObject({partial: true, verdict: 'confirm'});
});

test('the honest neighbour has a small table and is clean', async () => {
	const skill = makeSkill({'SKILL.md': skillMd});
	writeFileSync(join(skill, 'table.csv'), 'a,b\n1,2\n');
	expect((await admitSkill(readInventory(skill))).report.verdict).toBe('clean');
});
