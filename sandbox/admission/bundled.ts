/**
The skills that ship with the program, known by tree hash.

`dist/bundled-skills.json` is made by the build from the scanned skills; a copy with this hash anywhere needs neither
trust nor consent, and no YAML is read for it. A changed copy has another hash and is an ordinary foreign skill.
*/

import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Sha256} from '../base/canonical-json.ts';
import {packageRoot} from '../base/package-root.ts';
import type {Manifest} from '../manifest/manifest.ts';
import type {Scripts} from '../manifest/scripts.ts';

export interface BundledSkill {
	readonly name: string;
	readonly manifest: Manifest;
	readonly scripts: Scripts;
	/** The input schema as the build read it; what it means is the agent's affair. */
	readonly inputSchema?: unknown;
}

export interface BundledTable {
	readonly skills: Readonly<Record<Sha256, BundledSkill>>;
}

let table: ReadonlyMap<string, BundledSkill> | undefined;

/** The bundled skill with this content, or undefined. The table is read once; where there is none, nothing is bundled. */
export function bundledSkill(treeHash: Sha256): BundledSkill | undefined {
	table ??= readTable(join(packageRoot(), 'dist', 'bundled-skills.json'));
	return table.get(treeHash);
}

/** A table as it is in a file; empty when the file is missing or not a table. */
export function readTable(path: string): ReadonlyMap<string, BundledSkill> {
	try {
		// A part of the program itself, as trusted as its code; without it every skill is judged like any other.
		const {skills} = JSON.parse(readFileSync(path, 'utf8')) as BundledTable;
		return new Map(Object.entries(skills));
	} catch {
		return new Map();
	}
}
