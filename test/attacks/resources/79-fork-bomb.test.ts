/** The classic, and one that leaves its family; counted on the host. */

import {expect} from 'vitest';
import {mostOf, processesWith, uniqueSeconds, waitFor} from '../host.ts';
import {eachIdentity} from '../identity.ts';
import {bash} from '../payload.ts';
import {attack, givenTime, startSandboxed} from '../sandboxed.ts';

const onlyBwrap = {bwrapOnly: 'it runs no shell'};

const bombs: Readonly<Record<string, (mark: string) => string>> = {
	'doubles itself': mark => `bomb() { sleep ${mark} & bomb | bomb & }; bomb; bomb; sleep 20`,
	'starts shells of its own': mark => `for ((i = 0; i < 200; i++)); do bash -c 'sleep ${mark} & sleep ${mark}' & done; wait`,
	'leaves its session': mark => `for ((i = 0; i < 200; i++)); do (setsid sleep ${mark} &); done; sleep 20`,
};

for (const [name, text] of Object.entries(bombs)) {
	eachIdentity(
		`a shell that ${name} is held to its processes and gone with all of them`,
		async identity => {
			const mark = uniqueSeconds();
			const counted = async (wallSeconds: number) => {
				const limits = {processes: 32, wallSeconds, cpuSeconds: 5};
				const {last} = startSandboxed(identity, bash(text(mark)), {limits, policy: {exec: ['setsid']}});
				const most = await mostOf(mark, last);
				expect(await last).toMatchObject({type: 'outcome'});
				return most;
			};
			const most = await givenTime(1.5, counted, count => count > 3);
			expect(most).toBeGreaterThan(3);
			expect(most).toBeLessThanOrEqual(32);
			await waitFor(() => processesWith(mark).length === 0);
		},
		onlyBwrap,
	);
}

eachIdentity(
	'a shell starts twenty jobs side by side and waits for them',
	async identity => {
		const outcome = await attack(identity, bash('for i in {1..20}; do (sleep 0.1; echo job) & done; wait'));
		expect(outcome.stdout.match(/job/g)).toHaveLength(20);
	},
	onlyBwrap,
);
