/** Ask a filter about calls by name, as the tests write them. */

import {auditArchitecture, type FilterOptions, filterFor} from '../../../../sandbox/linux/seccomp/filter.ts';
import {observedCalls} from '../../../../sandbox/linux/seccomp/observed.ts';
import type {Network, Runtime} from '../../../../sandbox/linux/seccomp/profiles.ts';
import {type Action, simulate} from '../../../../sandbox/linux/seccomp/simulate.ts';
import {type Architecture, syscallTable} from '../../../../sandbox/linux/seccomp/syscalls.ts';

export const architectures: readonly Architecture[] = ['x64', 'arm64'];
export const runtimes: readonly Runtime[] = ['python', 'node', 'git', 'bash'];
export const networks: readonly Network[] = ['none', 'proxy'];

/** Every program there is. */
export const everyOption: readonly FilterOptions[] = architectures.flatMap(arch =>
	runtimes.flatMap(runtime =>
		networks.flatMap(network => (['notify', 'errno'] as const).map(deniedAction => ({runtime, network, arch, deniedAction}))),
	),
);

/** The programs of observed runs. */
export const observedOptions: readonly FilterOptions[] = everyOption
	.filter(({deniedAction}) => deniedAction === 'notify')
	.map(options => ({...options, passing: observedCalls(options.runtime, options.network, options.arch).passing}));

export function label({runtime, network, arch, deniedAction, passing}: FilterOptions): string {
	return `${runtime} ${network} ${arch} ${deniedAction}${passing ? ' observed' : ''}`;
}

/** `allow`, `kill`, `notify` or the number of an error, as text. */
export function show(action: Action): string {
	return action.kind === 'errno' ? `errno ${action.errorNumber}` : action.kind;
}

/** The answer to a call; undefined where the architecture has no call of that name. */
export function answer(options: FilterOptions, name: string, ...args: readonly (number | bigint)[]): string | undefined {
	const number = syscallTable(options.arch).numbers.get(name);
	return number === undefined ? undefined : answerToNumber(options, number, args);
}

export function answerToNumber(options: FilterOptions, number: number, args: readonly (number | bigint)[] = []): string {
	return show(simulate(filterFor(options), {audit: auditArchitecture[options.arch], number, args}));
}
