import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {copyFileSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {lookUpLocally} from '../../../../sandbox/admission/supply-chain/advisory-database.ts';
import type {Ecosystem} from '../../../../sandbox/admission/supply-chain/dependency.ts';
import {updateAdvisories} from '../../../../sandbox/admission/supply-chain/update-advisories.ts';
import {malware, temporaryHome, vulnerability, zipOf} from './advisory-samples.ts';
import {startOsvServer} from './osv-server.ts';

const {signal} = new AbortController();
const old = [vulnerability('GHSA-old', 'PyPI', 'jinja2', '2.8.1'), vulnerability('GHSA-flask', 'PyPI', 'flask', '1.0')];

function lookUp(ecosystem: Ecosystem, name: string) {
	const lookup = lookUpLocally([{ecosystem, name}])?.lookups.get(`${ecosystem} ${name}`);
	return lookup && {ids: lookup.advisories.map(({id}) => id), isComplete: lookup.isComplete};
}

/** A home whose database holds the old records. */
async function homeWithDatabase(): Promise<string> {
	const home = temporaryHome();
	writeFileSync(join(home, 'old.zip'), zipOf(old));
	await updateAdvisories([{place: join(home, 'old.zip')}], {signal});
	return home;
}

/** The database is the old one, and nothing lies beside it. */
function expectOld(home: string): void {
	expect(lookUp('PyPI', 'jinja2')).toEqual({ids: ['GHSA-old'], isComplete: true});
	expect(readdirSync(home).filter(name => name.startsWith('advisories.sqlite') && name !== 'advisories.sqlite')).toEqual([]);
}

test('without a database there is no answer; an export makes one', async () => {
	const home = temporaryHome();
	expect(lookUpLocally([])).toBeUndefined();
	writeFileSync(join(home, 'all.zip'), zipOf([...old, malware('MAL-1', 'PyPI', 'Evil_Thing')]));
	const result = await updateAdvisories([{place: join(home, 'all.zip')}], {signal});
	expect(result).toMatchObject({advisories: 3, skipped: 0, sources: [{ecosystem: 'PyPI', advisories: 3}]});
	expect(lookUp('PyPI', 'evil-thing')).toEqual({ids: ['MAL-1'], isComplete: true});
	expect(lookUp('PyPI', 'requests')).toEqual({ids: [], isComplete: true});
	// Nobody spoke for npm.
	expect(lookUp('npm', 'lodash')).toEqual({ids: [], isComplete: false});
});

test.each(['zip64', 'array', 'lines'] as const)('reads an export as %s', async form => {
	const home = temporaryHome();
	const contents = {
		zip64: zipOf(old, {zip64: true}),
		array: JSON.stringify(old, null, 2),
		lines: old.map(record => `${JSON.stringify(record)}\n`).join(''),
	};
	writeFileSync(join(home, 'export'), contents[form]);
	await updateAdvisories([{place: join(home, 'export')}], {signal});
	expect(lookUp('PyPI', 'jinja2')).toEqual({ids: ['GHSA-old'], isComplete: true});
});

test('one record alone is added, and speaks for nothing else', async () => {
	const home = temporaryHome();
	writeFileSync(join(home, 'one.json'), JSON.stringify(vulnerability('GHSA-one', 'npm', 'lodash', '4.17.21'), null, 2));
	await updateAdvisories([{place: join(home, 'one.json')}], {signal});
	expect(lookUp('npm', 'lodash')).toEqual({ids: ['GHSA-one'], isComplete: false});
	expect(lookUp('npm', 'express')).toEqual({ids: [], isComplete: false});
});

test('an export replaces its own ecosystem and leaves the other; a withdrawn advisory goes', async () => {
	const home = await homeWithDatabase();
	writeFileSync(join(home, 'npm.zip'), zipOf([vulnerability('GHSA-npm', 'npm', 'lodash', '4.17.21')]));
	await updateAdvisories([{place: join(home, 'npm.zip')}], {signal});
	expect(lookUp('PyPI', 'jinja2')).toEqual({ids: ['GHSA-old'], isComplete: true});
	const next = [
		vulnerability('GHSA-new', 'PyPI', 'jinja2', '3'),
		{...vulnerability('GHSA-flask', 'PyPI', 'flask'), withdrawn: '2026-01-01T00:00:00Z'},
	];
	writeFileSync(join(home, 'next.zip'), zipOf(next));
	await updateAdvisories([{place: join(home, 'next.zip')}], {signal});
	expect(lookUp('PyPI', 'jinja2')).toEqual({ids: ['GHSA-new'], isComplete: true});
	expect(lookUp('PyPI', 'flask')).toEqual({ids: [], isComplete: true});
	expect(lookUp('npm', 'lodash')).toEqual({ids: ['GHSA-npm'], isComplete: true});
});

test('fetches an export for each ecosystem and imports them in one step', async () => {
	const home = temporaryHome();
	const server = await startOsvServer({
		handle(request, response) {
			const isPython = request.url === '/PyPI/all.zip';
			response.end(zipOf(isPython ? old : [vulnerability('GHSA-npm', 'npm', 'lodash', '4.17.21')]));
			return true;
		},
	});
	const lines: string[] = [];
	const sources = (['PyPI', 'npm'] as const).map(ecosystem => ({place: `${server.url}/${ecosystem}/all.zip`, ecosystem}));
	const result = await updateAdvisories(sources, {signal, onProgress: line => lines.push(line)});
	expect(result.sources.map(({ecosystem, source}) => [ecosystem, source])).toEqual(sources.map(({ecosystem, place}) => [ecosystem, place]));
	expect(lines.join('\n')).toMatch(/downloading advisories from 127\.0\.0\.1:\d+ \(0\.0 of 0\.0 MB\)[\s\S]*reading advisories/);
	expect(readdirSync(home)).toEqual(['advisories.sqlite']);
});

const good = zipOf([vulnerability('GHSA-new', 'PyPI', 'jinja2', '3')]);
const flipped = Buffer.from(good);
flipped.writeUInt8(flipped.readUInt8(60) ^ 0xff, 60);
const bomb = zipOf([vulnerability('GHSA-new', 'PyPI', 'jinja2', '3')]);
bomb.writeUInt32LE(0x7fffffff, bomb.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24);

test.each<readonly [string, Buffer | string, string]>([
	['cut short', good.subarray(0, good.length - 30), 'cut short'],
	['damaged inside', flipped, 'damaged'],
	['says it is enormous', bomb, 'unpacks to more'],
	['empty', '', 'neither a zip archive nor JSON'],
	['no archive', '<html>Not found</html>', 'neither a zip archive nor JSON'],
	['without an advisory of ours', zipOf([vulnerability('GO-1', 'Go', 'x', '1')]), 'no advisory of PyPI or npm'],
	['mostly something else', JSON.stringify([...old, {a: 1}, {a: 2}, {a: 3}]), 'most of its records'],
])('a file that is %s leaves the old database', async (_, content, why) => {
	const home = await homeWithDatabase();
	writeFileSync(join(home, 'bad'), content);
	await expect(updateAdvisories([{place: join(home, 'bad')}], {signal})).rejects.toThrow(why);
	expectOld(home);
});

test.each<readonly [string, string, string]>([
	['ends too early', `HTTP/1.1 200 OK\r\ncontent-length: ${good.length}\r\n\r\nPK`, 'Cannot fetch advisories'],
	['ends too early without a length', 'HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nPK', 'cut short'],
	['is an error', 'HTTP/1.1 404 No\r\ncontent-length: 0\r\n\r\n', 'the server answered 404'],
	['leads away from https', 'HTTP/1.1 302 Found\r\nlocation: http://attacker.example/all.zip\r\ncontent-length: 0\r\n\r\n', 'Cannot'],
])('a download that %s leaves the old database', async (_, raw, why) => {
	const home = await homeWithDatabase();
	const server = await startOsvServer({
		handle(request) {
			request.socket.end(raw);
			return true;
		},
	});
	await expect(updateAdvisories([{place: `${server.url}/all.zip`}], {signal})).rejects.toThrow(why);
	expectOld(home);
});

test('an address without https and a file that is not there are refused', async () => {
	const home = await homeWithDatabase();
	await expect(updateAdvisories([{place: 'http://exports.attacker.example/all.zip'}], {signal})).rejects.toThrow('no https address');
	await expect(updateAdvisories([{place: join(home, 'nowhere.zip')}], {signal})).rejects.toThrow('there is no file');
	expectOld(home);
});

test('an interruption in the middle of an import leaves the old database', async () => {
	const home = await homeWithDatabase();
	writeFileSync(
		join(home, 'large.zip'),
		zipOf(Array.from({length: 2000}, (_, index) => vulnerability(`GHSA-${index}`, 'PyPI', `p${index}`, '1'))),
	);
	const controller = new AbortController();
	const updating = updateAdvisories([{place: join(home, 'large.zip')}], {
		signal: controller.signal,
		onProgress: line => line.includes('(1000)') && controller.abort(new Error('stopped')),
	});
	await expect(updating).rejects.toThrow('stopped');
	expectOld(home);
});

test('a process killed in the middle of an import leaves the old database, and the next import clears up after it', async () => {
	const home = await homeWithDatabase();
	writeFileSync(
		join(home, 'large.zip'),
		zipOf(Array.from({length: 3000}, (_, index) => vulnerability(`GHSA-${index}`, 'PyPI', `p${index}`, '1'))),
	);
	const program = `
		const {updateAdvisories} = await import(process.argv[1]);
		await updateAdvisories([{place: process.argv[2]}], {
			signal: new AbortController().signal,
			onProgress: line => line.includes('(1500)') && process.kill(process.pid, 'SIGKILL'),
		});`;
	const module = new URL('../../../../sandbox/admission/supply-chain/update-advisories.ts', import.meta.url).href;
	const child = spawn(process.execPath, ['--input-type=module', '-e', program, module, join(home, 'large.zip')], {
		env: {...process.env, SKILLLITE_HOME: home},
	});
	expect((await once(child, 'exit'))[1]).toBe('SIGKILL');
	expect(lookUp('PyPI', 'jinja2')).toEqual({ids: ['GHSA-old'], isComplete: true});
	const left = readdirSync(home).filter(name => name.endsWith('.tmp'));
	expect(left).toHaveLength(1);
	await updateAdvisories([{place: join(home, 'old.zip')}], {signal});
	expectOld(home);
});

test('a damaged database is no answer, and an import makes it anew', async () => {
	const home = await homeWithDatabase();
	const path = join(home, 'advisories.sqlite');
	copyFileSync(path, join(home, 'whole'));
	for (const content of ['not a database at all', readFileSync(join(home, 'whole')).subarray(0, 5000)]) {
		writeFileSync(path, content);
		expect(() => lookUp('PyPI', 'jinja2')).toThrow('Cannot read the advisory database');
	}

	await updateAdvisories([{place: join(home, 'old.zip')}], {signal});
	expectOld(home);
});
