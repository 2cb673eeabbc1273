/** When two artefacts say the same, so that one of them is enough. Pure. */

import {canonicalJson} from '../../../sandbox/index.ts';
import {renderArtefact, type Rendered} from '../grammar/render.ts';

const sameFrom = 0.8;

/** The same template under the same condition, or nearly the same words. */
export function saysTheSame(a: Rendered, b: Rendered): boolean {
	if (a.kind === 'rule' && b.kind === 'rule') {
		return canonicalJson([a.rule, a.condition]) === canonicalJson([b.rule, b.condition]);
	}

	return a.kind === b.kind && overlap(wordsOf(a), wordsOf(b)) >= sameFrom;
}

/** Each once: the first of those that say the same. */
export function withoutRepeats<T extends Rendered>(contents: readonly T[], known: readonly Rendered[]): readonly T[] {
	const kept: T[] = [];
	for (const content of contents) {
		if (![...known, ...kept].some(other => saysTheSame(content, other))) {
			kept.push(content);
		}
	}

	return kept;
}

function wordsOf(content: Rendered): ReadonlySet<string> {
	return new Set(
		renderArtefact(content)
			.normalize('NFKC')
			.toLowerCase()
			.match(/[\p{L}\p{N}_-]+/gu) ?? [],
	);
}

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
	const shared = [...a].filter(word => b.has(word)).length;
	const all = a.size + b.size - shared;
	return all === 0 ? 1 : shared / all;
}
