import {readdirSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {type CachedAdmission, cachedReport, storeReport} from '../../../sandbox/admission/report-cache.ts';
import {sha256} from '../../../sandbox/base/canonical-json.ts';
import {parseManifest} from '../../../sandbox/manifest/parse-manifest.ts';
import {skillMd, useFreshHome} from '../folders.ts';
import {reportOf} from './reports.ts';

useFreshHome();

const report = reportOf();
const key = {treeHash: report.treeHash, folderName: 'csv', scannerVersion: 1};
const cached: CachedAdmission = {report, manifest: parseManifest({skillMd}, 'csv'), scripts: {entry: null, all: []}};

function folder(): string {
	return join(process.env.SKILLLITE_HOME ?? '', 'cache/reports');
}

test('gives back what was stored under the same key', () => {
	expect(cachedReport(key)).toBeUndefined();
	storeReport(key, cached);
	expect(cachedReport(key)).toEqual(JSON.parse(JSON.stringify(cached)));
	expect((statSync(join(folder(), readdirSync(folder())[0] ?? '')).mode & 0o777).toString(8)).toBe('600');
});

test.each([{treeHash: sha256('other')}, {folderName: 'other'}, {scannerVersion: 2}])('has nothing for another %j', change => {
	storeReport(key, cached);
	expect(cachedReport({...key, ...change})).toBeUndefined();
});

test('believes no entry that was renamed or damaged', () => {
	storeReport(key, cached);
	storeReport({...key, scannerVersion: 2}, cached);
	const [first = '', second = ''] = readdirSync(folder());
	writeFileSync(join(folder(), first), '{');
	writeFileSync(join(folder(), second), JSON.stringify({...key, scannerVersion: 3, cached}));
	expect(cachedReport(key)).toBeUndefined();
	expect(cachedReport({...key, scannerVersion: 2})).toBeUndefined();
});

test('does not keep a partial report', () => {
	storeReport(key, {...cached, report: reportOf({partial: true})});
	expect(cachedReport(key)).toBeUndefined();
});
