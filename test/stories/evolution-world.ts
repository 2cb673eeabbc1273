/** A person's folders and a model, for stories that go on over several sessions. */

import {onTestFinished} from 'vitest';
import {createPlace, type Place, runCli} from '../cli/run-cli.ts';
import type {ProgramResult} from '../cli/run-program.ts';
import {startModelServer} from '../model-server/model-server.ts';
import type {Scenario} from '../model-server/scenario.ts';
import {endpointOf, type Story, tell} from './story.ts';

interface GateLine {
	readonly gate: string;
	readonly verdict: string;
	readonly data: Readonly<Record<string, unknown>>;
}

interface Line {
	readonly id: string;
	readonly kind: string;
	readonly line: string;
	readonly hash: string;
	readonly results: readonly GateLine[];
}

/** What the `--json` of the subcommands that stories use has, each its part. */
export interface EvolutionDocument {
	readonly mode: string;
	readonly proposed: readonly {readonly kind: string; readonly id?: string}[];
	readonly tested: readonly Line[];
	readonly pending: readonly Line[];
	readonly active: readonly (Line & {readonly effect: string})[];
	readonly canary: {readonly id: string; readonly hash: string} | null;
}

export interface EvolutionWorld {
	readonly place: Place;
	/** A conversation on the full screen. */
	chat(env?: NodeJS.ProcessEnv): Promise<Story>;
	/** A whole conversation, in which each answer is called good; gives what the screen showed. */
	session(messages: readonly string[]): Promise<string>;
	/** One answer without a terminal. */
	ask(message: string, ...flags: readonly string[]): Promise<ProgramResult>;
	evolution(...words: readonly string[]): Promise<ProgramResult>;
	json(...words: readonly string[]): Promise<EvolutionDocument>;
}

/** With a scripted model, or with the offline planner where there is none. */
export async function evolutionWorld(model: Scenario | null, files: Readonly<Record<string, string>> = {}): Promise<EvolutionWorld> {
	const server = model === null ? null : await startModelServer(model);
	onTestFinished(() => server?.close());
	const place = createPlace(files);
	const env = server === null ? {} : endpointOf(server.baseUrl);
	const evolution = (...words: readonly string[]) => runCli(place, ['evolution', ...words], {env});
	const chat = (own: NodeJS.ProcessEnv = {}) => tell({place, env: {...env, ...own}, columns: 160});
	return {
		place,
		chat,
		async session(messages) {
			using story = await chat();
			await story.ready();
			for (const [index, message] of messages.entries()) {
				await story.says(message);
				await story.sees(answers(index + 1));
				await story.says('/good');
				// The one before is still on the screen.
				await story.sees(new RegExp('Noted\\.[^]*'.repeat(index + 1)));
			}

			const shown = story.screen();
			story.type('\u0004');
			await story.sees('Go on with');
			await story.exit();
			return shown;
		},
		ask: (message, ...flags) => runCli(place, ['chat', '--message', message, ...flags], {env}),
		evolution,
		json: async (...words) => JSON.parse((await evolution(...words, '--json')).stdout),
	};
}

/** So many answers, the last of which is whole. */
function answers(count: number): RegExp {
	return new RegExp(`${'agent [^]*'.repeat(count)}ready +`);
}
