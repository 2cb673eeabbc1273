/** A person's folders and a model, for stories that go on over several sessions. */

import {globSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
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

/** Where a conversation is held; on plain lines a message costs a fifth of the time. */
export type Where = 'screen' | 'lines';

/** A conversation that ends with `end`, or with the test. */
export interface Talk {
	/** Send a message and wait until the next may be sent; gives all that is shown. */
	says(message: string): Promise<string>;
	end(): Promise<void>;
}

export interface EvolutionWorld {
	readonly place: Place;
	/** A conversation on the full screen. */
	chat(env?: NodeJS.ProcessEnv): Promise<Story>;
	talk(where: Where): Promise<Talk>;
	/** A whole conversation on plain lines, in which each answer is called good unless nothing is to be said; gives what was shown. */
	session(messages: readonly string[], word?: '/good' | null, where?: Where): Promise<string>;
	/** One answer without a terminal. */
	ask(message: string, ...flags: readonly string[]): Promise<ProgramResult>;
	evolution(...words: readonly string[]): Promise<ProgramResult>;
	/** Let the trial that runs have begun so many days before. */
	wait(days: number): void;
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
	const talk = async (where: Where) => (where === 'screen' ? talkOnScreen(await chat()) : talkOnLines(await chat({TERM: 'dumb'})));
	return {
		place,
		chat,
		talk,
		async session(messages, word = '/good', where = 'lines') {
			const conversation = await talk(where);
			let shown = '';
			for (const message of messages) {
				shown = await conversation.says(message);
				if (word !== null) {
					shown = await conversation.says(word);
				}
			}

			await conversation.end();
			return shown;
		},
		ask: (message, ...flags) => runCli(place, ['chat', '--message', message, ...flags], {env}),
		evolution,
		wait(days) {
			const [path = ''] = globSync(join(place.home, '.skilllite/projects/*/evolution/canary.json'));
			const state = JSON.parse(readFileSync(path, 'utf8'));
			const started = new Date(Date.parse(state.started) - days * 86_400_000).toISOString();
			writeFileSync(path, JSON.stringify({...state, started}));
		},
		json: async (...words) => JSON.parse((await evolution(...words, '--json')).stdout),
	};
}

async function talkOnScreen(story: Story): Promise<Talk> {
	await story.ready();
	let asked = '';
	return {
		async says(message) {
			const isWord = message.startsWith('/');
			asked = isWord ? asked : message;
			await story.says(message);
			await story.sees(after(asked, isWord ? 'Noted\\.' : 'agent '));
			return story.screen();
		},
		end: () => leave(story),
	};
}

/** What is shown below a message, the whole of it: what stands above has scrolled away. */
function after(message: string, shown: string): RegExp {
	return new RegExp(`you +${RegExp.escape(message.slice(0, 60))}[^]*${shown}[^]*\\nready +`);
}

async function talkOnLines(story: Story): Promise<Talk> {
	await story.sees(/\n›$/);
	return {
		async says(message) {
			const before = story.screen();
			story.type(`${message}\r`);
			await story.sees(new RegExp(`^${RegExp.escape(`${before} ${message}`)}\n[^]+\n›$`));
			return story.screen();
		},
		end: () => leave(story),
	};
}

async function leave(story: Story): Promise<void> {
	story.type('\u0004');
	await story.exit();
	story[Symbol.dispose]();
}
