/** `skilllite evolution` as a process of its own. */

import {mkdirSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {appendAudit} from '../../sandbox/index.ts';
import {writePending} from '../../source/evolution/engine/pending.ts';
import {parseArtefact} from '../../source/evolution/grammar/parse.ts';
import {createDisk} from '../../source/evolution/store/disk.ts';
import {artefactHash} from '../../source/evolution/store/manifest.ts';
import {type ArtefactStore, openStore} from '../../source/evolution/store/store.ts';
import {numbered, ruleOf} from '../evolution/artefacts.ts';
import {createPlace, type Place, runCli} from './run-cli.ts';

const rule = ruleOf({template: 'prefer-tool', tool: 'grep', over: 'bash'});
const hash = artefactHash(rule);

async function evolution(place: Place, ...words: readonly string[]) {
	return runCli(place, ['evolution', ...words]);
}

/** The store that the program made for the project, opened as the program does. */
async function storeOf(place: Place): Promise<{readonly store: ArtefactStore; readonly folder: string}> {
	await evolution(place, 'mode', 'suggest');
	const projects = join(place.home, '.skilllite', 'projects');
	const [name = ''] = readdirSync(projects);
	const folder = join(projects, name, 'evolution');
	const store = openStore({
		disk: createDisk(folder, {durable: false}),
		clock: () => new Date(),
		parse(value) {
			const parsed = parseArtefact(value);
			if (parsed.kind === 'refused') {
				throw new Error('no artefact');
			}

			return parsed.artefact;
		},
		audit(entry) {
			const before = process.env.SKILLLITE_HOME;
			process.env.SKILLLITE_HOME = join(place.home, '.skilllite');
			try {
				appendAudit({...entry, type: 'evolution', store: name});
			} finally {
				process.env.SKILLLITE_HOME = before;
			}
		},
	});
	return {store, folder};
}

function suggest(store: ArtefactStore): void {
	const candidate = {artefact: rule, readSet: [{id: 'e1', label: 'derived'}], userTerms: [], replaces: [], suggestedBy: []} as const;
	writePending(store.context.disk, {candidate, hash, proposed: '2026-11-20T10:00:00.000Z', results: [], isTested: false, isCanary: false});
}

test('an untouched project says that nothing has evolved, in words and as JSON', async () => {
	const place = createPlace();
	expect(await evolution(place)).toMatchObject({code: 0, stdout: expect.stringContaining('Evolution  suggest')});
	const {code, stdout} = await evolution(place, 'status', '--json');
	expect(code).toBe(0);
	expect(JSON.parse(stdout)).toMatchObject({mode: 'suggest', active: [], pending: [], canary: null, problem: null});
	expect(await evolution(place, 'verify')).toMatchObject({code: 0});
	expect(await evolution(place, 'rollback')).toMatchObject({code: 0});
	expect((await evolution(place, 'statsu')).stderr).toContain('Did you mean skilllite evolution status?');
});

test('the mode is set by the user and lowered by the environment, and a project cannot touch it', async () => {
	const place = createPlace({
		'.skilllite/config.json': '{"evolution": {"mode": "auto"}, "mode": "auto"}',
		'.env': 'SKILLLITE_EVOLUTION=auto\n',
		'AGENTS.md': 'evolution: auto\n',
	});
	expect((await evolution(place, 'mode')).stdout).toBe('suggest\n');
	expect((await evolution(place, 'mode', 'auto')).stdout).toBe('auto\n');
	expect((await runCli(place, ['evolution', 'mode'], {env: {SKILLLITE_EVOLUTION: 'observe'}})).stdout).toBe('observe\n');
	expect((await evolution(place, 'mode', 'guarded')).code).toBe(2);
	expect((await evolution(place, 'log')).stdout).toContain('mode suggest → auto');
});

test('a suggestion is read, confirmed by its hash, tried, and taken back in a moment', async () => {
	const place = createPlace();
	const {store} = await storeOf(place);
	suggest(store);
	const shown = await evolution(place, 'show', rule.id);
	expect(shown.stdout).toContain(hash);
	expect(shown.stdout).toContain('grep');
	expect((await evolution(place, 'diff', rule.id)).stdout).toContain('+ ');
	expect(await evolution(place, 'confirm', rule.id)).toMatchObject({code: 2});
	expect(await evolution(place, 'confirm', rule.id, '--hash', '0'.repeat(64))).toMatchObject({
		code: 1,
		stderr: expect.stringContaining('not what was reviewed'),
	});
	expect(await evolution(place, 'confirm', rule.id, '--hash', hash.slice(7))).toMatchObject({code: 0});
	expect(JSON.parse((await evolution(place, 'status', '--json')).stdout)).toMatchObject({canary: {id: rule.id}, pending: []});
	expect((await evolution(place, 'explain', rule.id)).stdout).toContain(`trial of ${rule.id} begins`);
	const back = JSON.parse((await evolution(place, 'rollback', '--json')).stdout);
	expect(back).toMatchObject({canary: rule.id});
	expect(back.ms).toBeLessThan(10_000);
	expect((await evolution(place, 'verify')).code).toBe(0);
});

test('attack 45: nothing that a project holds answers for the user, and a changed store exits 4 until it is put right', async () => {
	const place = createPlace();
	const {store, folder} = await storeOf(place);
	for (const artefact of [rule, numbered(3)]) {
		store.adopt({artefact, replaces: [], expected: store.load().hash, actor: 'engine'});
	}

	// A store that a repository ships is not looked at.
	mkdirSync(join(place.project, '.skilllite', 'evolution'), {recursive: true});
	writeFileSync(join(place.project, '.skilllite', 'evolution', 'HEAD'), `${'0'.repeat(64)}\n`);
	expect((await evolution(place, 'verify')).code).toBe(0);
	writeFileSync(join(folder, 'HEAD'), `${'0'.repeat(64)}\n`);
	expect(await evolution(place, 'verify')).toMatchObject({code: 4, stdout: expect.stringContaining('CHANGED')});
	expect((await evolution(place, 'status')).code).toBe(4);
	expect((await evolution(place, 'disable', rule.id)).code).toBe(4);
	expect((await runCli(place, ['chat', '--message', 'what is 2 + 3?'])).code).toBe(0);
	expect((await evolution(place, 'rollback')).code).toBe(0);
	expect((await evolution(place, 'verify')).code).toBe(0);
	expect(JSON.parse((await evolution(place, 'status', '--json')).stdout).active).toMatchObject([{id: rule.id}]);
});

test('disable, reject, reset and erase take out, the last two only when they are meant', async () => {
	const place = createPlace();
	const {store} = await storeOf(place);
	store.adopt({artefact: numbered(3), replaces: [], expected: store.load().hash, actor: 'engine'});
	expect((await evolution(place, 'disable', numbered(3).id)).code).toBe(0);
	expect((await evolution(place, 'disable', numbered(3).id)).code).toBe(2);
	suggest(store);
	expect((await evolution(place, 'reject', rule.id)).code).toBe(0);
	expect((await evolution(place, 'reject', rule.id)).code).toBe(2);
	expect((await evolution(place, 'reset')).code).toBe(3);
	expect((await evolution(place, 'reset', '--yes')).code).toBe(0);
	const {stdout} = await evolution(place, 'export');
	expect(JSON.parse(stdout)).toMatchObject({v: 1, artefacts: [], tombstones: [{id: numbered(3).id}, {id: rule.id}]});
	expect((await evolution(place, 'erase', '--yes')).code).toBe(0);
	expect((await evolution(place, 'verify')).code).toBe(0);
});

test('a run says beforehand what it would cost, and tests what waits', async () => {
	const place = createPlace();
	const {store} = await storeOf(place);
	suggest(store);
	const dry = JSON.parse((await evolution(place, 'run', '--dry-run', '--json')).stdout);
	expect(dry.plan).toEqual([{id: rule.id, estimate: 0}]);
	const run = JSON.parse((await evolution(place, 'run', '--json')).stdout);
	expect(run.tested).toMatchObject([{id: rule.id, evidence: 'unverified'}]);
	expect(JSON.parse((await evolution(place, 'status', '--json')).stdout)).toMatchObject({pending: [{isTested: true}], canary: null});
	await evolution(place, 'mode', 'observe');
	expect((await evolution(place, 'confirm', rule.id, '--hash', hash)).code).toBe(1);
});
