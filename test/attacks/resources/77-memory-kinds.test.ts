/** Memory under every name that a runtime has for it; the kernel's own count on the host decides. Private, shared and file mappings and stacks are in 13-memory-bomb. */

import {expect} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {node, python, syscallNumber} from '../payload.ts';
import {attack, attackToDeath} from '../sandboxed.ts';

const mebibyte = 1024 * 1024;
const limits = {memoryBytes: 128 * mebibyte, scratchBytes: 32 * mebibyte, wallSeconds: 100};
/** The limit, a tenth, and what of the interpreter's files is mapped and nobody else's. */
const mostPython = 150 * mebibyte;
/** Without a control group Node can grow between two looks of the meter; with one it has scratch's share beside its own. */
const mostNode = (cgroup: unknown) => (cgroup === false ? 512 : 128 * 1.1 + 32 + 40) * mebibyte;

const pythonKinds: Readonly<Record<string, string>> = {
	calloc: `
		libc.calloc.restype = ctypes.c_void_p
		while taken < 600 and (block := libc.calloc(8, 1 << 20)):
		    ctypes.memset(block, 120, 8 << 20)
		    taken += 8
	`,
	'brk, call by call': `
		libc.sbrk.restype = ctypes.c_void_p
		while taken < 600 and (block := libc.sbrk(8 << 20)) not in (None, ctypes.c_void_p(-1).value):
		    ctypes.memset(block, 120, 8 << 20)
		    taken += 8
	`,
	'a file in memory that has no name': `
		fd = libc.syscall(${syscallNumber('memfd_create')}, b'x', 0)
		while fd >= 0 and taken < 600:
		    taken += os.write(fd, b'x' * (8 << 20)) >> 20
	`,
	'files in scratch, read back into memory': `
		while taken < 600:
		    name = f'{os.environ["TMPDIR"]}/{taken}'
		    with open(name, 'wb') as file:
		        file.write(b'x' * (8 << 20))
		    kept.append(open(name, 'rb').read())
		    taken += 8
	`,
	'pipes that nobody reads': `
		while taken < 600:
		    ends = os.pipe()
		    kept.append(ends)
		    os.set_blocking(ends[1], False)
		    os.write(ends[1], b'x' * (1 << 20))
		    taken += 1 / 16
	`,
};

for (const [name, body] of Object.entries(pythonKinds)) {
	eachIdentity(`Python stays below its memory with ${name}`, async identity => {
		const payload = python(`
			import ctypes, os
			libc = ctypes.CDLL(None, use_errno=True)
			taken, kept = 0, []
			try:${body.replaceAll('\n\t\t', '\n\t\t\t    ')}
			except (MemoryError, OSError) as error:
			    print('stopped', type(error).__name__, flush=True)
			print('took', taken, flush=True)
		`);
		const outcome = await attackToDeath(identity, payload, {limits});
		expect(Number(/took (\d+)/.exec(outcome.stdout)?.[1] ?? 0)).toBeLessThan(200);
		expect(outcome.usage.maxRssBytes).toBeLessThan(mostPython);
		expect(outcome.ended).not.toBe('wall');
	});
}

const nodeKinds: Readonly<Record<string, string>> = {
	strings: "kept.push(('x' + kept.length).repeat(4 << 20).toUpperCase())",
	'array buffers': 'kept.push(new Uint8Array(new ArrayBuffer(8 << 20)).fill(1))',
	'shared array buffers': 'kept.push(new Uint8Array(new SharedArrayBuffer(8 << 20)).fill(1))',
	'a WebAssembly memory that grows': 'memory.grow(128); new Uint8Array(memory.buffer).fill(1)',
};

for (const [name, grow] of Object.entries(nodeKinds)) {
	eachIdentity(`Node stays below its memory with ${name}`, async identity => {
		const payload = node(`
			const kept = [];
			const memory = new WebAssembly.Memory({initial: 1, maximum: 32768});
			for (let step = 0; step < 75; step++) {
				${grow};
			}
		`);
		const outcome = await attackToDeath(identity, payload, {limits});
		expect(outcome.ended).toBe('memory');
		expect(outcome.stdout).not.toContain('done');
		expect(outcome.usage.maxRssBytes).toBeLessThan(mostNode(outcome.layers.cgroup));
	});
}

eachIdentity('a skill that meets its limit, gives back and goes on, ends well', async identity => {
	const payload = python(`
		kept = []
		try:
		    while True:
		        kept.append(bytearray(b'x') * (8 << 20))
		except MemoryError:
		    kept.clear()
		print('went on')
	`);
	const outcome = await attack(identity, payload, {limits});
	expect(outcome).toMatchObject({ended: 'exit', exitCode: 0});
	expect(outcome.stdout).toContain('went on');
});
