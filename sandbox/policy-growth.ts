/** Two policies compared or put together. Pure. */

import {defaultLimits, type Limits, type Policy, sorted} from './policy.ts';

/** Whether a policy asks for nothing beyond scratch space and the default limits: such a skill is never asked about. */
export function isEmptyAsk(policy: Policy): boolean {
	const {network, filesystem, exec, env, resources} = policy;
	return (
		network.allow.length + filesystem.read.length + filesystem.write.length + exec.length + env.length === 0 &&
		(Object.keys(resources) as (keyof Limits)[]).every(key => (resources[key] ?? 0) <= defaultLimits[key])
	);
}

/** The union of what a policy grants and what one command adds with its `--allow-*` flags. */
export function widenPolicy(policy: Policy, added: Policy): Policy {
	return {
		network: {
			allow: sorted([...policy.network.allow, ...added.network.allow]),
			deny: sorted([...policy.network.deny, ...added.network.deny]),
		},
		filesystem: {
			read: sorted([...policy.filesystem.read, ...added.filesystem.read]),
			write: sorted([...policy.filesystem.write, ...added.filesystem.write]),
		},
		exec: sorted([...policy.exec, ...added.exec]),
		env: sorted([...policy.env, ...added.env]),
		resources: {...policy.resources, ...added.resources},
	};
}

/**
What `asked` wants beyond `approved`, as short phrases ("network api.example.org:443"); empty when nothing grew.

Shrinking is not growth.
*/
export function policyGrowth(approved: Policy, asked: Policy): readonly string[] {
	const missing = (label: string, have: readonly string[], want: readonly string[]) =>
		want.filter(item => !have.includes(item)).map(item => `${label} ${item}`);
	const limits = (Object.keys(asked.resources) as (keyof Limits)[])
		.filter(key => (asked.resources[key] ?? 0) > (approved.resources[key] ?? defaultLimits[key]))
		.map(key => `${key} ${asked.resources[key]}`);
	return [
		...missing('network', approved.network.allow, asked.network.allow),
		...missing('no longer denies', asked.network.deny, approved.network.deny),
		...missing('reads', approved.filesystem.read, asked.filesystem.read),
		...missing('writes', approved.filesystem.write, asked.filesystem.write),
		...missing('runs', approved.exec, asked.exec),
		...missing('sees variable', approved.env, asked.env),
		...limits,
	];
}
