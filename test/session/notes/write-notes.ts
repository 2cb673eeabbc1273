/** Writes notes into a folder until it is killed, and says each id on stdout once the note is kept: for tests with several processes. */

import {writeSync} from 'node:fs';
import {openNoteStore} from '../../../source/session/notes/note-store.ts';

const [folder = '', name = '', count = '0'] = process.argv.slice(2);
const store = openNoteStore(folder);
for (let number = 0; number < Number(count); number++) {
	const {id} = store.add({text: `Note ${number} of ${name} about ${'padding '.repeat(40)}`, label: 'user'});
	writeSync(1, `${id}\n`);
}
