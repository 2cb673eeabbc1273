/** Item 54: capabilities, as the host's kernel has them for the process of a run. */

import {expect} from 'vitest';
import {processesWith, startCanary} from '../host.ts';
import {asRoot, eachIdentity, type Identity} from '../identity.ts';
import {bash, node, type Payload, python} from '../payload.ts';
import {attackToDeath, placeFolder, type RunOptions, startSandboxed} from '../sandboxed.ts';
import {look} from './inside.ts';

const none = '0000000000000000';
const sets = ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'];

/** Each stays long enough to be looked at. */
const waiting: Readonly<Record<string, Payload>> = {
	Python: python("import time\nprint('here', flush=True)\ntime.sleep(20)"),
	Node: node("console.log('here');\nawait new Promise(done => setTimeout(done, 20_000));"),
	bash: bash('echo here; sleep 20 & sleep 20; (sleep 20)'),
};

async function capabilitiesOf(
	identity: Identity,
	payload: Payload,
	options: RunOptions = {},
): Promise<readonly Readonly<Record<string, string>>[]> {
	const run = startSandboxed(identity, payload, options);
	await run.sees('here');
	const found = processesWith(run.nonce).map(pid => look(pid).status);
	run.abort();
	await run.last;
	expect(found.length).toBeGreaterThan(0);
	return found;
}

for (const [runtime, payload] of Object.entries(waiting)) {
	eachIdentity(
		`${runtime} has no capability, and no set to take one from`,
		async identity => {
			for (const status of await capabilitiesOf(identity, payload)) {
				// Only who has them may give up the bounding set; without namespaces an ordinary user has not, and no_new_privs is what makes it void.
				const bounded = identity.backend === 'bwrap' ? sets : sets.filter(name => name !== 'CapBnd');
				expect(bounded.map(name => status[name])).toEqual(bounded.map(() => none));
				expect(status.NoNewPrivs).toBe('1');
			}
		},
		runtime === 'bash' ? {bwrapOnly: 'it runs no shell'} : {},
	);
}

asRoot(
	"nor in a folder of root's own, where the run is root for the kernel",
	async identity => {
		const options = {policy: {filesystem: {write: ['.']}}, workspace: placeFolder(identity)};
		for (const payload of [waiting.Python, waiting.Node]) {
			for (const status of payload === undefined ? [] : await capabilitiesOf(identity, payload, options)) {
				expect(status.Uid).toBe('0\t0\t0\t0');
				expect(sets.map(name => status[name])).toEqual(sets.map(() => none));
			}
		}
	},
	{bwrapOnly: 'it grants no writing'},
);

asRoot(
	'bare, the look sees what a process of root has',
	async () => {
		const {status} = look((await startCanary(0)).pid);
		expect([status.CapEff, status.CapBnd]).not.toContain(none);
	},
	{bwrapOnly: 'it needs no sandbox'},
);

eachIdentity('a skill is told that it has none, and goes on', async identity => {
	const {stdout} = await attackToDeath(
		identity,
		python(`
			import ctypes
			libc = ctypes.CDLL(None)
			room = (ctypes.c_uint32 * 6)()
			print('capget', libc.capget((ctypes.c_uint32 * 2)(0x20080522, 0), room), list(room)[:2])
			print('bounding', [number for number in range(41) if libc.prctl(23, number, 0, 0, 0) == 1] == [])
		`),
	);
	expect(stdout).toContain('capget 0 [0, 0]');
	expect(stdout).toContain(`bounding ${identity.backend === 'bwrap' ? 'True' : ''}`);
});
