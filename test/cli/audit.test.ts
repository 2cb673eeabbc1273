import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {malware, vulnerability, zipOf} from '../sandbox/admission/supply-chain/advisory-samples.ts';
import {startOsvServer} from '../sandbox/admission/supply-chain/osv-server.ts';
import {createPlace, type Place, runCli} from './run-cli.ts';
import {echo, pythonSkill} from './skills.ts';

const wanting = (name: string, requirements: string) => ({
	...pythonSkill(name, 'print("{}")\n'),
	[`.skills/${name}/requirements.txt`]: requirements,
});

/** What stands about the skills of the test, without the bundled ones. */
function auditOf(stdout: string, name: string) {
	const document = JSON.parse(stdout);
	return {...document, dependencies: document.skills.find((skill: {name: string}) => skill.name === name)?.dependencies};
}

function exportZip(place: Place, records: readonly object[]): string {
	const path = join(place.project, 'all.zip');
	writeFileSync(path, zipOf(records));
	return path;
}

test('says unknown when nobody may be asked, as a table and as JSON, and exits 0', async () => {
	const place = createPlace(wanting('wanter', 'requests==2.32.3\n'));
	const table = await runCli(place, ['audit', '--offline']);
	expect(table.code).toBe(0);
	expect(table.stdout).toMatch(/wanter +requests==2\.32\.3 +PyPI +unknown +-/);
	expect(table.stdout).not.toMatch(/none known|no vulnerabilities/i);
	expect(table.stderr).toContain('could not be looked up: the network may not be asked');
	const {dependencies, summary} = auditOf((await runCli(place, ['audit', '--json'], {env: {SKILLLITE_OFFLINE: '1'}})).stdout, 'wanter');
	expect(dependencies).toMatchObject([{name: 'requests', status: 'unknown', advisories: []}]);
	expect(summary).toMatchObject({unknown: 1, clear: 0});
});

test('asks OSV, exits 4 for a grave vulnerability and for malware, and asks nothing offline', async () => {
	const server = await startOsvServer({
		records: [vulnerability('GHSA-1', 'PyPI', 'jinja2', '2.8.1'), malware('MAL-9', 'PyPI', 'quiet-stealer')],
	});
	const env = {SKILLLITE_OSV_URL: server.api};
	const vulnerable = await runCli(createPlace(wanting('wanter', 'jinja2==2.4.1\n')), ['audit'], {env});
	expect(vulnerable).toMatchObject({code: 4, stdout: expect.stringMatching(/jinja2==2\.4\.1 +PyPI +vulnerable +GHSA-1 \(critical\)/)});
	const place = createPlace(wanting('wanter', 'quiet-stealer\n'));
	const malicious = await runCli(place, ['audit', '--json'], {env});
	expect(malicious.code).toBe(4);
	expect(auditOf(malicious.stdout, 'wanter')).toMatchObject({
		ok: false,
		dependencies: [{status: 'malicious', advisories: [{id: 'MAL-9'}]}],
	});
	const fine = await runCli(createPlace(wanting('wanter', 'requests==2.32.3\n')), ['audit'], {env});
	expect(fine).toMatchObject({code: 0, stdout: expect.stringMatching(/requests==2\.32\.3 +PyPI +none known/)});
	const asked = server.requests.length;
	await runCli(place, ['audit', '--offline'], {env});
	await runCli(place, ['scan', '.skills/wanter'], {env});
	expect(server.requests).toHaveLength(asked);
});

test('an OSV that fails leaves packages unknown, with the reason', async () => {
	const server = await startOsvServer({handle: (_, response) => Boolean(response.writeHead(503).end())});
	const place = createPlace(wanting('wanter', 'requests==2.32.3\n'));
	const {code, stdout, stderr} = await runCli(place, ['audit'], {env: {SKILLLITE_OSV_URL: server.api}});
	expect(code).toBe(0);
	expect(stdout).toContain('unknown');
	expect(stderr).toContain('the server answered 503');
});

test('fetches the database by --update, and scan and run then ask it alone', async () => {
	const place = createPlace(wanting('wanter', 'quiet-stealer\n'));
	expect((await runCli(place, ['scan', '.skills/wanter'])).code).toBe(0);
	const server = await startOsvServer({
		handle(request, response) {
			const records =
				request.url === '/PyPI/all.zip' ? [malware('MAL-9', 'PyPI', 'quiet-stealer')] : [vulnerability('GHSA-2', 'npm', 'lodash', '5')];
			response.end(zipOf(records));
			return true;
		},
	});
	const update = await runCli(place, ['audit', '--update'], {env: {SKILLLITE_OSV_EXPORT_URL: server.url}});
	expect(update).toMatchObject({code: 0, stdout: '2 advisories imported; the database holds PyPI 1, npm 1.\n'});
	expect(server.requests).toEqual(['GET /PyPI/all.zip', 'GET /npm/all.zip']);
	expect(await runCli(place, ['scan', '.skills/wanter'])).toMatchObject({code: 4, stdout: expect.stringContaining('MAL-9')});
	expect(await runCli(place, ['run', 'wanter', '{}', '--approve', 'confirm'])).toMatchObject({code: 4, stdout: ''});
	expect(server.requests).toHaveLength(2);
});

