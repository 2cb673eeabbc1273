/**
Item 92: a path that is harmless when it is looked at and another when it is used: text that a second thread rewrites, links
that it swaps. Whatever judges or records a call by the text of its path would fall for it; here nothing does.
*/

import {join} from 'node:path';
import {expect} from 'vitest';
import {syscallTable} from '../../../sandbox/linux/seccomp/syscalls.ts';
import {eachIdentity} from '../identity.ts';
import {node, python, syscallNumber} from '../payload.ts';
import {attack, placeFolder, runBare} from '../sandboxed.ts';

const secret = 'canary-race-91d4';
const arch = process.arch === 'arm64' ? 'arm64' : 'x64';

/**
Opens, while the path goes to and fro between a file of its own and one of the host, and makes a forbidden call with the
same path; until it has read so many different texts.
*/
const racing = (forbidden: string, wanted: number) =>
	python(`
	import ctypes, os, threading, time
	libc = ctypes.CDLL(None, use_errno=True)
	own = os.path.realpath(__file__).encode()
	other = ${JSON.stringify(forbidden)}.encode()
	text = ctypes.create_string_buffer(own, 4096)
	folder = os.environ.get('TMPDIR', '/tmp')
	link = f'{folder}/{nonce}'
	begun = time.monotonic()
	found = set()
	# For half a second, and on a busy machine until it has found what it can find.
	def going():
	    passed = time.monotonic() - begun
	    return passed < 0.5 or (len(found) < ${wanted} and passed < 20)
	def rewrite():
	    while going():
	        ctypes.memmove(text, other + b'\\0', len(other) + 1)
	        ctypes.memmove(text, own + b'\\0', len(own) + 1)
	def relink():
	    while going():
	        for target in (own, other):
	            os.symlink(target, link + '-new')
	            os.rename(link + '-new', link)
	def take(fd):
	    if fd >= 0:
	        found.add(os.read(fd, 99)[:24])
	        os.close(fd)
	def by_text():
	    while going():
	        take(libc.openat(-100, text, os.O_RDONLY))
	        libc.syscall(${syscallNumber('name_to_handle_at')}, -100, text, 0, 0, 0)
	def by_link():
	    while going():
	        try:
	            take(os.open(link, os.O_RDONLY))
	        except OSError:
	            pass
	threads = [threading.Thread(target=work) for work in (rewrite, relink, by_text, by_link)]
	[thread.start() for thread in threads]
	[thread.join() for thread in threads]
	os.remove(link)
	print('found', sorted(found))
`);

eachIdentity('a path that changes under the call leads nowhere, and no record repeats it', async identity => {
	const file = join(placeFolder(identity, {file: secret}), 'file');
	// The control reaches both files by the same text.
	expect(await runBare(identity, racing(file, 2))).toContain(secret);
	const outcome = await attack(identity, racing(file, 1));
	expect(outcome.stdout).toContain("b'import sys");
	expect(outcome.stdout).not.toContain(secret);
	// What was denied is known by its number alone, which no other thread can change.
	expect(outcome.denied.map(({kind, target}) => [kind, target])).toEqual([['file', 'name_to_handle_at']]);
	expect(syscallTable(arch).numbers.has(outcome.denied[0]?.target ?? '')).toBe(true);
});

eachIdentity('a skill that renames its files while it reads them reads its files', async identity => {
	const {stdout} = await attack(
		identity,
		node(`
			import {readFile, rename, writeFile} from 'node:fs/promises';
			const path = process.env.TMPDIR + '/kept';
			await writeFile(path, 'kept');
			const words = await Promise.all([1, 2, 3, 4].map(async number => {
				await writeFile(path + number, 'kept');
				await rename(path + number, path);
				return readFile(path, 'utf8');
			}));
			console.log(words.join(' '));
		`),
	);
	expect(stdout).toContain('kept kept kept kept');
});
