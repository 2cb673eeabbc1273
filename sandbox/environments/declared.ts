/**
Which packages a skill declares: `requirements.txt` and the `dependencies` of `package.json`, at its root.

The one place that the rest of environments knows of; whatever else a skill may say it in belongs here.
*/

import type {Inventory} from '../admission/inventory.ts';
import {toDisplay} from '../base/display.ts';
import {SkillError} from '../base/errors.ts';
import {declaringFiles} from './may-declare.ts';

export interface DeclaredPackages {
	/** Requirements as pip reads them, sorted. */
	readonly python: readonly string[];
	/** Ranges by package. */
	readonly node: Readonly<Record<string, string>>;
}

const largestFile = 256 * 1024;

/** Throws a SkillError naming a requirement that is not a package of the index: an address, a path, an option. */
export function declaredPackages(inventory: Inventory): DeclaredPackages {
	const [requirements, manifest] = declaringFiles.map(name => textOf(inventory, name));
	return {
		python: requirements === undefined ? [] : parseRequirements(requirements),
		node: manifest === undefined ? {} : parsePackageJson(manifest),
	};
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
	const odd = lines.find(line => !requirement.test(line));
	if (odd !== undefined) {
		throw refused('requirements.txt', `"${toDisplay(odd, {reveal: true, maxLength: 120})}" is not a package of the index with a version`);
	}

	return [...new Set(lines)].sort();
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