test('takes a file instead, also offline; a broken one leaves the database', async () => {
	const place = createPlace(wanting('wanter', 'jinja2==2.4.1\n'));
	const path = exportZip(place, [vulnerability('GHSA-1', 'PyPI', 'jinja2', '2.8.1')]);
	expect(await runCli(place, ['audit', '--update', path, '--offline', '--json'])).toMatchObject({
		code: 0,
		stdout: expect.stringContaining('"advisories":1'),
	});
	writeFileSync(path, readFileSync(path).subarray(0, 100));
	const broken = await runCli(place, ['audit', '--update', path]);
	expect(broken).toMatchObject({code: 2, stdout: '', stderr: expect.stringContaining('cut short')});
	expect((await runCli(place, ['audit', '--offline'])).stdout).toContain('GHSA-1');
	const refused = await runCli(place, ['audit', '--update', '--offline']);
	expect(refused).toMatchObject({code: 2, stderr: expect.stringContaining('the network may not be asked')});
});

test('prints a bill of materials as one JSON document', async () => {
	const place = createPlace(wanting('wanter', 'requests==2.32.3\n'));
	const {code, stdout} = await runCli(place, ['audit', '--sbom', '--offline']);
	expect(code).toBe(0);
	expect(JSON.parse(stdout)).toMatchObject({bomFormat: 'CycloneDX', specVersion: '1.6'});
	expect(stdout).toContain('pkg:pypi/requests@2.32.3');
});

test('a scan says what a skill wants and that nobody was asked', async () => {
	const place = createPlace(wanting('wanter', 'requests==2.32.3\n'));
	expect((await runCli(place, ['scan', '.skills/wanter'])).stdout).toContain('Wants packages: requests==2.32.3 (advisories unknown');
	expect((await runCli(place, ['show', 'wanter'])).stdout).toContain('requests==2.32.3 (PyPI, unknown)');
});

test('audit log shows what ran, and --since leaves out what was before', async () => {
	const place = createPlace(echo);
	expect((await runCli(place, ['audit', 'log'])).stdout).toBe('');
	await runCli(place, ['run', 'echo', '{"text":"x"}']);
	const {stdout} = await runCli(place, ['audit', 'log']);
	expect(stdout).toMatch(/^\d{4}-\d{2}-\d{2}T\S+ {2}run .*skill=echo/m);
	const {entries} = JSON.parse((await runCli(place, ['audit', 'log', '--json', '--since', '1h'])).stdout);
	expect(entries.map(({type}: {type: string}) => type)).toContain('run');
	expect(JSON.parse((await runCli(place, ['audit', 'log', '--json', '--since', '2999-01-01'])).stdout)).toEqual({entries: []});
});

test('audit log --verify finds an edit and names the entry', async () => {
	const place = createPlace(echo);
	await runCli(place, ['run', 'echo', '{"text":"x"}']);
	const good = await runCli(place, ['audit', 'log', '--verify']);
	expect(good).toMatchObject({code: 0, stdout: expect.stringMatching(/^\d+ entr(?:y|ies), unchanged\.\n$/)});
	const file = join(place.home, '.skilllite', 'audit', `${new Date().toISOString().slice(0, 7)}.jsonl`);
	expect(existsSync(file)).toBe(true);
	writeFileSync(file, readFileSync(file, 'utf8').replace('"skill":"echo"', '"skill":"ecco"'));
	const bad = await runCli(place, ['audit', 'log', '--verify']);
	expect(bad).toMatchObject({code: 4, stdout: expect.stringMatching(/CHANGED: \d{4}-\d{2}\.jsonl line \d+ was edited/)});
});

test.each([
	[['audit', 'lgo'], 'There is no skilllite audit'],
	[['audit', '--verify'], 'are for the audit log'],
	[['audit', 'log', '--since', 'yesterday'], 'The flag --since cannot be'],
])('refuses %j', async (args, why) => {
	expect(await runCli(createPlace(), args)).toMatchObject({code: 2, stdout: '', stderr: expect.stringContaining(why)});
});
