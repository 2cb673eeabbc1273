/** Registries: one https JSON index, `{skills: [{name, version, description, archive, sha256}]}`. */

import {ConfigError, sha256, SkillError, toDisplay, UsageError} from '../../../sandbox/index.ts';
import {nearestName} from '../../core/nearest.ts';
import {download} from './download.ts';
import {mostArchiveBytes} from './entries.ts';
import type {FetchOptions} from './fetched.ts';

export interface RegistryArchive {
	readonly bytes: Buffer;
	readonly revision: string;
}

interface RegistryEntry {
	readonly name: string;
	readonly version: string;
	readonly archive: string;
	/** Lower-case hex. */
	readonly sha256: string;
}

const mostIndexBytes = 16 * 1024 * 1024;

/**
The archive of a skill in a registry, known to have the hash that the index names.

Throws a UsageError for a registry that the config does not have, a SkillError for a skill that it does not have, and
for an archive that is not the one of the index.
*/
export async function fetchFromRegistry(registry: string, name: string, {registries, signal}: FetchOptions): Promise<RegistryArchive> {
	const address = Object.hasOwn(registries, registry) ? registries[registry] : undefined;
	if (address === undefined) {
		throw new UsageError(`Cannot fetch ${registry}:${name}: there is no registry "${registry}" in the config.`, {
			hint: `Name its index in ~/.skilllite/config.json: "registries": {"${registry}": "https://…/index.json"}`,
		});
	}

	const entries = parseIndex(address, await download({url: address, mostBytes: mostIndexBytes, signal}));
	const entry = entries.find(candidate => candidate.name === name);
	if (entry === undefined) {
		const near = nearestName(
			name,
			entries.map(candidate => candidate.name),
		);
		throw new SkillError('skill-not-found', `Cannot fetch ${registry}:${name}: the registry has no such skill.`, {
			hint: near ? `Did you mean ${registry}:${toDisplay(near)}?` : undefined,
		});
	}

	const bytes = await download({url: new URL(entry.archive, address).href, mostBytes: mostArchiveBytes, signal});
	if (sha256(bytes) !== `sha256:${entry.sha256}`) {
		throw new SkillError(
			'skill-invalid',
			`Cannot use ${registry}:${name}: the archive is not the one that the index names (SHA-256 differs).`,
			{
				hint: 'Somebody changed it, or the index is out of date; tell who runs the registry.',
			},
		);
	}

	return {bytes, revision: entry.version};
}

function parseIndex(address: string, bytes: Buffer): readonly RegistryEntry[] {
	try {
		const value: unknown = JSON.parse(bytes.toString('utf8'));
		if (typeof value !== 'object' || value === null || !('skills' in value) || !Array.isArray(value.skills)) {
			throw new TypeError('it has no list of skills');
		}

		return value.skills.map(parseEntry);
	} catch (cause) {
		const why = cause instanceof TypeError ? cause.message : 'it is not JSON';
		throw new ConfigError(`Cannot use the registry at ${toDisplay(address)}: ${toDisplay(why)}.`, {cause});
	}
}

function parseEntry(value: unknown): RegistryEntry {
	const entry: Readonly<Record<string, unknown>> = typeof value === 'object' && value !== null ? {...value} : {};
	const {name, version = '', archive, sha256: hash} = entry;
	if (typeof name !== 'string' || typeof version !== 'string' || typeof archive !== 'string' || typeof hash !== 'string') {
		throw new TypeError('an entry lacks name, archive or sha256');
	}

	return {name, version, archive, sha256: hash.toLowerCase().replace(/^sha256:/, '')};
}
