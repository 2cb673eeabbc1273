import {createHash} from 'node:crypto';
import {readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {checkPrograms, nativePrograms} from '../../../sandbox/linux/native.ts';
import {makeFolder} from '../folders.ts';

function makePrograms(): string {
	const folder = makeFolder();
	const sums = ['launch', 'supervise'].map(name => {
		writeFileSync(join(folder, name), `program ${name}`);
		return `${createHash('sha256').update(`program ${name}`).digest('hex')}  ${name}\n`;
	});
	writeFileSync(join(folder, 'SHA256SUMS'), sums.join(''));
	return folder;
}

const unavailable = (hint: RegExp) => expect.objectContaining({code: 'sandbox-unavailable', hint: expect.stringMatching(hint)});

test('programs that match their sums are taken', () => {
	const folder = makePrograms();
	expect(checkPrograms(folder)).toEqual({launch: join(folder, 'launch'), supervise: join(folder, 'supervise')});
});

test('a changed program is refused, with the command that builds it', () => {
	for (const name of ['launch', 'supervise']) {
		const folder = makePrograms();
		writeFileSync(join(folder, name), `program ${name} `);
		expect(() => checkPrograms(folder)).toThrow(unavailable(/npm run build:launcher/));
	}
});

test('a missing program, and missing or empty sums, are refused', () => {
	for (const damage of [
		(folder: string) => rmSync(join(folder, 'launch')),
		(folder: string) => rmSync(join(folder, 'SHA256SUMS')),
		(folder: string) => writeFileSync(join(folder, 'SHA256SUMS'), ''),
	]) {
		const folder = makePrograms();
		damage(folder);
		expect(() => checkPrograms(folder)).toThrow(unavailable(/npm run build:launcher/));
	}
});

test('the sum of one program does not vouch for the other', () => {
	const folder = makePrograms();
	writeFileSync(join(folder, 'launch'), 'program supervise');
	expect(() => checkPrograms(folder)).toThrow(unavailable(/build/));
});

test('the launcher of this machine needs no loader and no library, for there are none where it runs', () => {
	const {launch} = nativePrograms();
	// A program that needs them names its loader.
	expect(/\/ld-(?:linux|musl)/.test(readFileSync(launch, 'latin1'))).toBe(false);
});
