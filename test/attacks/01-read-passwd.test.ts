/** Item 1: the list of the host's users. */

import {readFileSync} from 'node:fs';
import {expect} from 'vitest';
import {eachIdentity} from './identity.ts';
import {bash, node, python} from './payload.ts';
import {attack, runBare} from './sandboxed.ts';
import {passwdSpellings, readPasswd} from './the-twenty.ts';

const hostLines = readFileSync('/etc/passwd', 'utf8')
	.split('\n')
	.filter(line => line.length > 10);

function leaked(stdout: string): readonly string[] {
	return hostLines.filter(line => stdout.includes(line));
}

eachIdentity('Python reads no line of /etc/passwd', async identity => {
	const payload = readPasswd();
	expect(leaked(await runBare(identity, payload))).toEqual(hostLines);
	expect(leaked((await attack(identity, payload)).stdout)).toEqual([]);
});

eachIdentity('Node reads no line of /etc/passwd', async identity => {
	const payload = node(`
		import {readFileSync} from 'node:fs';
		for (const path of ${passwdSpellings}) {
			await attempt(() => readFileSync(path, 'utf8'));
		}
	`);
	expect(leaked(await runBare(identity, payload))).toEqual(hostLines);
	expect(leaked((await attack(identity, payload)).stdout)).toEqual([]);
});

eachIdentity('a shell reads no line of /etc/passwd', async identity => {
	const payload = bash(`
		cat /etc/passwd /proc/1/root/etc/passwd /proc/self/root/etc/passwd
		while read -r line; do echo "$line"; done < /etc/passwd
		getent passwd
	`);
	expect(leaked(await runBare(identity, payload))).toEqual(hostLines);
	expect(leaked((await attack(identity, payload)).stdout)).toEqual([]);
});

eachIdentity('a skill reads its own file of that name', async identity => {
	const {stdout} = await attack(identity, python("print(open(__file__.replace('main.py', 'etc/passwd')).read())"), {
		files: {'etc/passwd': 'mine:x:1:'},
	});
	expect(stdout).toContain('mine:x:1:');
});
