/** What a person reads before answering: what is said and every byte that does not show. */

import {canonicalJson} from '../../../sandbox/index.ts';
import type {Artefact} from '../artefact.ts';
import {renderArtefact} from '../grammar/render.ts';

/** A text on which nothing can hide: whatever is not plain ASCII or a letter is written as its number. */
export function escaped(text: string): string {
	return text.replace(/[^\n\t\x20-\x7E\p{L}\p{M}\p{N}]/gu, character => {
		const code = character.codePointAt(0) ?? 0;
		return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
	});
}

/** The lines of an artefact: what the model will read, then everything that it is. */
export function artefactLines(artefact: Artefact): readonly string[] {
	if (artefact.kind === 'skill') {
		const {files, ...rest} = artefact;
		const texts = Object.entries(files).flatMap(([path, text]) => [`--- ${path}`, ...text.replace(/\n$/, '').split('\n')]);
		return [canonicalJson(rest), ...texts].map(escaped);
	}

	return [renderArtefact(artefact), canonicalJson(artefact)].map(escaped);
}

/** What changes from one set of lines to another: `-` and `+` before what goes and comes, in the order of the texts. */
export function diffLines(before: readonly string[], after: readonly string[]): readonly string[] {
	const gone = before.filter(line => !after.includes(line));
	const come = after.filter(line => !before.includes(line));
	return [...gone.map(line => `- ${line}`), ...come.map(line => `+ ${line}`)];
}
