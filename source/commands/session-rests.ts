/** What is done in the pauses of a conversation: notes get vectors, and evolution looks at what was recorded. */

import type {Agent} from '../agent/agent.ts';
import type {Project} from '../core/paths.ts';
import type {Settings} from '../core/settings.ts';
import type {ProjectEvolution} from '../evolution/project-evolution.ts';
import type {ChatModel} from '../model/chat-model.ts';
import {createIdleRun} from './idle-run.ts';

export interface SessionRestOptions {
	readonly project: Project;
	readonly settings: Settings;
	/** Null where nothing is learnt. */
	readonly evolution: ProjectEvolution | null;
	/** The model that the conversation has by then. */
	readonly model: () => ChatModel;
	/** Gives notes the vectors that they lack. */
	readonly embed: ((signal: AbortSignal) => Promise<void>) | null | undefined;
	/** Told what evolution came to. */
	readonly notice: (text: string) => void;
	readonly signal: AbortSignal;
}

export interface SessionRests {
	/** The same agent, whose pauses are known. */
	of(agent: Agent): Agent;
	close(): void;
}

/** How long nobody may have asked for anything before evolution looks at what was recorded. */
const idleMs = 600_000;
/** The pause after a turn in which notes get vectors. */
const embedAfterMs = 2000;

/** Nothing is done before a turn has ended. */
export function createSessionRests({project, settings, evolution, model, embed, notice, signal}: SessionRestOptions): SessionRests {
	async function evolve(learning: ProjectEvolution, ended: AbortSignal): Promise<void> {
		const {evolveIdle} = await import('./evolve-idle.ts');
		const line = await evolveIdle({project, evolution: learning, settings, model: model(), signal: AbortSignal.any([ended, signal])});
		if (line !== null && !ended.aborted) {
			notice(line);
		}
	}

	const rests = [
		...(evolution ? [createIdleRun(idleMs, ended => evolve(evolution, ended))] : []),
		...(embed ? [createIdleRun(embedAfterMs, ended => embed(AbortSignal.any([ended, signal])))] : []),
	];
	return {
		of(agent) {
			const own: Pick<Agent, 'send'> = {
				async *send(text, options) {
					for (const rest of rests) {
						rest.busy();
					}

					try {
						return yield* agent.send(text, options);
					} finally {
						for (const rest of rests) {
							rest.rest();
						}
					}
				},
			};
			return rests.length === 0 ? agent : Object.assign(Object.create(agent), own);
		},
		close() {
			for (const rest of rests) {
				rest.close();
			}
		},
	};
}
