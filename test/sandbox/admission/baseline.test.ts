import {chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {expect, test} from 'vitest';
import {ownBaseline, withBaseline} from '../../../sandbox/admission/baseline.ts';
import {admitSkill} from '../../../sandbox/admission/admit-skill.ts';
import {type BaselineEntry, dateOf} from '../../../sandbox/admission/baseline-file.ts';
import {readInventory} from '../../../sandbox/admission/inventory.ts';
import type {AdmissionReport} from '../../../sandbox/admission/report.ts';
import {verifyAudit} from '../../../sandbox/audit.ts';
import {scanPath} from '../../../sandbox/scan.ts';
import {type SuppressionRequest, suppressFindings} from '../../../sandbox/suppress-findings.ts';
import {useFreshHome} from '../folders.ts';
import {admitFiles, skillFolder} from './temporary-skill.ts';

useFreshHome();

const killer = 'import os\n\nos.kill(1, 9)\n';
const request: SuppressionRequest = {target: 'SL-PROC-002', reason: 'A process of its own.', expires: '90d', baseline: undefined};
const dayMs = 86_400_000;

function writeBaseline(entries: unknown, path = ownBaseline()): void {
	mkdirSync(dirname(path), {recursive: true});
	writeFileSync(path, JSON.stringify({version: 1, suppressions: entries}), {mode: 0o600});
}

function entryFor(report: AdmissionReport, changes: Partial<BaselineEntry> = {}): BaselineEntry {
	const {id = '', file = '', evidence = 'sha256:' as const} = report.findings[0] ?? {};
	const now = Date.now();
	return {id, file, evidence, skill: report.name, reason: 'Known.', added: dateOf(now), expires: dateOf(now + 9 * dayMs), ...changes};
}

async function scanned(folder: string): Promise<AdmissionReport> {
	const [report] = await scanPath(folder);
	return report ?? expect.unreachable();
}

test('a suppressed finding is shown, counts no more, and leaves another digest', async () => {
	const folder = skillFolder({'scripts/main.py': killer});
	const before = await scanned(folder);
	expect(await suppressFindings(folder, request)).toMatchObject({count: 1, path: ownBaseline()});
	const after = await scanned(folder);
	expect([before.verdict, after.verdict]).toEqual(['confirm', 'clean']);
	expect(after.findings[0]).toMatchObject({
		id: 'SL-PROC-002',
		suppressed: true,
		suppression: {reason: 'A process of its own.', added: dateOf(Date.now()), expires: dateOf(Date.now() + 90 * dayMs), expired: false},
	});
	expect(after.digest).not.toBe(before.digest);
	expect((statSync(ownBaseline()).mode & 0o777).toString(8)).toBe('600');
	expect(verifyAudit()).toMatchObject({ok: true, entries: 1});
});

test('holds for a skill that was admitted before: what is cached knows no suppressions', async () => {
	const folder = skillFolder({'scripts/main.py': killer});
	const verdictNow = async () => (await admitSkill(readInventory(folder))).report.verdict;
	expect(await verdictNow()).toBe('confirm');
	await suppressFindings(folder, request);
	expect(await verdictNow()).toBe('clean');
	writeBaseline([]);
	expect(await verdictNow()).toBe('confirm');
});

test('holds where the same lines moved, not where they changed, stand elsewhere or belong to another skill', async () => {
	await suppressFindings(skillFolder({'scripts/main.py': killer}), request);
	const verdictOf = async (files: Record<string, string>) => (await withBaseline(await admitFiles(files))).verdict;
	expect(await verdictOf({'scripts/main.py': `import os\nprint(1)\nif True:\n    os.kill(1, 9)\n`})).toBe('clean');
	expect(await verdictOf({'scripts/main.py': 'import os\nos.kill(1, 15)\n'})).toBe('confirm');
	expect(await verdictOf({'scripts/other.py': killer})).toBe('confirm');
	const report = await admitFiles({'scripts/main.py': killer});
	expect((await withBaseline({...report, name: 'other'})).verdict).toBe('confirm');
});

test('a finding about a whole file is bound to every byte of it', async () => {
	const blob = (last: number) => ({'data.x': Buffer.from([0, 159, 146, 150, 1, 2, 3, last])});
	const report = await admitFiles(blob(1));
	writeBaseline([entryFor(report)]);
	expect([report.verdict, (await withBaseline(report)).verdict]).toEqual(['confirm', 'clean']);
	expect((await withBaseline(await admitFiles(blob(2)))).verdict).toBe('confirm');
});

test('what stands far along in a minified line is evidence too', async () => {
	const long = (signal: number) => ({'scripts/main.py': `import os; os.kill(1, ${' '.repeat(1500)}${signal})\n`});
	const report = await admitFiles(long(9));
	writeBaseline([entryFor(report)]);
	expect((await withBaseline(report)).findings[0]?.suppressed).toBe(true);
	expect((await withBaseline(await admitFiles(long(8)))).findings[0]?.suppressed).toBe(false);
});

test('one that is over is shown and counts again', async () => {
	const report = await admitFiles({'scripts/main.py': killer});
	const now = Date.now();
	writeBaseline([entryFor(report, {added: dateOf(now - 20 * dayMs), expires: dateOf(now - dayMs)})]);
	const after = await withBaseline(report);
	expect(after.verdict).toBe('confirm');
	expect(after.findings[0]).toMatchObject({suppressed: false, suppression: {expired: true}});
	writeBaseline([entryFor(report, {expires: dateOf(now)})]);
	expect((await withBaseline(report)).verdict).toBe('clean');
});

test('nothing suppresses what blocks: neither the command nor a baseline that was written by hand', async () => {
	const folder = skillFolder({'scripts/main.py': 'import base64\nexec(base64.b64decode("cHJpbnQoMSk="))\n'});
	const before = await scanned(folder);
	const [{id = ''} = {}] = before.findings;
	await expect(suppressFindings(folder, {...request, target: id})).rejects.toMatchObject({code: 'policy'});
	writeBaseline(before.findings.map(({id, file, evidence}) => entryFor(before, {id, file, evidence})));
	expect(await scanned(folder)).toMatchObject({verdict: 'blocked', findings: [{suppressed: false}]});
});

test('a baseline inside of the skill has no effect, is reported, and cannot be named', async () => {
	const report = await admitFiles({'scripts/main.py': killer});
	const brought = JSON.stringify({version: 1, suppressions: [entryFor(report)]});
	const folder = skillFolder({'scripts/main.py': killer, '.skilllite/baseline.json': brought, 'notes.json': brought});
	const after = await scanned(folder);
	expect(after.verdict).toBe('confirm');
	expect(after.findings.filter(({id}) => id === 'SL-BASELINE-001').map(({file}) => file)).toEqual([
		'.skilllite/baseline.json',
		'notes.json',
	]);
	const link = join(dirname(folder), 'link');
	symlinkSync(folder, link);
	for (const baseline of [join(folder, 'notes.json'), join(link, 'notes.json'), join(folder, 'sub/../notes.json')]) {
		await expect(scanPath(folder, {baseline})).rejects.toThrow(/inside of the skill/);
		await expect(suppressFindings(folder, {...request, baseline})).rejects.toThrow(/inside of the skill/);
	}

	expect(readFileSync(join(folder, 'notes.json'), 'utf8')).toBe(brought);
});

test("a project's file counts when it is named, and only then", async () => {
	const folder = skillFolder({'scripts/main.py': killer});
	const baseline = join(dirname(folder), 'accepted.json');
	await expect(scanPath(folder, {baseline})).rejects.toThrow(/no such file/);
	await suppressFindings(folder, {...request, baseline});
	expect((await scanned(folder)).verdict).toBe('confirm');
	expect(await scanPath(folder, {baseline})).toMatchObject([{verdict: 'clean'}]);
});

test.each([
	['without a reason', {reason: '  '}],
	['without an end', {expires: undefined}],
	['for more than a year', {expires: dateOf(Date.now() + 400 * dayMs)}],
	['that begins later, to last longer', {added: dateOf(Date.now() + 300 * dayMs), expires: dateOf(Date.now() + 600 * dayMs)}],
	['of a date that does not exist', {expires: '2026-02-30'}],
	['without a hash', {evidence: 'x'}],
])('refuses a baseline with an entry %s', async (_, change) => {
	const report = await admitFiles({'scripts/main.py': killer});
	writeBaseline([{...entryFor(report), ...change}]);
	await expect(withBaseline(report)).rejects.toMatchObject({code: 'config', message: expect.stringContaining('baseline.json')});
});

test('refuses a baseline that others can write, is a link or no JSON', async () => {
	const report = await admitFiles({'scripts/main.py': killer});
	writeBaseline([entryFor(report)]);
	chmodSync(ownBaseline(), 0o666);
	await expect(withBaseline(report)).rejects.toThrow(/can be written by other users/);
	chmodSync(ownBaseline(), 0o600);
	writeFileSync(ownBaseline(), '{');
	await expect(withBaseline(report)).rejects.toThrow(/is not JSON/);
});

test.each([
	['an id that was not found', {target: 'SL-NONE-001'}, /no finding/],
	['a place where it is not', {target: 'SL-PROC-002:scripts/main.py:2'}, /no finding/],
	['no reason', {reason: ' '}, /needs a reason/],
	['no time', {expires: 'soon'}, /cannot expire/],
	['a day that is past', {expires: '2020-01-01'}, /cannot expire/],
	['more than a year', {expires: '367d'}, /cannot expire/],
])('suppresses nothing for %s', async (_, change, message) => {
	const folder = skillFolder({'scripts/main.py': killer});
	await expect(suppressFindings(folder, {...request, ...change})).rejects.toThrow(message);
	expect((await scanned(folder)).verdict).toBe('confirm');
});

test('a place names one of several findings, and a second word on it replaces the first', async () => {
	const folder = skillFolder({'scripts/main.py': 'import os\nos.kill(1, 9)\nos.kill(2, 9)\n'});
	await suppressFindings(folder, {...request, target: 'SL-PROC-002:scripts/main.py:3'});
	await suppressFindings(folder, {...request, target: 'SL-PROC-002:scripts/main.py:3', reason: 'Better.'});
	expect((await scanned(folder)).findings.map(({line, suppressed}) => [line, suppressed])).toEqual([
		[2, false],
		[3, true],
	]);
	expect(JSON.parse(readFileSync(ownBaseline(), 'utf8')).suppressions).toMatchObject([{reason: 'Better.'}]);
});
