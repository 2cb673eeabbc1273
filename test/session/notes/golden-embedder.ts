/** For the golden set: what words alone miss of it, as the synonyms of an embedder that helps. */

import type {EmbeddingsScript} from '../../model-server/scenario.ts';

export const helpful: EmbeddingsScript = {
	kind: 'words',
	synonyms: [
		['keep the reply short', 'answer briefly'],
		['cook for dinner', 'eat peanuts'],
		['メールを書いて', '敬語'],
		['received_at', 'recieved_at'],
	],
};

export const useless: EmbeddingsScript = {kind: 'chance'};
