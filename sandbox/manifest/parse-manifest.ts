/**
SKILL.md → Manifest. Strict about what makes a skill unusable, lenient about the rest: a tenth of published
skills break some rule of the format, and none of those faults says anything about safety.
*/

import {toDisplay} from '../base/display.ts';
import {PolicyError, SkillError} from '../base/errors.ts';
import {type Policy, policyDigest} from '../policy.ts';
import {parsePolicy} from '../parse-policy.ts';
import {executableSurface} from './executable-surface.ts';
import {type FrontMatter, parseFrontMatter} from './front-matter.ts';
import type {Manifest} from './manifest.ts';
import {parseYaml, YamlError} from './yaml.ts';

const knownFields = [
	'name',
	'description',
	'compatibility',
	'license',
	'version',
	'metadata',
	'allowed-tools',
	'security_policy',
	'hooks',
	'install',
];
const namePattern = /^(?=.{1,64}$)[a-z0-9]+(?:-[a-z0-9]+)*$/;

/**
What a skill says about itself.

- Pure; `files` are texts without decoding faults, `folderName` the name of the folder they lie in.
- Throws SkillError `skill-invalid` for an empty file, unreadable YAML, a missing description, or two policies that differ;
  PolicyError for a security policy that cannot be understood.
- Everything else is a warning with its line.
*/
export function parseManifest(
	files: {readonly skillMd: string; readonly sidecarPolicy?: string | undefined},
	folderName: string,
): Manifest {
	const skill = toDisplay(folderName, {maxLength: 100});
	const text = files.skillMd.replace(/^\uFEFF/, '');
	if (text.trim() === '') {
		throw broken(skill, 'SKILL.md is empty');
	}

	const front = orBroken(skill, 'SKILL.md', () => parseFrontMatter(text));
	const fields = readFields(front);
	if (!fields.description) {
		throw broken(skill, 'SKILL.md has no description', 'Add a line "description: …" that says what the skill does and when to use it.');
	}

	const name = checkedName(fields, folderName);
	return {
		name,
		description: fields.description,
		compatibility: fields.compatibility,
		license: fields.license,
		version: fields.version,
		allowedTools: fields.allowedTools,
		policy: readPolicy(skill, front.data, files.sidecarPolicy),
		unknownFields: Object.keys(front.data).filter(key => !knownFields.includes(key)),
		executableSurface: executableSurface(front),
		warnings: fields.warnings,
		body: front.body,
	};
}

interface Fields {
	readonly name: string | undefined;
	readonly description: string | undefined;
	readonly compatibility: string | undefined;
	readonly license: string | undefined;
	readonly version: string | undefined;
	readonly allowedTools: string | undefined;
	readonly warnings: string[];
	readonly lineOf: (field: string) => string;
}

function readFields({data, header, quotedLine}: FrontMatter): Fields {
	const lineOf = (field: string) => `SKILL.md line ${fieldLine(header, field)}`;
	const warnings = quotedLine === undefined ? [] : [`SKILL.md line ${quotedLine}: a value with a colon must be in quotes.`];
	const text = (field: string, longest: number) => {
		const value = own(data, field);
		if (value === undefined || value === null) {
			return undefined;
		}

		if (typeof value !== 'string') {
			warnings.push(`${lineOf(field)}: ${field} must be text.`);
			return undefined;
		}

		if (value.length > longest) {
			warnings.push(`${lineOf(field)}: ${field} is longer than ${longest} characters (${value.length}).`);
		}

		return value.trim() || undefined;
	};

	const metadata = own(data, 'metadata');
	if (metadata !== undefined && metadata !== null && !isMap(metadata)) {
		warnings.push(`${lineOf('metadata')}: metadata must be a map.`);
	}

	return {
		name: text('name', 64),
		description: text('description', 1024),
		compatibility: text('compatibility', 500),
		license: text('license', 1000),
		version: text('version', 100) ?? metadataVersion(metadata),
		allowedTools: readAllowedTools(data, warnings, lineOf),
		warnings,
		lineOf,
	};
}

/** The name from the file where it is a good one, else the folder's: it becomes a tool name and a key of the lock. */
function checkedName({name, warnings, lineOf}: Fields, folderName: string): string {
	if (name === undefined) {
		warnings.push(`SKILL.md: has no name; the folder's name is used.`);
		return folderName;
	}

	if (!namePattern.test(name)) {
		warnings.push(`${lineOf('name')}: the name may hold only a-z, 0-9 and single hyphens, at most 64; the folder's name is used.`);
		return folderName;
	}

	if (name !== folderName) {
		warnings.push(`${lineOf('name')}: the name ${name} is not the folder's name (${toDisplay(folderName, {maxLength: 100})}).`);
	}

	return name;
}

function readAllowedTools(data: FrontMatter['data'], warnings: string[], lineOf: (field: string) => string): string | undefined {
	const value = own(data, 'allowed-tools');
	if (value === undefined || value === null || typeof value === 'string') {
		return value?.trim() || undefined;
	}

	warnings.push(`${lineOf('allowed-tools')}: allowed-tools must be one text, not a list.`);
	return Array.isArray(value) ? value.filter(item => typeof item === 'string').join(' ') || undefined : undefined;
}

function readPolicy(skill: string, data: FrontMatter['data'], sidecar: string | undefined): Policy | undefined {
	const asked = own(data, 'security_policy');
	const inFront = asked === undefined || asked === null ? undefined : orBroken(skill, 'SKILL.md', () => parsePolicy(asked));
	const beside =
		sidecar === undefined
			? undefined
			: orBroken(skill, 'security-policy.yaml', () => parsePolicy(unwrapPolicy(parseYaml(sidecar.replace(/^\uFEFF/, '')))));
	if (inFront && beside && policyDigest(inFront) !== policyDigest(beside)) {
		throw broken(skill, 'SKILL.md and security-policy.yaml ask for different permissions', 'Keep one of the two policies.');
	}

	return inFront ?? beside;
}

/** The sidecar holds the policy itself, or the field as it would stand in SKILL.md. */
function unwrapPolicy(value: unknown): unknown {
	return isMap(value) && Object.keys(value).length === 1 && Object.hasOwn(value, 'security_policy') ? value.security_policy : value;
}

/** Faults of a parser as errors that name the skill and the file. */
function orBroken<T>(skill: string, file: string, parse: () => T): T {
	try {
		return parse();
	} catch (error) {
		if (error instanceof YamlError) {
			throw broken(skill, `${file}${error.line === undefined ? '' : ` line ${error.line}`}: ${toDisplay(error.message, {maxLength: 200})}`);
		}

		if (error instanceof PolicyError) {
			throw new PolicyError('policy', `Cannot read the skill "${skill}", ${file}: ${error.message}`, {hint: error.hint, cause: error});
		}

		throw error;
	}
}

function broken(skill: string, says: string, hint?: string): SkillError {
	return new SkillError('skill-invalid', `Cannot read the skill "${skill}": ${says}.`, {hint});
}

function metadataVersion(metadata: unknown): string | undefined {
	const version = isMap(metadata) ? own(metadata, 'version') : undefined;
	return typeof version === 'string' ? version.trim() || undefined : undefined;
}

function fieldLine(header: string, field: string): number {
	return header.split('\n').findIndex(line => line.startsWith(`${field}:`)) + 2;
}

function own(map: Readonly<Record<string, unknown>>, key: string): unknown {
	return Object.hasOwn(map, key) ? map[key] : undefined;
}

function isMap(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
