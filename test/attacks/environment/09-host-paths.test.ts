/** Item 9: where on the host things are: command lines, mount tables and what the kernel tells of a mount. */

import {expect, inject} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {bash, node, python, syscallNumber} from '../payload.ts';
import {attack, placeFolder, runBare} from '../sandboxed.ts';

const entries = ['cmdline', 'mountinfo', 'mounts', 'mountstats', 'maps', 'status', 'cgroup'];
const paths = JSON.stringify(['1', '2', 'self'].flatMap(pid => entries.map(entry => `/proc/${pid}/${entry}`)));
/** Asked by number: they came after the table, and tell of each mount what folder of its file system it is. */
const [statmount, listmount] = [457, 458];

const payloads = {
	Python: python(`
		import ctypes, os, struct, sys
		libc = ctypes.CDLL(None, use_errno=True)
		for path in ${paths}:
		    attempt(lambda: open(path, 'rb').read())
		for path in ['/proc/1/exe', '/proc/self/exe', '/proc/self/cwd', '/proc/self/fd/0', '/proc/self/fd/1023']:
		    attempt(lambda: os.readlink(path))
		def tell(number, *arguments):
		    if libc.syscall(number, *arguments) < 0:
		        raise OSError(ctypes.get_errno(), 'refused')
		    return arguments[1].raw
		room = ctypes.create_string_buffer(8192)
		attempt(lambda: tell(${listmount}, struct.pack('IIQQQ', 32, 0, 2**64 - 1, 0, 0), room, 100, 0))
		for number in struct.unpack('1024Q', room.raw)[:100]:
		    if number:
		        attempt(lambda: tell(${statmount}, struct.pack('IIQQQ', 32, 0, number, 0x1f, 0), ctypes.create_string_buffer(4096), 4096, 0))
		attempt(lambda: tell(${syscallNumber('name_to_handle_at')}, -100, b'/skill', ctypes.create_string_buffer(256), 0))
		print('own:', sys.argv[0], sys.executable, sys.path, os.getcwd(), os.path.realpath('/skill/main.py'), __file__)
	`),
	Node: node(`
		import {readFileSync, readlinkSync} from 'node:fs';
		for (const path of ${paths}) {
			await attempt(() => readFileSync(path, 'latin1'));
		}
		for (const path of ['/proc/1/exe', '/proc/self/exe', '/proc/self/cwd', '/proc/self/fd/0', '/proc/self/fd/1023']) {
			await attempt(() => readlinkSync(path));
		}
		console.log('own:', process.argv, process.execPath, process.cwd(), import.meta.url, new Error('here').stack);
	`),
	bash: bash(
		'cat /proc/{1,self}/{cmdline,mountinfo,mounts,maps}; df; df -h /skill /workspace; pwd -P; echo "own: $0 $BASH $BASH_SOURCE"; realpath /skill',
	),
};

for (const [runtime, payload] of Object.entries(payloads)) {
	eachIdentity(
		`${runtime} does not learn where its files are on the host`,
		async identity => {
			const {folder} = inject('world');
			expect(await runBare(identity, payload)).toContain(folder);
			const workspace = placeFolder({uid: identity.sandboxUid, gid: identity.sandboxUid}, {'data/x': ''});
			const policy = {filesystem: {read: ['data'], write: ['out']}};
			const {stdout, stderr} = await attack(identity, payload, {policy, workspace});
			expect(stdout + stderr).not.toContain(folder.slice(folder.lastIndexOf('/') + 1));
			expect(stdout + stderr).not.toContain(identity.home);
			expect(stdout).not.toContain('gained');
			expect(stdout).toContain('own: ');
		},
		{bwrapOnly: 'it has no file tree of its own, so paths are those of the host'},
	);
}
