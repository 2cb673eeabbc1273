/** The programs of observed runs: exactly as strict as those of any other run, by the simulator. */

import {expect, test} from 'vitest';
import {syscallTable} from '../../../../sandbox/linux/seccomp/syscalls.ts';
import {profileOf} from '../../../../sandbox/linux/seccomp/profiles.ts';
import {observedCalls} from '../../../../sandbox/linux/seccomp/observed.ts';
import {answerToNumber, architectures, label, networks, observedOptions, runtimes} from './calls.ts';

/** Arguments that rules tell apart, alone and together: creating with and without set-ID bits, clone flags, families, addresses, high halves. */
const values = [
	0n,
	1n,
	2n,
	10n,
	17n,
	0o6755n,
	0o644n,
	0x40n,
	0x40_0040n,
	0x41n,
	0x1000n,
	1023n,
	0x3d_0f00n,
	0x1000_0000n,
	0xdead_beef_0000_0000n,
];
const vectors = values
	.flatMap(first => values.map(second => [first, second, first, second, second, first] as const))
	.concat(
		values.flatMap(first => values.map(second => [first, first, second, first, first, second] as const)),
		values.flatMap(first => values.map(second => [first, second, second, first, 0n, 0n] as const)),
	);

test('an observed run is allowed what any run is, and denied what any run is, whatever the arguments', () => {
	for (const options of observedOptions) {
		const {passing: _passing, ...strict} = options;
		const {passing} = observedCalls(options.runtime, options.network, options.arch);
		const numberOf = (name: string) => syscallTable(options.arch).numbers.get(name) ?? -1;
		const asked = [...passing].map(numberOf);
		const ruled = new Set(Object.keys(profileOf(options.runtime, options.network).rules).map(numberOf));
		for (const number of [...syscallTable(options.arch).numbers.values(), 340, 462, 0x4000_0000]) {
			// Without a rule the arguments are not looked at.
			for (const args of ruled.has(number) ? vectors : vectors.slice(0, 2)) {
				const before = answerToNumber(strict, number, args);
				const now = answerToNumber(options, number, args);
				// The supervisor lets a call go on by its number alone: so of such a number it may be asked about nothing else.
				const expected = asked.includes(number) ? {allow: 'notify', notify: 'errno 1'}[before] : before;
				if (now !== (expected ?? before)) {
					expect.fail(`${label(options)}: call ${number} of ${args.join(' ')} was ${before} and is ${now}`);
				}
			}
		}
	}
});

test('a rehearsal may make processes, and nothing else that an observed run may not', () => {
	for (const options of observedOptions.filter(({runtime}) => runtime !== 'bash')) {
		const {passing, mayFork} = observedCalls(options.runtime, options.network, options.arch, true);
		const rehearsal = {...options, passing, mayFork};
		const {numbers} = syscallTable(options.arch);
		const forking = ['fork', 'vfork', 'clone'].flatMap(name => numbers.get(name) ?? []);
		for (const number of [...numbers.values(), 340, 462]) {
			if (!forking.includes(number)) {
				for (const args of vectors.slice(0, 40)) {
					expect(answerToNumber(rehearsal, number, args)).toBe(answerToNumber(options, number, args));
				}
			}
		}

		const clone = numbers.get('clone') ?? -1;
		expect(answerToNumber(rehearsal, clone, [17])).toBe('notify');
		for (const namespace of [0x2_0000, 0x200_0000, 0x400_0000, 0x800_0000, 0x1000_0000, 0x2000_0000, 0x4000_0000]) {
			expect(answerToNumber(rehearsal, clone, [namespace | 17])).toBe('errno 1');
		}

		for (const name of ['execve', 'execveat']) {
			expect(passing.has(name)).toBe(false);
		}
	}
});

test('the supervisor is told to let go on what the filter asks about, and nothing else', () => {
	for (const arch of architectures) {
		for (const runtime of runtimes) {
			for (const network of networks) {
				const {passing, table} = observedCalls(runtime, network, arch);
				const {numbers} = syscallTable(arch);
				const going = table.split(',').filter(entry => /^\d+c/.test(entry));
				expect(going.map(entry => Number.parseInt(entry, 10)).sort()).toEqual([...passing].map(name => numbers.get(name)).sort());
				expect(table).toMatch(/^(?:\d+[cd](?:p[0-5-][0-5]|n[0-5]|a[0-5])*(?:,|$))+$/);
			}
		}
	}
});

test('no call that starts programs or reaches the network goes on where it is not allowed', () => {
	for (const arch of architectures) {
		const single = observedCalls('python', 'none', arch).passing;
		for (const name of [
			'execve',
			'execveat',
			'fork',
			'vfork',
			'clone',
			'clone3',
			'socket',
			'connect',
			'bind',
			'sendto',
			'kill',
			'openat2',
		]) {
			expect(single.has(name), name).toBe(false);
		}

		expect(observedCalls('bash', 'none', arch).passing.has('execve')).toBe(true);
		expect(observedCalls('bash', 'none', arch).passing.has('connect')).toBe(false);
		expect(observedCalls('node', 'proxy', arch).passing.has('connect')).toBe(true);
	}
});
