/** Makes the table of bundled skills; used by the build alone. */

import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import type {Sha256} from '../base/canonical-json.ts';
import {SkillError} from '../base/errors.ts';
import type {Manifest} from '../manifest/manifest.ts';
import {readManifest} from '../manifest/read-manifest.ts';
import {findScripts} from '../manifest/scripts.ts';
import type {BundledSkill, BundledTable} from './bundled.ts';
import {type Inventory, readInventory} from './inventory.ts';

/**
The table for a folder of skills, sorted by name; `readSchema` says what input a skill takes.

Throws when any of them has a fault: what ships is without one.
*/
export async function createBundledTable(
	skillsDir: string,
	readSchema: (manifest: Manifest) => unknown = () => undefined,
): Promise<BundledTable> {
	const folders = readdirSync(skillsDir, {withFileTypes: true}).filter(entry => entry.isDirectory());
	const skills: Record<Sha256, BundledSkill> = {};
	for (const {name} of folders.sort((a, b) => (a.name < b.name ? -1 : 1))) {
		const {treeHash, skill} = await describeBundled(join(skillsDir, name));
		skills[treeHash] = {...skill, inputSchema: readSchema(skill.manifest)};
	}

	return {skills};
}

/** One skill as the table holds it. */
export async function describeBundled(dir: string): Promise<{readonly treeHash: Sha256; readonly skill: BundledSkill}> {
	const inventory = readInventory(dir);
	const manifest = await readManifest(inventory);
	assertFaultless(inventory, [...inventory.problems.map(problem => problem.message), ...manifest.warnings]);
	return {treeHash: inventory.treeHash, skill: {name: manifest.name, manifest, scripts: findScripts(inventory)}};
}

function assertFaultless(inventory: Inventory, faults: readonly string[]): void {
	if (inventory.partial || faults.length > 0) {
		throw new SkillError('skill-invalid', `Cannot bundle ${inventory.root}: ${faults.join(' ')}`);
	}
}
