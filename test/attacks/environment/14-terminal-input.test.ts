/** Items 14 and 15 need a caller with a terminal. This one: keys that a run would put into the caller's terminal, for the shell to read. */

import {chmodSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {asRoot, eachIdentity, type Identity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack, placeFolder, runBare} from '../sandboxed.ts';
import {inTerminal} from '../terminal.ts';

const keys = 'echo typed-by-a-skill';

/** TIOCSTI on every descriptor that might be a terminal, TIOCLINUX (paste, on a console) and a change of the terminal's settings. */
const payloadFor = (terminals: readonly string[]) =>
	python(`
	import fcntl, os, struct, termios
	def type_on(fd):
	    for key in '${keys}\\n':
	        fcntl.ioctl(fd, termios.TIOCSTI, key.encode())
	    return 'typed'
	descriptors = [0, 1, 2, *range(3, 64)]
	for path in ${JSON.stringify(terminals)}:
	    try:
	        descriptors.append(os.open(path, os.O_RDWR))
	    except OSError:
	        pass
	for fd in descriptors:
	    for action in [
	        lambda: type_on(fd),
	        lambda: fcntl.ioctl(fd, 0x541c, bytearray([3]) + bytes(63)) == 0 and 'pasted',
	        lambda: termios.tcsetattr(fd, termios.TCSANOW, termios.tcgetattr(fd)) is None and 'set',
	        lambda: fcntl.ioctl(fd, termios.TIOCSCTTY, 1) == 0 and 'taken',
	        lambda: fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', 1, 1, 0, 0)) is not None and 'resized',
	    ]:
	        try:
	            print('gained:', fd, action())
	        except (OSError, termios.error):
	            pass
`);

function placeTranscript(identity: Identity) {
	const transcript = join(placeFolder(identity, {transcript: ''}), 'transcript');
	chmodSync(transcript, 0o666);
	return {transcript, typed: () => readFileSync(transcript, 'utf8').includes(keys)};
}

eachIdentity('no run types into the terminal of its caller', async identity => {
	const {transcript, typed} = placeTranscript(identity);
	const {stdout} = await attack(
		identity,
		payloadFor(['/dev/tty', '/dev/pts/0', '/dev/pts/1', '/dev/console', '/dev/tty0', '/proc/self/fd/30']),
		{before: inTerminal(transcript)},
	);
	expect(stdout).not.toContain('gained');
	expect(typed()).toBe(false);
});

// Root may do so on every kernel; newer ones keep it from users unless dev.tty.legacy_tiocsti is set.
asRoot('bare, the same script types there', async identity => {
	const {transcript, typed} = placeTranscript(identity);
	// The others are somebody's.
	await runBare(identity, payloadFor(['/dev/tty']), {before: inTerminal(transcript)});
	expect(typed()).toBe(true);
});

eachIdentity(
	'the terminal of the caller goes on as it was, and the run has its three streams',
	async identity => {
		const {transcript} = placeTranscript(identity);
		for (const honest of [
			python("print('out', sys.stdin.read())"),
			node("console.log('out', (await process.stdin.toArray()).join(''))"),
			bash('echo "out $(cat)"'),
		]) {
			const {stdout} = await attack(identity, honest, {before: inTerminal(transcript), stdin: 'in'});
			expect(stdout).toContain('out in');
		}
	},
	{bwrapOnly: 'it runs no shell'},
);
