/** Item 29: every writable place filled. What is written there is memory of the host. */

import {existsSync, readdirSync, statfsSync} from 'node:fs';
import {expect} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack, attackToDeath} from '../sandboxed.ts';

const mebibyte = 1024 * 1024;
const scratchBytes = 8 * mebibyte;
const limits = {scratchBytes, wallSeconds: 20};
const places = ['/work', '/tmp', '/var/tmp', '/dev/shm', '/run', '/run/lock', '/dev', '/proc', '/workspace', '/skill', '/', '/mnt'];
const bwrapOnly = {bwrapOnly: 'its scratch folder has no size of its own'};

const payloads = {
	Python: python(`
		import os
		written = 0
		for place in ${JSON.stringify(places)}:
		    try:
		        for number in range(64):
		            with open(f'{place}/filler-{number}', 'wb', buffering=0) as file:
		                for block in range(8):
		                    written += file.write(bytes(131072))
		    except OSError as error:
		        print(place, error.strerror, flush=True)
		print('written', written)
	`),
	Node: node(`
		import {appendFileSync} from 'node:fs';
		let written = 0;
		const block = Buffer.alloc(131072);
		for (const place of ${JSON.stringify(places)}) {
			try {
				for (let number = 0; number < 512; number++) {
					appendFileSync(place + '/filler-' + (number >> 3), block);
					written += block.length;
				}
			} catch (error) {
				console.log(place, error.code);
			}
		}
		console.log('written', written);
	`),
	bash: bash(`
		for place in ${places.join(' ')}; do
			for n in {0..63}; do head -c 1048576 /dev/zero > "$place/filler-$n" || break; done
		done
		echo "written $(cat /work/filler-* | wc -c)"
	`),
};

for (const [runtime, payload] of Object.entries(payloads)) {
	eachIdentity(
		`${runtime} fills its scratch folder to the limit and nothing else at all`,
		async identity => {
			const free = existsSync('/dev/shm') ? statfsSync('/dev/shm').bfree : 0;
			const outcome = await attack(identity, payload, {limits});
			const written = Number(/^written (\d+)$/m.exec(outcome.stdout)?.[1]);
			expect(written).toBeGreaterThan(scratchBytes * 0.8);
			expect(written).toBeLessThanOrEqual(scratchBytes);
			expect(readdirSync('/tmp').filter(name => name.startsWith('filler'))).toEqual([]);
			if (free > 0) {
				expect(readdirSync('/dev/shm').filter(name => name.startsWith('filler'))).toEqual([]);
			}
		},
		bwrapOnly,
	);
}

eachIdentity(
	'a script that dies of a full scratch folder is reported so',
	async identity => {
		// It lives on for a moment, so that the meter has seen the full folder.
		const payload = python(`
			import time
			file = open('/work/filler', 'wb', buffering=0)
			try:
			    while True:
			        file.write(bytes(65536))
			except OSError:
			    time.sleep(2)
			    raise
		`);
		expect(await attackToDeath(identity, payload, {limits: {...limits, fileSizeBytes: 64 * mebibyte}})).toMatchObject({ended: 'scratch'});
	},
	bwrapOnly,
);

eachIdentity('a skill uses what it was given, and has it all again after removing it', async identity => {
	const payload = python(`
		import os
		for turn in range(4):
		    open('half', 'wb').write(bytes(${scratchBytes / 2}))
		    os.remove('half')
	`);
	expect(await attack(identity, payload, {limits})).toMatchObject({ended: 'exit', exitCode: 0});
});
