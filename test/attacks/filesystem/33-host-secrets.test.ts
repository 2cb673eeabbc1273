/** Item 33: keys, tokens, profiles and sockets of the user who calls, in his own home. Those in a granted folder: workspace-secrets. */

import {chmodSync} from 'node:fs';
import {createServer} from 'node:net';
import {once} from 'node:events';
import {join} from 'node:path';
import {expect, onTestFinished} from 'vitest';
import {eachIdentity, type Identity} from '../identity.ts';
import {bash, node, type Payload, python} from '../payload.ts';
import {attack, placeFolder, runBare} from '../sandboxed.ts';

const secret = 'canary-home-91c4';
const files = [
	'.aws/credentials',
	'.ssh/id_ed25519',
	'.config/gh/hosts.yml',
	'.config/google-chrome/Default/Login Data',
	'.mozilla/firefox/x.default/logins.json',
	'.kube/config',
	'.docker/config.json',
	'.gnupg/private-keys-v1.d/key',
	'.netrc',
	'.npmrc',
	'.git-credentials',
	'.bash_history',
	'.claude/.credentials.json',
	'.local/share/keyrings/login.keyring',
];
const sockets = [
	'/var/run/docker.sock',
	'/run/docker.sock',
	'/run/containerd/containerd.sock',
	'/run/user/1000/bus',
	'/tmp/.X11-unix/X0',
	'/run/dbus/system_bus_socket',
];

/** A home of this identity with secrets in it, and a socket that counts who calls. */
async function placeHome(identity: Identity) {
	const home = placeFolder(identity, Object.fromEntries(files.map(path => [path, secret])));
	let callers = 0;
	const server = createServer(socket => {
		callers++;
		socket.end(secret);
	}).listen(join(home, 'agent.sock'));
	onTestFinished(() => {
		server.close();
	});
	await once(server, 'listening');
	chmodSync(join(home, 'agent.sock'), 0o666);
	return {home, callers: () => callers};
}

const payloadsFor = (home: string, sockets: readonly string[]): Readonly<Record<string, Payload>> => ({
	Python: python(`
		import os, socket
		seen = []
		for path in [*${JSON.stringify(files)}]:
		    for start in ['${home}', os.path.expanduser('~'), '/root', '/home/user', '/work']:
		        attempt(lambda: open(os.path.join(start, path)).read())
		def ask(path):
		    with socket.socket(socket.AF_UNIX) as caller:
		        caller.connect(path)
		        return caller.recv(99)
		for path in ['${home}/agent.sock', *${JSON.stringify(sockets)}]:
		    attempt(lambda: ask(path))
		    seen += [path] if os.path.exists(path) else []
		print('own home', os.listdir(os.path.expanduser('~')), 'seen', seen)
	`),
	Node: node(`
		import {readdirSync, readFileSync, statSync} from 'node:fs';
		import {connect} from 'node:net';
		import {homedir} from 'node:os';
		const seen = [];
		for (const path of ${JSON.stringify(files)}) {
			for (const start of ['${home}', homedir(), '/root', '/home/user']) {
				await attempt(() => readFileSync(start + '/' + path, 'utf8'));
			}
		}
		for (const path of ['${home}/agent.sock', ...${JSON.stringify(sockets)}]) {
			await attempt(() => new Promise((resolve, reject) => connect(path).once('data', data => resolve(String(data))).once('error', reject)));
			try { statSync(path); seen.push(path); } catch {}
		}
		console.log('own home', readdirSync(homedir()), 'seen', seen);
	`),
	bash: bash(`
		for start in ${home} ~ /root; do (cd "$start" && cat .aws/* .ssh/* .config/*/* .kube/* .docker/* .netrc .npmrc); done
		for path in ${sockets.join(' ')} ${home}/agent.sock; do [ -e "$path" ] && echo gained:; done; cat ${home}/.*/*
		echo "own home [$(ls -A ~)]"
	`),
});

for (const runtime of ['Python', 'Node', 'bash']) {
	eachIdentity(
		`${runtime} finds none of them`,
		async identity => {
			const {home, callers} = await placeHome(identity);
			// Who answers on the machine's own sockets may never speak first: the control calls ours alone.
			const control = payloadsFor(home, [])[runtime] ?? python('');
			expect(await runBare(identity, control)).toContain(secret);
			const payload = payloadsFor(home, sockets)[runtime] ?? python('');
			const before = callers();
			expect(before > 0).toBe(runtime !== 'bash');
			const {stdout} = await attack(identity, payload, {before: ['/usr/bin/env', `HOME=${home}`]});
			expect(stdout).not.toContain(secret);
			expect(stdout).not.toContain('gained');
			expect(stdout).toMatch(identity.backend === 'bwrap' && runtime !== 'bash' ? /own home \[\] seen \[\]/ : /own home \[\]/);
			expect(callers()).toBe(before);
		},
		runtime === 'bash' ? {bwrapOnly: 'it runs no shell'} : {},
	);
}
