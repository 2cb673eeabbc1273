import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {auditReports} from '../../../../sandbox/admission/supply-chain/audit-reports.ts';
import {formatSbom} from '../../../../sandbox/admission/supply-chain/sbom.ts';
import {updateAdvisories} from '../../../../sandbox/admission/supply-chain/update-advisories.ts';
import {scanPath} from '../../../../sandbox/scan.ts';
import {admitFiles, idsOf, skillFolder} from '../temporary-skill.ts';
import {malware, temporaryHome, vulnerability, zipOf} from './advisory-samples.ts';
import {startOsvServer} from './osv-server.ts';

const {signal} = new AbortController();

async function importRecords(records: readonly object[]): Promise<string> {
	const home = temporaryHome();
	writeFileSync(join(home, 'all.zip'), zipOf(records));
	await updateAdvisories([{place: join(home, 'all.zip')}], {signal});
	return home;
}

async function scanFiles(files: Record<string, string>) {
	const [report] = await scanPath(skillFolder(files));
	if (!report) {
		throw new Error('no report');
	}

	return report;
}

const moderate = {severity: [{type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N'}]};

test('a scan asks the local database: malware blocks, a grave vulnerability asks, a small one is a note', async () => {
	await importRecords([
		malware('MAL-2026-7', 'PyPI', 'quiet-stealer'),
		vulnerability('GHSA-grave', 'PyPI', 'jinja2', '2.8.1', {aliases: ['CVE-2026-1']}),
		vulnerability('PYSEC-copy', 'PyPI', 'jinja2', '2.8.1', {aliases: ['CVE-2026-1'], severity: []}),
		vulnerability('GHSA-small', 'PyPI', 'flask', '2', moderate),
		vulnerability('PYSEC-unknown', 'PyPI', 'pyyaml', '5', {severity: []}),
	]);
	expect(await scanFiles({'requirements.txt': 'quiet-stealer\n'})).toMatchObject({
		verdict: 'blocked',
		findings: [
			{id: 'SL-PACKAGE-001', severity: 'critical', file: 'requirements.txt', line: 1, references: expect.arrayContaining(['MAL-2026-7'])},
			{},
		],
		dependencies: [{status: 'malicious', advisories: [{id: 'MAL-2026-7'}]}],
	});
	expect(await scanFiles({'requirements.txt': 'jinja2==2.4.1\n'})).toMatchObject({
		verdict: 'confirm',
		findings: [{id: 'SL-PACKAGE-002', severity: 'high'}],
		// The two copies are one advisory, with the weight that one of them knows.
		dependencies: [{status: 'vulnerable', advisories: [{id: 'GHSA-grave', severity: 'critical'}]}],
	});
	expect(await scanFiles({'requirements.txt': 'flask==1.0\n'})).toMatchObject({
		verdict: 'clean',
		findings: [{id: 'SL-PACKAGE-002', severity: 'low'}],
	});
	expect(await scanFiles({'requirements.txt': 'pyyaml==4.0\n'})).toMatchObject({
		verdict: 'confirm',
		dependencies: [{advisories: [{severity: 'unknown'}]}],
	});
	expect(await scanFiles({'requirements.txt': 'jinja2==3.1.4\nflask>=1\n'})).toMatchObject({
		verdict: 'clean',
		findings: [],
		dependencies: [{status: 'clear'}, {status: 'clear'}],
	});
	expect(await scanFiles({'package.json': '{"dependencies": {"lodash": "4.17.20"}}'})).toMatchObject({
		verdict: 'clean',
		dependencies: [{status: 'unknown'}],
	});
});

test('the digest of a report changes with what an advisory says', async () => {
	const files = {'requirements.txt': 'jinja2==2.4.1\n'};
	temporaryHome();
	const before = await scanFiles(files);
	await importRecords([vulnerability('GHSA-grave', 'PyPI', 'jinja2', '2.8.1')]);
	const after = await scanFiles(files);
	expect(before.treeHash).toBe(after.treeHash);
	expect(before.digest).not.toBe(after.digest);
});

test('a database that cannot be read asks; a skill without packages does not open it', async () => {
	const home = temporaryHome();
	writeFileSync(join(home, 'advisories.sqlite'), 'broken');
	const report = await scanFiles({'requirements.txt': 'requests==2.32.3\n'});
	expect(report).toMatchObject({verdict: 'confirm', dependencies: [{status: 'unknown'}]});
	expect(idsOf(report)).toEqual(['SL-PACKAGE-009']);
	expect(await scanFiles({'scripts/main.py': 'print(1)\n'})).toMatchObject({verdict: 'clean', findings: []});
});

test('an audit asks OSV for what the local database does not hold', async () => {
	const home = await importRecords([vulnerability('GHSA-1', 'PyPI', 'jinja2', '2.8.1')]);
	const server = await startOsvServer({records: [malware('MAL-9', 'npm', 'evil-thing')]});
	const report = await admitFiles({
		'requirements.txt': 'jinja2==2.4.1\n',
		'package.json': '{"dependencies": {"evil-thing": "^1", "left": "2.0.0"}}',
	});
	const audit = await auditReports([report], {osvUrl: server.api, signal});
	expect(audit).toMatchObject({asked: 2, failure: undefined, sources: [{ecosystem: 'PyPI', source: join(home, 'all.zip')}]});
	expect(audit.reports[0]).toMatchObject({
		verdict: 'blocked',
		dependencies: [
			{name: 'evil-thing', status: 'malicious'},
			{name: 'left', status: 'clear'},
			{name: 'jinja2', status: 'vulnerable'},
		],
	});
	expect(JSON.stringify(server.bodies)).not.toContain('jinja2');
});

test('unknown stays unknown: offline, without an answer, and for an address', async () => {
	temporaryHome();
	const report = await admitFiles({'requirements.txt': 'requests==2.32.3\ngit+https://github.com/a/b.git\n'});
	const offline = await auditReports([report], {osvUrl: null, signal});
	expect(offline).toMatchObject({asked: 0, reports: [{dependencies: [{status: 'unknown'}, {status: 'unknown'}]}]});
	const silent = await startOsvServer({handle: request => Boolean(request.socket.destroy())});
	const failed = await auditReports([report], {osvUrl: silent.api, signal});
	expect(failed.failure).toBeTruthy();
	expect(failed.reports[0]?.dependencies.map(({status}) => status)).toEqual(['unknown', 'unknown']);
	const answered = await startOsvServer();
	const known = await auditReports([report], {osvUrl: answered.api, signal});
	expect(known.reports[0]?.dependencies.map(({status}) => status)).toEqual(['clear', 'unknown']);
});

test('what the floor knows stays malicious, whatever a source says', async () => {
	temporaryHome();
	const server = await startOsvServer();
	const report = await admitFiles({'requirements.txt': 'colourama\n'});
	expect((await auditReports([report], {osvUrl: server.api, signal})).reports).toMatchObject([
		{verdict: 'blocked', dependencies: [{status: 'malicious'}]},
	]);
});

test('a bill of materials has a component a package, with its purl and what is known of it', async () => {
	await importRecords([vulnerability('GHSA-1', 'PyPI', 'jinja2', '2.8.1')]);
	const report = await scanFiles({
		'requirements.txt': 'jinja2==2.4.1\nPyYAML>=6\nhttps://files.example/x.whl\n',
		'package.json': '{"dependencies": {"@scope/name": "1.2.3"}}',
	});
	const sbom = await formatSbom([report], {toolVersion: '1.0.0', now: new Date('2026-11-21T00:00:00Z')});
	expect(sbom).toMatchObject({
		bomFormat: 'CycloneDX',
		specVersion: '1.6',
		serialNumber: expect.stringMatching(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/),
		components: [
			{type: 'application', name: 'sample'},
			{type: 'library', name: '@scope/name', version: '1.2.3', purl: 'pkg:npm/%40scope/name@1.2.3'},
			{name: 'jinja2', version: '2.4.1', purl: 'pkg:pypi/jinja2@2.4.1'},
			{name: 'pyyaml', purl: 'pkg:pypi/pyyaml', properties: [{value: '>=6'}, {value: 'clear'}]},
			{name: 'https://files.example/x.whl', externalReferences: [{type: 'distribution', url: 'https://files.example/x.whl'}]},
		],
		vulnerabilities: [{id: 'GHSA-1', ratings: [{severity: 'critical'}], affects: [{ref: 'pypi:jinja2==2.4.1'}]}],
	});
	const references = (sbom.components as readonly {readonly 'bom-ref': string}[]).map(component => component['bom-ref']);
	expect(new Set(references).size).toBe(references.length);
	for (const {ref, dependsOn} of sbom.dependencies as readonly {readonly ref: string; readonly dependsOn: readonly string[]}[]) {
		expect(references).toContain(ref);
		expect(references).toEqual(expect.arrayContaining([...dependsOn]));
	}
});
