/** From recorded tasks to a rule that is proven: single steps, then four whole runs, as processes of their own over real HTTP. */

import {existsSync, globSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {projectStoreFolder} from '../../source/core/project-store.ts';
import {trustFolder} from '../../source/core/trust.ts';
import {good, type MadeTurn, missed, record} from '../evolution/replays/decisions.ts';
import {startModelServer} from '../model-server/model-server.ts';
import type {Reply} from '../model-server/scenario.ts';
import {createPlace, type Place, runCli} from './run-cli.ts';

interface Said {
	readonly messages: readonly {readonly role: string; readonly content: string}[];
}

const command = 'test "$(cat answer.txt)" = found';
const files = {'answer.txt': 'found\n', 'config/real.ini': 'the setting is here\n'};

/** Guesses and gives up, unless it is told to search first; then it writes what `withRule` says. Told or not, `always` is written. */
function model({withRule, without}: {readonly withRule: string; readonly without: string | null}) {
	return (body: unknown): Reply => {
		const {messages} = body as Said;
		const [system, user] = messages.map(({content}) => content);
		const folder = /folder number (\d+)/.exec(user ?? '')?.[1];
		if (folder !== undefined) {
			return call('list_files', {path: `folder-${folder}`});
		}

		if (!/setting number/.test(user ?? '')) {
			return {kind: 'answer', text: '{}'};
		}

		const isTold = system?.includes('Use search_files before read_file');
		const step = messages.filter(({role}) => role === 'tool').length;
		if (step === 0) {
			return isTold ? call('search_files', {query: 'setting'}) : call('read_file', {path: 'config/guess.ini'});
		}

		const content = isTold ? withRule : without;
		return step === 1 && content !== null ? call('write_file', {path: 'answer.txt', content}) : {kind: 'answer', text: 'Done.'};
	};
}

function call(name: string, args: Readonly<Record<string, string>>): Reply {
	return {kind: 'answer', calls: [{name, arguments: args}]};
}

/** As `missed`, done to the end: the answer was written, and the check said yes. */
function whole(index: number): MadeTurn {
	const {calls, ...turn} = missed(index);
	const written = {name: 'write_file', input: {path: 'answer.txt', content: 'found\n'}};
	return {...turn, calls: [...calls, written, {name: 'bash', input: {command}}], tokens: 3000};
}

async function world(reply: (body: unknown) => Reply) {
	const server = await startModelServer({title: 'whole tasks', steps: [{times: 'always', reply}]});
	const place = createPlace(files);
	const before = process.env.SKILLLITE_HOME;
	onTestFinished(async () => {
		process.env.SKILLLITE_HOME = before;
		await server.close();
	});
	process.env.SKILLLITE_HOME = join(place.home, '.skilllite');
	mkdirSync(process.env.SKILLLITE_HOME, {recursive: true, mode: 0o700});
	writeFileSync(join(process.env.SKILLLITE_HOME, 'config.json'), JSON.stringify({checks: {answer: command}}), {mode: 0o600});
	trustFolder(place.project);
	const env = {SKILLLITE_API_BASE: server.baseUrl, SKILLLITE_MODEL: 'test-model', SKILLLITE_API_KEY: 'k'};
	return {server, place, cli: (...args: readonly string[]) => runCli(place, args, {env})};
}

function recordWholes(place: Place): void {
	const turns = [...Array.from({length: 50}, (_, index) => whole(index)), ...Array.from({length: 14}, (_, index) => good(index))];
	record(projectStoreFolder({folder: place.project, isHome: false}), turns, {
		checks: {answer: command},
		files: {before: () => [{path: 'answer.txt', text: 'nothing\n'}], digest: path => ({path, digest: 'sha256:0'})},
	});
}

test('a rule that helps in single steps and in four whole runs is proven, and in auto its trial begins', async () => {
	const {place, cli} = await world(model({withRule: 'found\n', without: null}));
	recordWholes(place);
	expect((await cli('evolution', 'mode', 'auto')).code).toBe(0);
	const {code, stdout, stderr} = await cli('evolution', 'run', '--json');
	expect([code, stderr]).toEqual([0, '']);
	const {tested, canary} = JSON.parse(stdout);
	expect(tested).toHaveLength(1);
	const [{id, evidence, results}] = tested;
	expect(evidence).toMatch(/^replay 11–0 E=341\.25 {2}4 real runs: 4–0–0 {2}anchors ok/);
	expect(results.find(({gate}: {gate: string}) => gate === 'G7')).toMatchObject({
		verdict: 'pass',
		data: {wins: 11, losses: 0, confirmed: 4, wholeWins: 4, wholeLosses: 0, wholeTies: 0},
	});
	expect(canary).toMatchObject({id});
	expect((await cli('evolution', 'explain', id)).stdout).toMatch(/^evidence replay 11–0 E=341\.25 {2}4 real runs: 4–0–0 {2}anchors ok$/m);
	expect((await cli('evolution', 'log')).stdout).toMatch(/G7 pass .* 11–0 E=341\.25, run whole 4–0–0/);
	expect((await cli('evolution', 'verify')).code).toBe(0);
	// The folder is as the person left it, and no conversation was written down.
	expect(readFileSync(join(place.project, 'answer.txt'), 'utf8')).toBe('found\n');
	expect(existsSync(join(place.home, '.skilllite', 'sessions'))).toBe(false);
});

test('a rule that helps in single steps and loses a whole task is refused', async () => {
	const {place, cli} = await world(model({withRule: 'lost\n', without: 'found\n'}));
	recordWholes(place);
	await cli('evolution', 'mode', 'auto');
	const {code, stdout} = await cli('evolution', 'run', '--json');
	expect(code).toBe(1);
	const {tested, canary} = JSON.parse(stdout);
	expect(tested).toMatchObject([{evidence: 'G7 failed', results: expect.arrayContaining([expect.objectContaining({verdict: 'refuse'})])}]);
	expect(tested[0].results.at(-1)).toMatchObject({gate: 'G7', data: {wins: 11, wholeWins: 0, wholeLosses: 1}});
	expect(canary).toBeNull();
});

test('where nothing is solved any more, or the workspace is another one, it stays unverified', async () => {
	const {place, cli} = await world(model({withRule: 'lost\n', without: 'lost\n'}));
	recordWholes(place);
	await cli('evolution', 'mode', 'auto');
	const [{id, evidence, results}] = JSON.parse((await cli('evolution', 'run', '--json')).stdout).tested;
	expect(evidence).toMatch(/^unverified {2}replay 11–0 E=341\.25 inconclusive/);
	expect(results.find(({gate}: {gate: string}) => gate === 'G7').reason).toContain('could not be run as it was');
	// Without the check there is none to run.
	writeFileSync(join(place.home, '.skilllite', 'config.json'), '{}', {mode: 0o600});
	const again = JSON.parse((await cli('evolution', 'run', id, '--json')).stdout).tested[0].results;
	expect(again.find(({gate}: {gate: string}) => gate === 'G7')).toMatchObject({verdict: 'suggest', data: {whole: 0}});
	expect(JSON.parse((await cli('evolution', 'status', '--json')).stdout)).toMatchObject({active: [], canary: null});
});

test('what a conversation records is a task that can be run again; observing records none', async () => {
	const {place, cli} = await world(body => {
		const step = (body as Said).messages.filter(({role}) => role === 'tool').length;
		const calls = [
			call('read_file', {path: 'config/real.ini'}),
			call('write_file', {path: 'answer.txt', content: 'found\n'}),
			call('bash', {command}),
		];
		return calls[step] ?? {kind: 'answer', text: 'Done.'};
	});
	writeFileSync(join(place.project, 'answer.txt'), 'nothing\n');
	const tasks = () => globSync(join(place.home, '.skilllite/projects/*/evolution/replays/tasks-*.jsonl'));
	const ask = ['chat', '--message', 'find the setting', '--allow', 'write,bash', '--trust'];
	await cli('evolution', 'mode', 'observe');
	expect((await cli(...ask)).code).toBe(0);
	expect(tasks()).toEqual([]);
	await cli('evolution', 'mode', 'suggest');
	writeFileSync(join(place.project, 'answer.txt'), 'nothing\n');
	expect((await cli(...ask)).code).toBe(0);
	const [path = ''] = tasks();
	expect(JSON.parse(readFileSync(path, 'utf8').trim())).toMatchObject({
		...{text: 'find the setting', check: {name: 'answer', command}},
		before: [{path: 'answer.txt', text: 'nothing\n'}],
		reads: [{path: 'config/real.ini', digest: expect.stringMatching(/^sha256:/)}],
	});
	expect((await cli('evolution', 'erase', '--yes')).code).toBe(0);
	expect(tasks()).toEqual([]);
});
