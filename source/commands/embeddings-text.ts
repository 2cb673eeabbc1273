/** What is said of embeddings, in one line. Pure. */

import {differenceOf, type Verdict} from '../session/notes/measure-vectors.ts';

/** Of a measured embedder. */
export function verdictLine(verdict: Verdict): string {
	return verdict.used
		? `embeddings: ${verdict.model} (${differenceOf(verdict)})`
		: `embeddings: off, they did not help (${differenceOf(verdict)})`;
}
