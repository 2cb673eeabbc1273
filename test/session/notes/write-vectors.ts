/** Gives all notes of a folder vectors, over and over, a few at a time: for tests with several processes. */

import {openNoteStore} from '../../../source/session/notes/note-store.ts';

const [folder = '', rounds = '0'] = process.argv.slice(2);
const {index, list} = openNoteStore(folder);
for (let round = 0; round < Number(rounds); round++) {
	// Another number of dimensions each time, so that there is always something to write.
	const dimensions = 32 + (round % 3);
	for (let waiting = index.unembedded('m', dimensions, 7); waiting.length > 0; waiting = index.unembedded('m', dimensions, 7)) {
		index.keepVectors('m', new Map(waiting.map(({hash}) => [hash, new Float32Array(dimensions).fill(1 / Math.sqrt(dimensions))])));
		list();
	}
}
