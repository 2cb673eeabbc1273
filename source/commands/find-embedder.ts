/** The embedder that a command outside of a conversation would use: the settings' model, at the endpoint that a chat would have. */

import type {Embedder} from '../core/embedder.ts';
import {loadSettings} from '../core/settings.ts';
import {isTrusted} from '../core/trust.ts';
import {findModel} from '../model/find-model.ts';
import {hideValue} from '../session/secrets.ts';
import {ModelError} from '../../sandbox/index.ts';
import type {CommandContext} from './command.ts';
import {openEmbedder} from './start-embeddings.ts';

export type FoundEmbedder =
	| {readonly kind: 'embedder'; readonly embedder: Embedder}
	/** `why` is a phrase; null where the user wants none. */
	| {readonly kind: 'none'; readonly why: string | null};

/** Nothing is asked and nothing is sent where the settings name no model. */
export async function findEmbedder({
	project,
	output,
	interrupts,
}: Pick<CommandContext, 'project' | 'output' | 'interrupts'>): Promise<FoundEmbedder> {
	const {embeddings, userModel} = loadSettings(project);
	if (embeddings === null) {
		return {kind: 'none', why: null};
	}

	try {
		const found = await findModel({
			environment: process.env,
			project: project.isHome ? null : {folder: project.folder, trusted: isTrusted(project.folder)},
			config: userModel,
			signal: interrupts.signal,
		});
		found.warnings.forEach(output.warn);
		if (found.kind === 'endpoint' && found.apiKey !== null) {
			hideValue(found.apiKey);
		}

		const embedder = await openEmbedder(found, embeddings);
		return embedder
			? {kind: 'embedder', embedder}
			: {kind: 'none', why: found.kind === 'offline' ? 'there is no endpoint' : 'a file of the project chose the endpoint'};
	} catch (thrown) {
		if (!(thrown instanceof ModelError)) {
			throw thrown;
		}

		return {kind: 'none', why: thrown.message.replace(/\.$/, '')};
	}
}
