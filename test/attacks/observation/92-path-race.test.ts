/** Item 92: a path that changes between the look and the call. The record may be wrong about it; the sandbox may not. */

import {expect} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {python} from '../payload.ts';
import {observe, placeFolder} from '../sandboxed.ts';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';

/** One thread opens a path while another keeps exchanging its text between one that is granted and one that is not. */
const race = (granted: string, forbidden: string) =>
	python(`
		import ctypes, os, threading, time
		libc = ctypes.CDLL(None, use_errno=True)
		texts = [b'${granted}\\0', b'${forbidden}\\0']
		path = ctypes.create_string_buffer(max(map(len, texts)))
		over = False
		def exchange():
		    while not over:
		        for text in texts:
		            ctypes.memmove(path, text, len(text))
		threads = [threading.Thread(target=exchange) for _ in range(2)]
		for thread in threads: thread.start()
		opened = wrote = 0
		begun = time.monotonic()
		# On a busy machine until some were opened.
		while time.monotonic() - begun < (20 if opened < 50 else 0.7):
		    fd = libc.open(path, os.O_WRONLY | os.O_APPEND)
		    if fd >= 0:
		        opened += 1
		        if os.path.samestat(os.fstat(fd), os.stat('${granted}')) is False:
		            wrote += os.write(fd, b'gained')
		        os.close(fd)
		over = True
		for thread in threads: thread.join()
		print('opened', opened > 0, 'gained', wrote)
	`);

eachIdentity(
	'a path that is exchanged under the eyes of the supervisor opens nothing that was not granted',
	async identity => {
		const workspace = placeFolder(identity, {'out/mine.txt': '', 'data/kept.txt': 'kept'});
		const {attempts} = await observe(identity, race('/workspace/out/mine.txt', '/workspace/data/kept.txt'), {
			workspace,
			policy: {filesystem: {read: ['data'], write: ['out']}},
		});
		expect(readFileSync(join(workspace, 'data', 'kept.txt'), 'utf8')).toBe('kept');
		// Evidence of the attempt, whichever of the two texts was seen at the moment.
		const written = attempts.filter(({kind}) => kind === 'write').map(({target}) => target);
		expect(written).toContain('/workspace/out/mine.txt');
	},
	{bwrapOnly: 'it grants no writing'},
);
