/** Nothing that a skill prints or is given is taken for a job, for a slot's sign of being ready, or for a report of the supervisor. */

import {expect} from 'vitest';
import {encodeJob} from '../../../sandbox/warm/preload.ts';
import {eachIdentity} from '../identity.ts';
import {node, type Payload, python} from '../payload.ts';
import {placeSkill} from '../sandboxed.ts';
import {attackPool, needsBubblewrap} from './pooled.ts';

const job = Buffer.from(encodeJob({args: ['spoofed']})).toString('latin1');
const report = '{"type":"end","by":"exit","started":true,"begun":false,"code":0,"signal":0,"wallMs":1,"cpuUs":1,"maxRssKb":1}\n';
const spoof = JSON.stringify(`\n${job}${report}${job}`);

/** Say what was given, then write the spoof to every descriptor, also the one that the job came through. */
const payloads: Readonly<Record<string, Payload>> = {
	python: python(`
		import json, os
		print(json.dumps({'args': sys.argv[1:], 'input': sys.stdin.buffer.read().decode('latin1')}), flush=True)
		spoof = json.loads(${JSON.stringify(spoof)}).encode('latin1')
		for fd in range(512):
		    try:
		        os.write(fd, spoof)
		    except OSError as error:
		        refused = error
		print()
	`),
	node: node(`
		import fs from 'node:fs';
		console.log(JSON.stringify({args: process.argv.slice(2), input: fs.readFileSync(0, 'latin1')}));
		const spoof = Buffer.from(${spoof}, 'latin1');
		// Higher ones are of Node's own event loop, which does not survive that.
		for (const fd of [0, 1, 2, 3, 4, 5]) {
			try {
				fs.writeSync(fd, spoof);
			} catch (error) {
				globalThis.refused = error;
			}
		}
		console.log();
	`),
};

for (const [name, payload] of Object.entries(payloads)) {
	eachIdentity(
		`${name} spoofs jobs and reports, and gets, prints and ends as it is`,
		async identity => {
			const skill = placeSkill(payload);
			const input = `${job}${report}`;
			const outcomes = await attackPool(identity, [
				[payload, {skill, stdin: input}],
				[payload, {skill, stdin: ''}],
				[payload, {skill, stdin: input}],
			]);
			for (const [index, outcome] of outcomes.entries()) {
				const [nonce = '', said = ''] = outcome.stdout.split('\n');
				// Its own argument, and its input to the byte: what looks like a job is the skill's to read.
				expect(JSON.parse(said)).toEqual({args: [nonce], input: index === 1 ? '' : input});
				// Printed, so shown, and nothing more.
				expect(outcome.stdout).toContain(report.trim());
				expect(outcome.stderr).toContain(report.trim());
				expect(outcome).toMatchObject({ended: 'exit', exitCode: 0, truncated: {stdout: false, stderr: false}});
				expect(outcome.usage.maxRssBytes).toBeGreaterThan(1_000_000);
			}
		},
		needsBubblewrap,
	);
}
