/** Memory that no limit counts: a writable shared mapping of /dev/zero. */

import {expect} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack, attackToDeath} from '../sandboxed.ts';

const mebibyte = 1024 * 1024;

eachIdentity('/dev/zero gives no memory beyond the limit', async identity => {
	const payload = python(`
		import mmap, os
		step = 16 * 1024 * 1024
		kept = []
		def grow(flags, prot):
		    fd = os.open('/dev/zero', flags)
		    while len(kept) * step < 600 * 1024 * 1024:
		        kept.append(mmap.mmap(fd, step, flags=mmap.MAP_SHARED, prot=prot))
		        kept[-1].write(b'x' * step)
		attempt(lambda: grow(os.O_RDWR, mmap.PROT_READ | mmap.PROT_WRITE))
		attempt(lambda: grow(os.O_RDONLY, mmap.PROT_READ | mmap.PROT_WRITE))
		print('mappings', len(kept))
	`);
	const outcome = await attackToDeath(identity, payload, {limits: {memoryBytes: 64 * mebibyte}});
	expect(outcome.usage.maxRssBytes).toBeLessThan(71 * mebibyte);
	expect(outcome.stdout).toContain('mappings 0\n');
});

eachIdentity('a skill reads /dev/zero and /dev/urandom and writes to /dev/null', async identity => {
	const payload = python(`
		open('/dev/null', 'w').write('gone')
		print(open('/dev/zero', 'rb').read(4), len(open('/dev/urandom', 'rb').read(16)))
	`);
	expect((await attack(identity, payload)).stdout).toContain("b'\\x00\\x00\\x00\\x00' 16");
	expect((await attack(identity, bash('head -c 4 /dev/zero | wc -c; echo gone > /dev/null'))).stdout).toContain('4\n');
	expect((await attack(identity, node('console.log(crypto.getRandomValues(new Uint8Array(4)).length)'))).stdout).toContain('4\n');
});
