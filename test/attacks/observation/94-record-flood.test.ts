/** Item 94, for records: a skill that makes more different calls than anybody could read. */

import {expect} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {python} from '../payload.ts';
import {attackToDeath, observe} from '../sandboxed.ts';

eachIdentity('a flood of different paths fills the record to its bound, and the rest is counted', async identity => {
	const observation = await observe(
		identity,
		python(`
			import os
			for index in range(12000):
			    os.access('/nowhere/' + str(index), 0)
		`),
	);
	expect(observation.attempts.length).toBeLessThanOrEqual(8192);
	expect(observation.attempts.length).toBeGreaterThan(7000);
	expect(observation.lost).toBeGreaterThan(3000);
});

eachIdentity('a flood of long paths is bounded by its bytes', async identity => {
	const observation = await observe(
		identity,
		python(`
			import os
			for index in range(4000):
			    os.access('/nowhere/' + str(index) + ('/' + '\\x01' * 250) * 4, 0)
		`),
	);
	expect(JSON.stringify(observation).length).toBeLessThan(8 * 1024 * 1024);
	expect(observation.lost).toBeGreaterThan(1000);
});

eachIdentity('the same call over and over is one record, and a flood of calls does not hold up the clock', async identity => {
	const outcome = await attackToDeath(
		identity,
		python(`
			import os
			while True:
			    os.access('/nowhere', 0)
		`),
		{observed: true, limits: {wallSeconds: 1}},
	);
	expect(outcome.ended).toBe('wall');
	expect(outcome.usage.wallMs).toBeLessThan(30_000);
});
