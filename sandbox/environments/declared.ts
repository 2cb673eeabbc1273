/**
Which packages a skill declares: `requirements.txt`, else the project of `pyproject.toml`, and the `dependencies` of
`package.json`, at its root; the blocks of its scripts (PEP 723); and widely known packages that `compatibility` lists.

The one place that the rest of environments knows of; whatever else a skill may say it in belongs here.
*/

import type {Inventory} from '../admission/inventory.ts';
import {toDisplay} from '../base/display.ts';
import {SkillError} from '../base/errors.ts';
import {declaringFiles, hasRequirementList, hasScriptBlock} from './may-declare.ts';

export interface DeclaredPackages {
	/** Requirements as pip reads them, sorted. */
	readonly python: readonly string[];
	/** Ranges by package. */
	readonly node: Readonly<Record<string, string>>;
}

const largestFile = 256 * 1024;

/** Throws a SkillError naming a requirement that is not a package of the index: an address, a path, an option. */
export async function declaredPackages(inventory: Inventory): Promise<DeclaredPackages> {
	const [requirements, manifest, project] = declaringFiles.map(name => textOf(inventory, name));
	const listed = await listedPackages(inventory);
	const python = [
		...(requirements === undefined ? await projectRequirements(project) : parseRequirements(requirements)),
		...(await scriptRequirements(inventory)),
	];
	const named = new Set(python.map(nameOf));
	return {
		python: [...new Set([...python, ...listed.python.filter(line => !named.has(nameOf(line)))])].sort(),
		node: {...listed.node, ...(manifest === undefined ? {} : parsePackageJson(manifest))},
	};
}

function nameOf(line: string): string {
	return (/^[A-Za-z0-9._-]+/.exec(line)?.[0] ?? line).toLowerCase().replaceAll(/[-_.]+/g, '-');
}

async function projectRequirements(toml: string | undefined): Promise<readonly string[]> {
	if (toml === undefined) {
		return [];
	}

	const {project} = await parseToml(toml, 'pyproject.toml');
	return requirementLines((project as {readonly dependencies?: unknown} | undefined)?.dependencies, 'pyproject.toml');
}

async function scriptRequirements(inventory: Inventory): Promise<readonly string[]> {
	const scripts = inventory.files.filter(hasScriptBlock);
	if (scripts.length === 0) {
		return [];
	}

	const {scriptMetadata} = await import('../admission/supply-chain/script-metadata.ts');
	const lines: string[] = [];
	for (const {path, bytes} of scripts) {
		const block = scriptMetadata(Buffer.from(bytes ?? []).toString('utf8'));
		lines.push(...(block ? requirementLines((await parseToml(block.toml, path)).dependencies, path) : []));
	}

	return lines;
}

async function parseToml(text: string, file: string): Promise<Readonly<Record<string, unknown>>> {
	const {parse} = await import('smol-toml');
	try {
		return parse(text.replace(/^\uFEFF/, ''));
	} catch {
		throw refused(file, 'it is not TOML');
	}
}

function requirementLines(dependencies: unknown, file: string): readonly string[] {
	if (dependencies === undefined) {
		return [];
	}

	if (!Array.isArray(dependencies) || !dependencies.every(line => typeof line === 'string')) {
		throw refused(file, 'its dependencies are no list of texts');
	}

	return checked(dependencies, file);
}

/** A sentence may name anything: only packages that are widely known are taken from one. */
async function listedPackages(inventory: Inventory): Promise<DeclaredPackages> {
	if (!inventory.files.some(hasRequirementList)) {
		return {python: [], node: {}};
	}

	const {readManifest} = await import('../manifest/read-manifest.ts');
	const {compatibilityPackages} = await import('../admission/supply-chain/compatibility.ts');
	const {isPopular} = await import('../admission/supply-chain/popular-names.ts');
	const {compatibility} = await readManifest(inventory);
	const known = compatibilityPackages(compatibility ?? '').filter(({ecosystem, name}) => isPopular(ecosystem, name));
	const python = known.filter(({ecosystem}) => ecosystem === 'PyPI').map(({name, requirement: {text}}) => `${name}${text}`);
	const node = known.filter(({ecosystem}) => ecosystem === 'npm').map(({name, requirement: {text}}) => [name, text || '*'] as const);
	return {python: checked(python, 'compatibility'), node: Object.fromEntries(node)};
}

function textOf(inventory: Inventory, name: string): string | undefined {
	const bytes = inventory.files.find(({path}) => path === name)?.bytes;
	if (bytes && bytes.length > largestFile) {
		throw refused(name, 'the file is larger than 256 KB');
	}

	return bytes ? Buffer.from(bytes).toString('utf8') : undefined;
}

const requirement =
	/^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\s*(?:\[[\w\s,.-]*\])?\s*\(?[\w\s.,*+!=<>~-]*\)?\s*(?:;[^@#\\]*)?(?:\s--hash=sha(?:256|384|512):[0-9a-f]+)*$/;

function parseRequirements(text: string): readonly string[] {
	const lines = text
		.replace(/^\uFEFF/, '')
		.replace(/\\\r?\n/g, ' ')
		.split(/\r?\n/)
		.map(line => line.replace(/(?:^|\s)#.*$/, '').trim())
		.filter(line => line !== '');
	return [...new Set(checked(lines, 'requirements.txt'))].sort();
}

function checked(lines: readonly string[], file: string): readonly string[] {
	const odd = lines.find(line => !requirement.test(line));
	if (odd !== undefined) {
		throw refused(file, `"${toDisplay(odd, {reveal: true, maxLength: 120})}" is not a package of the index with a version`);
	}

	return lines;
}

const packageName = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;
const packageRange = /^[\w\s.*^~<>=|+-]*$/;

function parsePackageJson(text: string): Readonly<Record<string, string>> {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		throw refused('package.json', 'it is not JSON');
	}

	const {dependencies = {}} = (typeof value === 'object' && value !== null ? value : {}) as {readonly dependencies?: unknown};
	if (typeof dependencies !== 'object' || dependencies === null || Array.isArray(dependencies)) {
		throw refused('package.json', 'its dependencies are no map');
	}

	const entries = Object.entries(dependencies).sort(([a], [b]) => (a < b ? -1 : 1));
	const odd = entries.find(([name, range]) => !packageName.test(name) || typeof range !== 'string' || !packageRange.test(range));
	if (odd !== undefined) {
		throw refused(
			'package.json',
			`"${toDisplay(String(odd[0]), {reveal: true, maxLength: 120})}" is not a package of the registry with a range`,
		);
	}

	return Object.fromEntries(entries);
}

function refused(file: string, why: string): SkillError {
	return new SkillError('skill-invalid', `Cannot install what the skill depends on: ${file}: ${why}.`, {
		hint: 'Only packages of the index are installed; name them with a version.',
	});
}
