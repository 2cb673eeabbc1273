/** A name for a draft out of the words that all its requests share. */

import {sha256} from '../../../sandbox/index.ts';
import type {AlikeCalls} from './alike.ts';

const stopWords = new Set(
	'a an and are as at be by can could do for from give how i in is it me my of on or please show tell that the them this to us use want was what which with you your der die das und ist im in mit'.split(
		' ',
	),
);

/** For example `count-words`; with four digits of the script's hash where nothing is shared or the name is taken. */
export function nameFor(group: AlikeCalls, script: string, taken: ReadonlySet<string>): string {
	const requests = group.map(({call}) => wordsOf(call.request ?? ''));
	const shared = (requests[0] ?? []).filter(word => requests.every(words => words.includes(word))).slice(0, 3);
	const mark = sha256(script).slice('sha256:'.length, 'sha256:'.length + 4);
	const name = shared.length === 0 ? `${group[0].call.language}-${mark}` : shared.join('-').slice(0, 30).replace(/-+$/, '');
	return taken.has(name) ? `${name}-${mark}` : name;
}

function wordsOf(text: string): readonly string[] {
	const words = text.toLowerCase().match(/[a-z]{3,20}/g) ?? [];
	return [...new Set(words)].filter(word => !stopWords.has(word));
}
