/** Item 19: secrets of the caller's environment. Every runner of these tests has one planted. */

import {expect} from 'vitest';
import {eachIdentity} from './identity.ts';
import {bash, node, python} from './payload.ts';
import {attack, plantedSecret, runBare} from './sandboxed.ts';
import {readEnvironment} from './the-twenty.ts';

eachIdentity('Python learns no variable of the caller', async identity => {
	const payload = readEnvironment();
	expect(await runBare(identity, payload)).toContain(plantedSecret);
	const {stdout, stderr} = await attack(identity, payload);
	expect(stdout + stderr).not.toContain(plantedSecret);
	expect(stdout).not.toContain('SKILLLITE_HOME');
});

eachIdentity('Node learns no variable of the caller', async identity => {
	const payload = node(`
		import {readFileSync} from 'node:fs';
		await attempt(() => JSON.stringify(process.env));
		await attempt(() => JSON.stringify(process.report.getReport()));
		for (const pid of ['self', 1, 2, process.pid, process.ppid]) {
			await attempt(() => readFileSync('/proc/' + pid + '/environ', 'latin1'));
		}
	`);
	expect(await runBare(identity, payload)).toContain(plantedSecret);
	expect((await attack(identity, payload)).stdout).not.toContain(plantedSecret);
});

eachIdentity('a shell learns no variable of the caller', async identity => {
	const payload = bash('set; env; export -p; cat /proc/*/environ');
	expect(await runBare(identity, payload)).toContain(plantedSecret);
	expect((await attack(identity, payload)).stdout).not.toContain(plantedSecret);
});

eachIdentity('a granted variable arrives, in every runtime', async identity => {
	const environment = {WEATHER_KEY: 'granted value'};
	const outcomes = [
		await attack(identity, python("import os\nprint(os.environ['WEATHER_KEY'])"), {environment}),
		await attack(identity, node('console.log(process.env.WEATHER_KEY)'), {environment}),
		await attack(identity, bash('echo "$WEATHER_KEY"'), {environment}),
	];
	for (const {stdout} of outcomes) {
		expect(stdout).toContain('granted value');
	}
});
