/** Item 46: the kernel's other doors on x86-64, where the same numbers mean other calls: 32-bit by interrupt, and x32. */

import {copyFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {processesWith} from '../host.ts';
import {eachIdentity, type Identity} from '../identity.ts';
import {bash, node, type Payload, python} from '../payload.ts';
import {attack, attackToDeath, placeSkill, type RunOptions, runBare} from '../sandboxed.ts';
import {compile, noCompiler} from './calls.ts';

const missing = process.arch === 'x64' ? undefined : 'this processor has no such doors';

/** mov eax, number; the door; ret. 20 is getpid for 32 bits; 0x40000027 is getpid of x32. */
const doors = {
	'the interrupt of 32-bit programs': 'b814000000cd80c3',
	'an x32 number': 'b8270000400f05c3',
	'the highest x32 number': 'b8ffffff7f0f05c3',
} as const;

/** Machine code in a page that may be run; `late` in a second thread, while the first one sleeps. */
const entering = (code: string, late = false): Payload =>
	python(`
	import ctypes, mmap, threading, time
	page = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=7)
	page.write(bytes.fromhex('${code}'))
	enter = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
	print('at the door', flush=True)
	${late ? 'threading.Thread(target=enter).start(); time.sleep(5)' : "print('came back with', enter(), flush=True)"}
`);

async function expectKilled(identity: Identity, payload: Payload, options: RunOptions = {}): Promise<void> {
	const outcome = await attackToDeath(identity, payload, options);
	expect(outcome.stdout).toContain('at the door');
	expect(outcome.stdout).not.toContain('came back');
	expect(outcome).toMatchObject({signal: 'SIGSYS', exitCode: null, ended: 'policy'});
	const [nonce = ''] = outcome.stdout.split('\n');
	expect(processesWith(nonce)).toEqual([]);
}

for (const [door, code] of Object.entries(doors)) {
	eachIdentity(`${door} is the end of a run`, identity => expectKilled(identity, entering(code)), {missing});
}

eachIdentity(
	'a thread that goes through a door takes all others with it',
	identity => expectKilled(identity, entering(doors['the interrupt of 32-bit programs'], true)),
	{missing},
);

eachIdentity(
	'a door inside a library ends Node',
	async identity => {
		const inNode = node(`
			console.log('at the door');
			await attempt(() => process.dlopen({exports: {}}, import.meta.dirname + '/door.so'));
			console.log('came back');
		`);
		await expectKilled(identity, inNode, {skill: withDoor(inNode)});
	},
	{missing: missing ?? noCompiler},
);

eachIdentity(
	'in a shell it ends the process that goes through it',
	async identity => {
		const payload = bash(`
			(echo 'at the door'; enable -f "\${0%/*}/door.so" nothing; echo 'came back')
			echo "ended with $?"
		`);
		const {stdout} = await attack(identity, payload, {skill: withDoor(payload)});
		// 128 and SIGSYS.
		expect(stdout).toContain('at the door\nended with 159\n');
	},
	{missing: missing ?? noCompiler, bwrapOnly: 'it runs no shell'},
);

function withDoor(payload: Payload): string {
	const skill = placeSkill(payload);
	copyFileSync(compile('door.c'), join(skill, 'door.so'));
	return skill;
}

eachIdentity(
	'bare, code comes back from a door',
	async identity => {
		// A kernel without these calls answers with an error, one with them with a number; nothing is killed.
		expect(await runBare(identity, entering(doors['an x32 number']))).toContain('came back with');
	},
	{bwrapOnly: 'it needs no sandbox', missing},
);

eachIdentity(
	'machine code of a skill that uses the one door runs',
	async identity => {
		// mov eax, 39 (getpid); syscall; ret
		expect((await attack(identity, entering('b8270000000f05c3'))).stdout).toMatch(/came back with [1-9]/);
	},
	{missing},
);
