import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {readInventory} from '../../sandbox/admission/inventory.ts';
import {fileMarks} from '../../sandbox/admission/file-marks.ts';
import {type Pin, pinOf, writePin} from '../../sandbox/admission/lock.ts';
import {sha256} from '../../sandbox/base/canonical-json.ts';
import {placeSkill, recoverInstalled, removePlaced} from '../../sandbox/place-skill.ts';
import {emptyPolicy} from '../../sandbox/policy.ts';
import {makeFolder, makeSkill, skillMd} from './folders.ts';

/** A process id that nobody has: pids end below it. */
const deadPid = 4_194_304;

function makePlace() {
	const folder = join(makeFolder(), '.skills');
	return {folder, lockPath: join(folder, 'skilllite.lock')};
}

function placed(says: string) {
	const inventory = readInventory(makeSkill({'SKILL.md': skillMd, 'scripts/main.sh*': `echo ${says}\n`}));
	const pin: Pin = {
		source: './csv',
		revision: null,
		treeHash: inventory.treeHash,
		files: fileMarks(inventory),
		admission: sha256(''),
		asked: emptyPolicy,
		dependencies: [],
		lockedAt: '2026-01-01T00:00:00.000Z',
	};
	return {name: 'csv', inventory, pin};
}

/** What the folder and the lock say, together. */
function stateOf(place: ReturnType<typeof makePlace>) {
	const script = join(place.folder, 'csv/scripts/main.sh');
	return {
		names: existsSync(place.folder) ? readdirSync(place.folder).filter(name => name !== 'skilllite.lock') : [],
		text: existsSync(script) ? readFileSync(script, 'utf8') : null,
		isPinned: existsSync(script) && pinOf(place.lockPath, 'csv')?.treeHash === readInventory(join(place.folder, 'csv')).treeHash,
	};
}

test('puts a skill in place with its modes, replaces it, and takes it away with its pin', () => {
	const place = makePlace();
	placeSkill(place, placed('old'));
	expect(stateOf(place)).toEqual({names: ['csv'], text: 'echo old\n', isPinned: true});
	expect(statSync(join(place.folder, 'csv/scripts/main.sh')).mode & 0o100).toBe(0o100);
	placeSkill(place, placed('new'));
	expect(stateOf(place)).toEqual({names: ['csv'], text: 'echo new\n', isPinned: true});
	removePlaced(place, 'csv');
	expect(stateOf(place)).toEqual({names: [], text: null, isPinned: false});
	expect(pinOf(place.lockPath, 'csv')).toBeUndefined();
});

const before = {names: ['csv'], text: 'echo old\n', isPinned: true};
const after = {names: ['csv'], text: 'echo new\n', isPinned: true};
const nothing = {names: [], text: null, isPinned: false};
const mark = `.csv.${deadPid}-00000000`;

/** The states that a process leaves which is killed between two steps of replacing `old` by `new`. */
test.each([
	['while the new one was written', (folder: string) => mkdirSync(join(folder, `${mark}.new`)), before],
	['when the old one was away', (folder: string) => renameSync(join(folder, 'csv'), join(folder, `${mark}.old`)), before],
	[
		'when the new one was in place and not pinned',
		(folder: string) => {
			renameSync(join(folder, 'csv'), join(folder, `${mark}.old`));
			const {inventory} = placed('new');
			renameSync(inventory.root, join(folder, 'csv'));
		},
		before,
	],
	[
		'when the new one was pinned',
		(folder: string) => {
			renameSync(join(folder, 'csv'), join(folder, `${mark}.old`));
			const {inventory, pin} = placed('new');
			renameSync(inventory.root, join(folder, 'csv'));
			writePin(join(folder, 'skilllite.lock'), 'csv', pin);
		},
		after,
	],
	['when it was taken away and still pinned', (folder: string) => renameSync(join(folder, 'csv'), join(folder, `${mark}.gone`)), before],
	[
		'when it was taken away and no longer pinned',
		(folder: string) => {
			renameSync(join(folder, 'csv'), join(folder, `${mark}.gone`));
			writePin(join(folder, 'skilllite.lock'), 'csv', null);
		},
		nothing,
	],
])('leaves the skill whole, old or new, when killed %s', (_when, kill, expected) => {
	const place = makePlace();
	placeSkill(place, placed('old'));
	kill(place.folder);
	recoverInstalled(place);
	expect(stateOf(place)).toEqual(expected);
	recoverInstalled(place);
	expect(stateOf(place)).toEqual(expected);
});

test('a first installation that was killed before the pin is taken back', () => {
	const place = makePlace();
	mkdirSync(join(place.folder, `${mark}.old`), {recursive: true});
	renameSync(placed('new').inventory.root, join(place.folder, 'csv'));
	recoverInstalled(place);
	expect(stateOf(place)).toEqual(nothing);
});

test('a draft of a process that still runs is left alone', () => {
	const place = makePlace();
	mkdirSync(join(place.folder, `.csv.${process.pid}-00000000.new`), {recursive: true});
	recoverInstalled(place);
	expect(readdirSync(place.folder)).toEqual([`.csv.${process.pid}-00000000.new`]);
});

test('a lock that cannot be written leaves the old skill', () => {
	const place = makePlace();
	placeSkill(place, placed('old'));
	writeFileSync(place.lockPath, 'no lock');
	expect(() => placeSkill(place, placed('new'))).toThrow('skilllite.lock');
	writePinned(place);
	recoverInstalled(place);
	expect(stateOf(place)).toEqual(before);
});

function writePinned(place: ReturnType<typeof makePlace>): void {
	writeFileSync(place.lockPath, JSON.stringify({version: 1, skills: {}}));
	writePin(place.lockPath, 'csv', placed('old').pin);
}

test('copies links as links, and nothing that is no file', () => {
	const place = makePlace();
	const skill = makeSkill({'SKILL.md': skillMd, 'notes.md': 'x'});
	symlinkSync('notes.md', join(skill, 'again.md'));
	const inventory = readInventory(skill);
	placeSkill(place, {...placed('x'), inventory, pin: {...placed('x').pin, treeHash: inventory.treeHash}});
	expect(readInventory(join(place.folder, 'csv')).treeHash).toBe(inventory.treeHash);
	const odd = {
		...inventory,
		files: [...inventory.files, {path: 'pipe', kind: 'other' as const, executable: false, size: 0, bytes: null, sha256: null}],
	};
	expect(() => placeSkill(place, {...placed('x'), inventory: odd})).toThrow('not a file that can be copied');
	expect(stateOf(place).names).toEqual(['csv']);
});
