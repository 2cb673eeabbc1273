/** Item 12: files and numbers by which a machine and its user are known again. Names and ids of the process itself are item 20 of the twenty. */

import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {networkInterfaces} from 'node:os';
import {join} from 'node:path';
import {expect} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack, runBare} from '../sandboxed.ts';

const dmi = '/sys/class/dmi/id';
const files = [
	'/etc/machine-id',
	'/var/lib/dbus/machine-id',
	'/etc/os-release',
	'/usr/lib/os-release',
	'/etc/debian_version',
	'/etc/hostname',
	'/etc/hosts',
	'/etc/resolv.conf',
	'/etc/passwd',
	'/etc/localtime',
	'/proc/sys/kernel/random/boot_id',
	'/proc/cpuinfo',
	'/proc/uptime',
	'/proc/version',
	'/proc/cmdline',
	'/sys/class/net/lo/address',
	...(existsSync(dmi) ? readdirSync(dmi).map(name => join(dmi, name)) : []),
];
/** Lines of them that stand for this machine alone. */
const marks = files.filter(path => /machine-id|boot_id|os-release|hostname$|product_uuid/.test(path)).flatMap(marksOf);
const macs = Object.values(networkInterfaces())
	.flatMap(list => list ?? [])
	.map(({mac}) => mac)
	.filter(mac => mac !== '00:00:00:00:00:00');

function marksOf(path: string): readonly string[] {
	try {
		return readFileSync(path, 'utf8')
			.split('\n')
			.filter(line => line.length > 8);
	} catch {
		// Not on this machine, or not for us.
		return [];
	}
}

const payloads = {
	Python: python(`
		import fcntl, socket, struct, uuid
		for path in ${JSON.stringify(files)}:
		    attempt(lambda: open(path).read())
		def address():
		    with socket.socket() as sock:
		        return fcntl.ioctl(sock, 0x8927, struct.pack('256s', b'eth0')).hex(':')
		attempt(address)
		print('node', ':'.join(f'{uuid.getnode():012x}'[n:n + 2] for n in range(0, 12, 2)))
	`),
	Node: node(`
		import {readFileSync} from 'node:fs';
		import os from 'node:os';
		for (const path of ${JSON.stringify(files)}) {
			await attempt(() => readFileSync(path, 'utf8'));
		}
		try { console.log(JSON.stringify(os.networkInterfaces())); } catch {}
		console.log(JSON.stringify(os.cpus()));
	`),
	bash: bash(`cat ${files.join(' ')}; ls /etc /sys /var /usr/share; id -un`),
};

for (const [runtime, payload] of Object.entries(payloads)) {
	eachIdentity(
		`${runtime} finds no file that tells which machine this is`,
		async identity => {
			const bare = await runBare(identity, payload);
			expect(marks.length).toBeGreaterThan(0);
			expect(marks.filter(mark => bare.includes(mark))).not.toEqual([]);
			const {stdout, stderr} = await attack(identity, payload);
			expect([...marks, ...macs].filter(mark => (stdout + stderr).includes(mark))).toEqual([]);
			expect(stdout).not.toContain('gained');
		},
		runtime === 'bash' ? {bwrapOnly: 'it runs no shell'} : {},
	);
}

eachIdentity(
	'the user and the machine have names that say nothing',
	async identity => {
		const {stdout} = await attack(identity, bash('id -u; id -g; id -G; hostname; uname -n; echo "$USER $LOGNAME $HOME"'));
		expect(stdout).toContain('65534\n65534\n65534\nsandbox\nsandbox\nsandbox sandbox /work\n');
	},
	{bwrapOnly: 'it runs no shell'},
);

eachIdentity('a skill still makes identifiers and tells the time', async identity => {
	const {stdout} = await attack(identity, python('import uuid, time\nprint(len(str(uuid.uuid4())), time.time() > 1.7e9)'));
	expect(stdout).toContain('36 True');
});
