import {chmodSync, existsSync, lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {createHash} from 'node:crypto';
import {createServer} from 'node:http';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {expect, test} from 'vitest';
import {cacheFolder} from '../../../sandbox/index.ts';
import {fetchSource} from '../../../source/skills/sources/fetch.ts';
import type {FetchOptions} from '../../../source/skills/sources/fetched.ts';
import {findOffered, selectOffered} from '../../../source/skills/sources/find-skills.ts';
import {inQuarantine} from '../../../source/skills/sources/quarantine.ts';
import {parseSource} from '../../../source/skills/sources/source.ts';
import {startEndlessSource} from '../../cli/endless-source.ts';
import {listen} from '../../sandbox/egress/harness.ts';
import {makeFolder} from '../../sandbox/folders.ts';
import {useOneHome} from '../../sandbox/run/jobs.ts';
import {makeTgz, makeZip} from './archives.ts';
import {commit, git, makeRepository, skillText} from './repositories.ts';

useOneHome();

async function fetched<Result>(text: string, look: (root: string, revision: string | null) => Result, options: Partial<FetchOptions> = {}) {
	return inQuarantine(async folder => {
		const source = parseSource(text, {folder: '/', forge: options.registries?.forge ?? 'https://forge.example'});
		const {root, revision} = await fetchSource(source, folder, {registries: {}, ...options});
		return look(root, revision);
	});
}

const address = (repository: string) => pathToFileURL(repository).href;

test('fetches a repository in the sandbox, at the head, a branch, a tag or a commit', async () => {
	const repository = makeRepository({'csv/SKILL.md': skillText('csv', 'one'), 'csv/run.sh': '#!/bin/sh\n'});
	const first = git(repository, 'rev-parse', 'HEAD');
	git(repository, 'tag', 'v1');
	chmodSync(join(repository, 'csv/run.sh'), 0o755);
	const second = commit(repository, {'csv/SKILL.md': skillText('csv', 'two')}, 'Go on');
	const look = (root: string, revision: string | null) => ({
		text: readFileSync(join(root, 'csv/SKILL.md'), 'utf8'),
		revision,
		mode: lstatSync(join(root, 'csv/run.sh')).mode & 0o100,
	});
	expect(await fetched(address(repository), look)).toEqual({text: skillText('csv', 'two'), revision: second, mode: 0o100});
	for (const ref of ['v1', first]) {
		const seen = await inQuarantine(async folder => {
			const source = {kind: 'git', url: address(repository), ref, path: null, skill: null, text: 'x'} as const;
			const {root, revision} = await fetchSource(source, folder, {registries: {}});
			return look(root, revision);
		});
		expect(seen).toEqual({text: skillText('csv', 'one'), revision: first, mode: 0});
	}

	expect(readdirSync(join(cacheFolder(), 'quarantine'))).toEqual([]);
});

test("says in git's own words what is wrong with a repository", async () => {
	const repository = makeRepository({'a.md': 'x'});
	const source = {kind: 'git', url: address(repository), ref: 'gone', path: null, skill: null, text: 'it'} as const;
	await expect(inQuarantine(folder => fetchSource(source, folder, {registries: {}}))).rejects.toThrow(/Cannot fetch it: .*gone/);
	await expect(fetched(address(join(makeFolder(), 'none')), () => 0)).rejects.toThrow('there is no such repository');
	await expect(inQuarantine(folder => fetchSource({...source, ref: null, path: 'none'}, folder, {registries: {}}))).rejects.toThrow(
		'no folder none',
	);
	await expect(inQuarantine(folder => fetchSource({...source, ref: null, path: 'a.md'}, folder, {registries: {}}))).rejects.toThrow(
		'no folder a.md',
	);
});

test('runs nothing that a repository names: hooks, filters, monitors and submodules', async () => {
	const canary = join(makeFolder(), 'canary');
	const other = makeRepository({'SKILL.md': skillText('other')}, 'other');
	const repository = makeRepository({
		'csv/SKILL.md': skillText('csv'),
		'.gitattributes': '* filter=evil\n',
		'.gitmodules': `[submodule "sub"]\n\tpath = sub\n\turl = ${address(other)}\n\tupdate = !touch ${canary}\n`,
	});
	// What a clone would take over from the repository itself, were it to look there.
	const evil = `#!/bin/sh\ntouch ${canary}\n`;
	for (const hook of ['post-checkout', 'post-merge', 'reference-transaction', 'pre-auto-gc']) {
		writeFileSync(join(repository, '.git/hooks', hook), evil);
		chmodSync(join(repository, '.git/hooks', hook), 0o755);
	}

	git(repository, 'config', 'uploadpack.packObjectsHook', `touch ${canary};`);
	git(repository, 'config', 'filter.evil.smudge', `touch ${canary}; cat`);
	git(repository, 'config', 'core.fsmonitor', `touch ${canary}`);
	const names = await fetched(address(repository), root => readdirSync(root));
	expect(names).toContain('csv');
	expect(existsSync(canary)).toBe(false);
	// The payload is real: the same words in git without our settings start it.
	git(
		repository,
		'-c',
		'core.fsmonitor=',
		'clone',
		'-q',
		'-c',
		`filter.evil.smudge=touch ${canary}; cat`,
		'.',
		join(makeFolder(), 'clone'),
	);
	expect(existsSync(canary)).toBe(true);
});

test('links of a repository that lead out are never followed', async () => {
	const secret = join(makeFolder(), 'secret');
	writeFileSync(secret, 'planted');
	const repository = makeRepository({'csv/SKILL.md': skillText('csv')});
	symlinkSync(secret, join(repository, 'csv/notes.md'));
	symlinkSync('/', join(repository, 'everything'));
	commit(repository, {}, 'Link');
	const offer = await fetched(address(repository), root => findOffered(root, 'skills'));
	expect((await offer).skills).toMatchObject([{name: 'csv', inventory: {problems: [{kind: 'link-out', path: 'csv/notes.md'.slice(4)}]}}]);
	expect(JSON.stringify((await offer).skills)).not.toContain('planted');
});

const archive = [{path: 'skills/csv/SKILL.md', data: skillText('csv')}];

/** A registry on loopback, over plain http as only this machine may. */
async function startRegistry(answers: Readonly<Record<string, Buffer | string | {readonly location: string}>>): Promise<string> {
	const port = await listen(
		createServer((request, response) => {
			const answer = answers[request.url ?? ''];
			if (typeof answer === 'object' && 'location' in answer) {
				response.writeHead(302, answer).end();
			} else {
				response.writeHead(answer === undefined ? 404 : 200).end(answer);
			}
		}),
	);
	return `http://127.0.0.1:${port}`;
}

const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

test('fetches archives from this machine, from an address, and from a registry by name and hash', async () => {
	const tgz = makeTgz(archive);
	const zip = makeZip(archive);
	const path = join(makeFolder(), 'skills.zip');
	writeFileSync(path, zip);
	const index = {skills: [{name: 'csv', version: '1.2.0', description: 'Counts.', archive: '/files/csv.tgz', sha256: hashOf(tgz)}]};
	const base = await startRegistry({
		'/skills.zip': zip,
		'/moved.zip': {location: '/skills.zip'},
		'/index.json': JSON.stringify(index),
		'/files/csv.tgz': tgz,
	});
	const names = async (root: string, revision: string | null) => [...(await findOffered(root, 'x')).skills.map(({name}) => name), revision];
	expect(await fetched(path, names)).toEqual(['csv', `sha256:${hashOf(zip)}`]);
	expect(await fetched(`${base}/moved.zip`, names)).toEqual(['csv', `sha256:${hashOf(zip)}`]);
	expect(await fetched('hub:csv', names, {registries: {hub: `${base}/index.json`}})).toEqual(['csv', '1.2.0']);
});

test('refuses an archive that is not the one of the index, unknown registries and skills, and plain http', async () => {
	const index = (entry: object) =>
		JSON.stringify({skills: [{name: 'csv-tools', version: '1', archive: '/csv.tgz', sha256: '0'.repeat(64), ...entry}]});
	const base = await startRegistry({
		'/index.json': index({}),
		'/plain.json': index({archive: 'http://example.org/csv.tgz'}),
		'/odd.json': '{"skills":[{}]}',
		'/csv.tgz': makeTgz(archive),
		'/away.zip': {location: 'http://example.org/x.zip'},
		'/round.zip': {location: '/round.zip'},
	});
	const hub = (path: string) => ({registries: {hub: `${base}${path}`}});
	const nothing = () => 0;
	await expect(fetched('hub:csv-tools', nothing, hub('/index.json'))).rejects.toThrow('SHA-256 differs');
	await expect(fetched('hub:csv-tool', nothing, hub('/index.json'))).rejects.toMatchObject({hint: 'Did you mean hub:csv-tools?'});
	await expect(fetched('hub:csv-tools', nothing, hub('/plain.json'))).rejects.toThrow('only https is used');
	await expect(fetched('hub:csv-tools', nothing, hub('/odd.json'))).rejects.toThrow('an entry lacks');
	await expect(fetched('hub:csv-tools', nothing, hub('/gone.json'))).rejects.toThrow('answered 404');
	await expect(fetched('other:csv', nothing, hub('/index.json'))).rejects.toThrow('there is no registry "other"');
	await expect(fetched(`${base}/away.zip`, nothing)).rejects.toThrow('only https is used');
	await expect(fetched(`${base}/round.zip`, nothing)).rejects.toThrow('redirects without end');
	await expect(fetched('https://127.0.0.1:1/x.zip', nothing)).rejects.toThrow('Cannot fetch');
});

test('refuses two skills of one name with both paths, and names what there is', async () => {
	const files = {
		'a/csv/SKILL.md': skillText('csv'),
		'b/csv/SKILL.md': skillText('csv'),
		'c/SKILL.md': skillText('text'),
		'd/SKILL.md': 'no front matter',
	};
	const offer = await findOffered(makeRepository(files), 'skills');
	expect(() => selectOffered(offer, 'csv', 'it')).toThrow('two skills named "csv" (a/csv and b/csv)');
	expect(() => selectOffered(offer, null, 'it')).toThrow('two skills');
	expect(selectOffered(offer, 'text', 'it')).toMatchObject([{path: 'c'}]);
	expect(() => selectOffered(offer, 'txt', 'it')).toThrow(expect.objectContaining({hint: 'Did you mean "text"?'}));
	expect(offer.problems).toHaveLength(1);
	expect(() => selectOffered({skills: [], problems: []}, null, 'it')).toThrow('there is no SKILL.md in it');
});

test('an archive that never ends is let go of when it is stopped, and nothing stays', async () => {
	const {url, letGo} = await startEndlessSource();
	const stop = new AbortController();
	const fetching = fetched(url, () => 0, {signal: stop.signal});
	setTimeout(() => stop.abort(), 100);
	await expect(fetching).rejects.toMatchObject({code: 'interrupted'});
	await letGo;
	expect(readdirSync(join(cacheFolder(), 'quarantine'))).toEqual([]);
});
