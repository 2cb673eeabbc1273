/** Item 28: a file by its handle, past every folder above it (the way out of containers that keep CAP_DAC_READ_SEARCH). */

import {join} from 'node:path';
import {expect} from 'vitest';
import {asRoot, eachIdentity, type Identity} from '../identity.ts';
import {type Payload, python, syscallNumber} from '../payload.ts';
import {attack, placeFolder, runBare} from '../sandboxed.ts';

const secret = 'canary-handle-77e3';

/** Handles of the root of a file system are guessed (inode 2 of ext4, 128 of XFS, 256 of btrfs); that of the secret is taken where it can be. */
function payloadFor(identity: Identity): {readonly payload: Payload; readonly path: string} {
	const path = join(placeFolder(identity, {file: secret}), 'file');
	const payload = python(`
		import ctypes, os, struct
		libc = ctypes.CDLL(None, use_errno=True)
		def call(number, *arguments):
		    result = libc.syscall(number, *arguments)
		    if result < 0:
		        raise OSError(ctypes.get_errno(), 'refused')
		    return result
		def handle_of(path):
		    room = ctypes.create_string_buffer(struct.pack('Ii', 128, 0), 136)
		    mount = ctypes.c_int()
		    call(${syscallNumber('name_to_handle_at')}, -100, path.encode(), room, ctypes.byref(mount), 0)
		    return room.raw
		handles = [struct.pack('IiII', 8, 1, inode, 0) + bytes(120) for inode in (2, 128, 256)]
		for path in ['${path}', '/skill', '/work', '/']:
		    try:
		        handles.append(handle_of(path))
		        print('gained: a handle of', path)
		    except OSError as error:
		        print('refused:', error)
		for base in ['/', '/skill', '/work', '/usr/lib', '/dev']:
		    for handle in handles:
		        attempt(lambda: os.read(call(${syscallNumber('open_by_handle_at')}, os.open(base, os.O_RDONLY), handle, os.O_RDONLY), 99))
		        attempt(lambda: os.listdir(call(${syscallNumber('open_by_handle_at')}, os.open(base, os.O_RDONLY), handle, os.O_RDONLY)))
	`);
	return {payload, path};
}

eachIdentity('no file is named or opened by a handle', async identity => {
	const {payload} = payloadFor(identity);
	const {stdout} = await attack(identity, payload);
	expect(stdout).not.toContain('gained');
	expect(stdout).not.toContain(secret);
});

asRoot(
	"nor in a folder of root's own",
	async identity => {
		const {payload} = payloadFor(identity);
		const {stdout} = await attack(identity, payload, {policy: {filesystem: {write: ['.']}}, workspace: placeFolder(identity)});
		expect(stdout).not.toContain('gained');
	},
	{bwrapOnly: 'it grants no writing'},
);

asRoot('bare, root reads the file so', async identity => {
	const {payload, path} = payloadFor(identity);
	const stdout = await runBare(identity, payload);
	expect(stdout).toContain(`gained: a handle of ${path}`);
	expect(stdout).toContain(secret);
});
