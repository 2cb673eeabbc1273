import {chmodSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {obtainConsent} from '../../../sandbox/admission/consent.ts';
import type {ConsentAnswer, ConsentQuestion} from '../../../sandbox/admission/consent-port.ts';
import {fileMarks} from '../../../sandbox/admission/file-marks.ts';
import {type Inventory, readInventory} from '../../../sandbox/admission/inventory.ts';
import {ensureSnapshot} from '../../../sandbox/admission/snapshot.ts';
import {textChanges} from '../../../sandbox/admission/text-changes.ts';
import {emptyPolicy} from '../../../sandbox/policy.ts';
import {makeSkill, skillMd, useFreshHome} from '../folders.ts';
import {network, reportOf} from './reports.ts';

useFreshHome();

const approved = () => readInventory(makeSkill({'SKILL.md': skillMd, 'main.py': 'one\ntwo\n', 'old.bin': new Uint8Array([0, 1])}));
const changed = () => readInventory(makeSkill({'SKILL.md': skillMd, 'main.py': 'one\n2\u001B[2J\u202E\n', 'new.txt': 'new\n'}));
const lastOf = (inventory: Inventory) => ({treeHash: inventory.treeHash, policy: emptyPolicy, files: fileMarks(inventory)});

test('shows what changed, came and went, with nothing that a terminal obeys', () => {
	const before = approved();
	ensureSnapshot(before);
	expect(textChanges(lastOf(before), changed())).toEqual([
		'--- a/main.py',
		'+++ b/main.py',
		'@@ -1,2 +1,2 @@',
		' one',
		'-two',
		'+2<U+001B>[2J<U+202E>',
		'--- /dev/null',
		'+++ b/new.txt',
		'@@ -0,0 +1,1 @@',
		'+new',
		'old.bin: changed; its text cannot be compared',
	]);
	expect(textChanges(lastOf(before), before)).toEqual([]);
});

test('says that the approved text is not kept any more', () => {
	expect(textChanges(lastOf(approved()), changed())).toEqual([
		'the approved text is not kept any more; changed: main.py, new.txt, old.bin',
	]);
});

test('does not believe a snapshot that was changed to hide the difference', () => {
	const before = approved();
	const path = join(ensureSnapshot(before), 'main.py');
	chmodSync(path, 0o644);
	writeFileSync(path, 'one\n2\u001B[2J\u202E\n');
	expect(textChanges(lastOf(before), changed())[0]).toBe('main.py: changed; its text cannot be compared');
});

test('comes with the question, once there was an approval', async () => {
	const questions: ConsentQuestion[] = [];
	const ask = async (inventory: Inventory) => {
		const report = reportOf({treeHash: inventory.treeHash}, network);
		const port = {
			ask: async (question: ConsentQuestion): Promise<ConsentAnswer> => {
				questions.push(question);
				return {kind: 'always'};
			},
		};
		const signal = new AbortController().signal;
		const request = {report, requested: network, approve: 'none', level: 3, port, signal} as const;
		await obtainConsent({...request, files: fileMarks(inventory), inventory});
	};
	const before = approved();
	ensureSnapshot(before);
	await ask(before);
	await ask(changed());
	expect(questions.map(({changes}) => changes?.[4])).toEqual([undefined, '-two']);
});
