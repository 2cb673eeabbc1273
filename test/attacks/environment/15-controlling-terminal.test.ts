/** Item 15: a caller's controlling terminal, opened again by its name. */

import {chmodSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {eachIdentity, type Identity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack, placeFolder, runBare} from '../sandboxed.ts';
import {inTerminal} from '../terminal.ts';

const words = 'written-by-a-skill';
const names = [
	'/dev/tty',
	'/dev/console',
	'/dev/ptmx',
	'/dev/pts/ptmx',
	'/dev/pts/0',
	'/dev/pts/1',
	'/dev/tty0',
	'/dev/tty1',
	'/dev/vcs',
	'/proc/self/fd/30',
];

/** In the control only the terminal that was made for it: the others are somebody's. */
const payloadsFor = (names: readonly string[]) => ({
	Python: python(`
		import os
		for path in ${JSON.stringify(names)}:
		    attempt(lambda: os.write(os.open(path, os.O_RDWR), b'${words}'))
		attempt(lambda: os.open(os.ctermid(), os.O_RDWR))
		attempt(lambda: os.ttyname(0))
		attempt(lambda: os.openpty())
	`),
	Node: node(`
		import {openSync, writeSync} from 'node:fs';
		for (const path of ${JSON.stringify(names)}) {
			await attempt(() => writeSync(openSync(path, 'r+'), '${words}'));
		}
		await attempt(() => process.stdin.setRawMode(true));
	`),
	bash: bash(`for path in ${names.join(' ')}; do (echo ${words} > "$path") && echo "gained: $path"; done; tty`),
});

function placeTranscript(identity: Identity): string {
	const transcript = join(placeFolder(identity, {transcript: ''}), 'transcript');
	chmodSync(transcript, 0o666);
	return transcript;
}

for (const runtime of ['Python', 'Node', 'bash'] as const) {
	eachIdentity(
		`${runtime} opens no terminal`,
		async identity => {
			const control = placeTranscript(identity);
			await runBare(identity, payloadsFor(['/dev/tty'])[runtime], {before: inTerminal(control)});
			expect(readFileSync(control, 'utf8')).toContain(words);
			const transcript = placeTranscript(identity);
			const {stdout} = await attack(identity, payloadsFor(names)[runtime], {before: inTerminal(transcript)});
			expect(readFileSync(transcript, 'utf8')).not.toContain(words);
			expect(stdout).not.toContain('gained');
		},
		runtime === 'bash' ? {bwrapOnly: 'it runs no shell'} : {},
	);
}

eachIdentity('a skill that asks whether it writes to a terminal is told that it does not', async identity => {
	const {stdout} = await attack(identity, python('print([stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)])'), {
		before: inTerminal(placeTranscript(identity)),
	});
	expect(stdout).toContain('[False, False, False]');
});
