/** A slot runs the jobs of its own skill and policy, and no others. */

import {randomBytes} from 'node:crypto';
import {expect, onTestFinished, test} from 'vitest';
import {sandboxCapabilities} from '../../../sandbox/linux/probe.ts';
import {runWith} from '../../../sandbox/run.ts';
import {startSlot} from '../../../sandbox/warm/slot.ts';
import {slotKey} from '../../../sandbox/warm/slot-key.ts';
import {jobOf, useOneHome} from '../../sandbox/run/jobs.ts';
import {eachIdentity} from '../identity.ts';
import {node, type Payload, python} from '../payload.ts';
import {attackPool, needsBubblewrap} from './pooled.ts';

useOneHome();

/** Read every file there is, and the environment. */
const readers: Readonly<Record<string, Payload>> = {
	python: python(`
		import os
		print(dict(os.environ))
		for top in ['/skill', '/work', '/run', '/mnt', '/media', '/srv']:
		    for folder, _, names in os.walk(top):
		        for name in names:
		            attempt(lambda: open(os.path.join(folder, name)).read())
	`),
	node: node(`
		import fs from 'node:fs';
		console.log(process.env);
		for (const top of ['/skill', '/work', '/run', '/mnt', '/media', '/srv']) {
			const names = await fs.promises.readdir(top, {recursive: true}).catch(() => []);
			for (const name of names) await attempt(() => fs.readFileSync(top + '/' + name, 'utf8'));
		}
	`),
};

for (const [name, reader] of Object.entries(readers)) {
	eachIdentity(
		`${name} beside an idle slot of another skill sees its own files alone`,
		async identity => {
			const [ofFirst, ofSecond] = [randomBytes(12).toString('hex'), randomBytes(12).toString('hex')];
			const outcomes = await attackPool(identity, [
				[reader, {files: {'data.txt': ofFirst}}],
				[reader, {files: {'data.txt': ofSecond}}],
			]);
			expect(outcomes.map(({stdout}) => [stdout.includes(ofFirst), stdout.includes(ofSecond)])).toEqual([
				[true, false],
				[false, true],
			]);
		},
		needsBubblewrap,
	);

	eachIdentity(
		`${name} without a granted variable does not get the slot of a job with it`,
		async identity => {
			const token = randomBytes(12).toString('hex');
			const policy = {env: ['TOKEN']};
			const outcomes = await attackPool(identity, [
				[reader, {policy, environment: {TOKEN: token}}],
				[reader, {policy}],
				[reader, {}],
			]);
			expect(outcomes.map(({stdout}) => stdout.includes(token))).toEqual([true, false, false]);
		},
		needsBubblewrap,
	);
}

test.skipIf(process.platform !== 'linux')('a slot refuses the job of another skill, and a second job of its own', async () => {
	const own = jobOf('python', "print('own')");
	const other = jobOf('python', "print('other')");
	const [key, otherKey] = [slotKey(own), slotKey(other)];
	if (key === undefined || otherKey === undefined) {
		throw new Error('These jobs can wait.');
	}

	const slot = startSlot(key, own, await sandboxCapabilities(runWith), 60_000);
	onTestFinished(slot.discard);
	await slot.ready;
	const printed: string[] = [];
	const hooks = {onBegin: () => printed.push('begun'), onOutput: (_stream: string, text: string) => printed.push(text)};
	await expect(slot.run(otherKey, other, '', hooks)).rejects.toMatchObject({code: 'sandbox-setup'});
	expect(printed).toEqual([]);
	expect(await slot.run(key, own, '', hooks)).toMatchObject({stdout: 'own\n'});
	await expect(slot.run(key, own, '', hooks)).rejects.toMatchObject({code: 'sandbox-setup'});
	expect(printed).toEqual(['begun', 'own\n']);
});
