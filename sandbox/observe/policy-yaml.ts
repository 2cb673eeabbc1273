import type {Limits, Policy} from '../policy.ts';

/** A policy as the front matter of a SKILL.md has it, ready to paste; `security_policy: {}` for one that asks for nothing. */
export function policyYaml({network, filesystem, exec, env, resources}: Policy): string {
	const lines = [
		...section('network', [list('    allow', network.allow), list('    deny', network.deny)]),
		...section('filesystem', [list('    read', filesystem.read), list('    write', filesystem.write)]),
		...list('  exec', exec),
		...list('  env', env),
		...section(
			'resources',
			Object.entries(resources).map(([limit, value]) => [`    ${limitLine(limit, value)}`]),
		),
	];
	return lines.length === 0 ? 'security_policy: {}\n' : `security_policy:\n${lines.map(line => `${line}\n`).join('')}`;
}

function section(name: string, parts: readonly (readonly string[])[]): readonly string[] {
	const lines = parts.flat();
	return lines.length === 0 ? [] : [`  ${name}:`, ...lines];
}

// A JSON string is a YAML one, whatever characters it has.
function list(name: string, items: readonly string[]): readonly string[] {
	return items.length === 0 ? [] : [`${name}: [${items.map(item => JSON.stringify(item)).join(', ')}]`];
}

const keys: Readonly<Record<keyof Limits, string>> = {
	memoryBytes: 'memory',
	cpuSeconds: 'cpu',
	wallSeconds: 'wall',
	processes: 'processes',
	fileSizeBytes: 'file_size',
	scratchBytes: 'scratch',
	outputBytes: 'output',
};

function limitLine(limit: string, value: number): string {
	const key = Object.hasOwn(keys, limit) ? keys[limit as keyof Limits] : limit;
	if (limit.endsWith('Bytes')) {
		return `${key}: ${value % 1024 ** 2 === 0 ? `${value / 1024 ** 2}MB` : value}`;
	}

	return `${key}: ${limit.endsWith('Seconds') ? `${value}s` : value}`;
}
