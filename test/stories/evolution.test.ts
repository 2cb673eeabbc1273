/** Evolution as a person lives it: in the full screen and at the shell, with a real store, sandbox and endpoint. */

import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {createPlace, type Place, runCli} from '../cli/run-cli.ts';
import {startModelServer} from '../model-server/model-server.ts';
import {scriptingModel, turnAround} from './scripting-model.ts';
import {endpointOf, type Story, tell} from './story.ts';

interface World {
	readonly place: Place;
	/** A conversation on the full screen. */
	chat(env?: NodeJS.ProcessEnv): Promise<Story>;
	evolution(...words: readonly string[]): Promise<{readonly code: number; readonly stdout: string; readonly stderr: string}>;
	json(...words: readonly string[]): Promise<Readonly<Record<string, unknown>>>;
}

async function world(files: Readonly<Record<string, string>> = {}): Promise<World> {
	const server = await startModelServer(scriptingModel);
	onTestFinished(() => server.close());
	const place = createPlace(files);
	const evolution = (...words: readonly string[]) => runCli(place, ['evolution', ...words], {env: endpointOf(server.baseUrl)});
	return {
		place,
		chat: env => tell({place, baseUrl: server.baseUrl, ...(env && {env}), columns: 160}),
		evolution,
		json: async (...words) => JSON.parse((await evolution(...words, '--json')).stdout),
	};
}

/** One session in which words are turned around; each answer was what was wanted. */
async function session(world: World, texts: readonly string[]): Promise<string> {
	using chat = await world.chat();
	await chat.ready();
	for (const text of texts) {
		await chat.says(turnAround(text));
		await chat.sees(`It says ${text.split(' ').reverse().join(' ')}`);
		await chat.sees('? keys');
		await chat.says('/good');
		await chat.sees('Noted.');
	}

	chat.type('\u0004');
	await chat.exit();
	return chat.screen();
}

test('three programs that differ in a value become a skill: drafted, read, confirmed, used, measured, taken back', {
	timeout: 120_000,
}, async () => {
	const world_ = await world({'notes.txt': 'mine\n'});
	await session(world_, ['one two', 'red green blue']);
	await session(world_, ['a b c d']);
	const run = await world_.json('run');
	console.log(JSON.stringify(run, null, 1));
	console.log((await world_.evolution('status')).stdout);
	console.log(
		(await import('node:child_process'))
			.execSync(
				`find ${world_.place.home}/.skilllite/projects -type f | xargs ls -la; cat ${world_.place.home}/.skilllite/projects/*/evolution/replays/*`,
			)
			.toString(),
	);
	expect(run).toBeDefined();
});
