import {spawnSync} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {expect, test} from 'vitest';
import {cacheFolder} from '../../../sandbox/index.ts';
import {verifyAudit} from '../../../sandbox/audit.ts';
import {fetchSource} from '../../../source/skills/sources/fetch.ts';
import {inQuarantine} from '../../../source/skills/sources/quarantine.ts';
import {parseSource} from '../../../source/skills/sources/source.ts';
import {useOneHome} from '../../sandbox/run/jobs.ts';
import {type LoopbackHost, serveGit, startHost} from './loopback-https.ts';
import {git, makeRepository, skillText} from './repositories.ts';

useOneHome();

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

const fetchIt = (text: string, {network}: LoopbackHost, signal?: AbortSignal) =>
	inQuarantine(async folder => {
		const source = parseSource(text, {folder: '/', forge: 'https://forge.example'});
		const {root, revision} = await fetchSource(source, folder, {registries: {}, network, signal});
		return {revision, text: readFileSync(join(root, 'SKILL.md'), 'utf8')};
	});

test.skipIf(!hasOpenssl)('fetches owner/repo over https and reaches that host alone', async () => {
	const repository = makeRepository({'tools/csv/SKILL.md': skillText('csv')});
	const owner = basename(dirname(repository));
	const host = await startHost(['forge.example', 'elsewhere.example'], serveGit(join(dirname(repository), '..')));
	const fetched = await fetchIt(`${owner}/skills/tools/csv`, host);
	expect(fetched).toEqual({revision: git(repository, 'rev-parse', 'HEAD'), text: skillText('csv')});
	expect(host.asked.every(line => line.includes(' forge.example/'))).toBe(true);
	expect(verifyAudit()).toMatchObject({ok: true});
});

test.skipIf(!hasOpenssl)('does not follow a host that sends it elsewhere', async () => {
	const host = await startHost(['forge.example', 'elsewhere.example'], (request, response) => {
		response.writeHead(302, {location: `https://elsewhere.example${request.url}`}).end();
	});
	await expect(fetchIt('ada/skills', host)).rejects.toThrow('Cannot fetch ada/skills');
	expect(host.asked.length).toBeGreaterThan(0);
	expect(host.asked.filter(line => line.includes('elsewhere'))).toEqual([]);
});

test.skipIf(!hasOpenssl)('a host that never answers is let go of when it is stopped, and neither git nor its folder stays', async () => {
	const asked = Promise.withResolvers<void>();
	const closed = Promise.withResolvers<void>();
	const host = await startHost(['forge.example'], (_, response) => {
		response.on('close', () => closed.resolve());
		response.writeHead(200, {'content-type': 'application/x-git-upload-pack-advertisement'}).write('001e');
		asked.resolve();
	});
	const stop = new AbortController();
	const fetching = fetchIt('ada/skills', host, stop.signal);
	fetching.catch(() => {});
	await asked.promise;
	stop.abort();
	await expect(fetching).rejects.toMatchObject({code: 'interrupted'});
	await closed.promise;
	expect(readdirSync(join(cacheFolder(), 'quarantine'))).toEqual([]);
});
