/** From a `security_policy` as somebody wrote it to the canonical form. Pure: nothing here reads files or asks anybody. */

import {malformed} from './malformed-policy.ts';
import {parseDenyRule, parseGrantPath, parseHostRule} from './parse-grant.ts';
import {parseSeconds, parseSize, positive} from './parse-quantity.ts';
import {type Limits, type Policy, sorted} from './policy.ts';

const limitKeys = {
	memory: 'memoryBytes',
	cpu: 'cpuSeconds',
	wall: 'wallSeconds',
	processes: 'processes',
	file_size: 'fileSizeBytes',
	scratch: 'scratchBytes',
	output: 'outputBytes',
} as const satisfies Record<string, keyof Limits>;

/** Variables that no policy can pass on: keys of models and settings of this program. */
const neverGrantable =
	/^(?:SKILLLITE_|OPENAI_|ANTHROPIC_|API_KEY$|BASE_URL$|MODEL$|LD_|DYLD_|PYTHON|NODE_|BASH_ENV$|ENV$|PATH$|HOME$|IFS$|TMPDIR$)/;

/**
Read a `security_policy` value (already parsed from YAML or JSON) into its canonical form.

Throws a PolicyError that names the key for anything unknown, mistyped or
pointing out of the workspace: a policy that is half understood is not a policy.
*/
export function parsePolicy(value: unknown): Policy {
	const root = asMap(value, 'security_policy', ['network', 'filesystem', 'exec', 'env', 'resources']);
	const network = asMap(root.network, 'network', ['allow', 'deny']);
	const filesystem = asMap(root.filesystem, 'filesystem', ['read', 'write']);
	return {
		network: {
			allow: sorted(asStrings(network.allow, 'network.allow').map(parseHostRule)),
			deny: sorted(asStrings(network.deny, 'network.deny').map(parseDenyRule)),
		},
		filesystem: {
			read: sorted(asStrings(filesystem.read, 'filesystem.read').map(path => parseGrantPath(path, 'filesystem.read'))),
			write: sorted(asStrings(filesystem.write, 'filesystem.write').map(path => parseGrantPath(path, 'filesystem.write'))),
		},
		exec: sorted(asStrings(root.exec, 'exec').map(parseProgram)),
		env: sorted(asStrings(root.env, 'env').map(parseVariable)),
		resources: parseResources(root.resources),
	};
}

function parseProgram(name: string): string {
	if (!/^[A-Za-z0-9][A-Za-z0-9._+-]*$/.test(name)) {
		throw malformed('exec', `is not a program name: ${JSON.stringify(name)}`, 'Name programs without a path, for example "git".');
	}

	return name;
}

function parseVariable(name: string): string {
	if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
		throw malformed('env', `is not a variable name: ${JSON.stringify(name)}`);
	}

	if (neverGrantable.test(name)) {
		throw malformed('env', `names ${name}, which no skill can be given`);
	}

	return name;
}

function parseResources(value: unknown): Partial<Limits> {
	const map = asMap(value, 'resources', Object.keys(limitKeys));
	const limits: Partial<Record<keyof Limits, number>> = {};
	for (const [key, target] of Object.entries(limitKeys)) {
		const given = map[key];
		if (given === undefined || given === null) {
			continue;
		}

		limits[target] = parseLimit(target, given, `resources.${key}`);
	}

	return limits;
}

function parseLimit(limit: keyof Limits, value: unknown, key: string): number {
	if (limit === 'processes') {
		return positive(Number(value), key, value);
	}

	return limit.endsWith('Seconds') ? parseSeconds(value, key) : parseSize(value, key);
}

function asMap(value: unknown, key: string, known: readonly string[]): Record<string, unknown> {
	if (value === undefined || value === null) {
		return {};
	}

	if (typeof value !== 'object' || Array.isArray(value)) {
		throw malformed(key, 'must be a map');
	}

	const unknownKey = Object.keys(value).find(name => !known.includes(name));
	if (unknownKey !== undefined) {
		throw malformed(key, `has an unknown key ${JSON.stringify(unknownKey)}`, `Known keys: ${known.join(', ')}.`);
	}

	return value as Record<string, unknown>;
}

function asStrings(value: unknown, key: string): readonly string[] {
	if (value === undefined || value === null) {
		return [];
	}

	if (!Array.isArray(value) || value.some(item => typeof item !== 'string')) {
		throw malformed(key, 'must be a list of strings');
	}

	return value as string[];
}
