/**
What admission knows of a tree, by the cheapest way that is still certain: the table of
bundled skills, the report of an earlier scan of the same bytes, or a scan now.
*/

import {basename} from 'node:path';
import {digestOf} from '../base/canonical-json.ts';
import type {Manifest} from '../manifest/manifest.ts';
import {findScripts, type Scripts} from '../manifest/scripts.ts';
import {emptyPolicy} from '../policy.ts';
import {type BundledSkill, bundledSkill} from './bundled.ts';
import {withBaseline} from './baseline.ts';
import type {Inventory} from './inventory.ts';
import {cachedReport, storeReport} from './report-cache.ts';
import type {AdmissionReport} from './report.ts';
import {SCANNER_VERSION} from './scanner-version.ts';
import {withLocalAdvisories} from './supply-chain/local-advisories.ts';

export interface AdmittedSkill {
	readonly report: AdmissionReport;
	readonly manifest: Manifest;
	readonly scripts: Scripts;
	/** Ships with the program, unchanged: approved for exactly the policy that it declares. */
	readonly bundled: boolean;
}

/**
Admit an inventory.

The scanner and the YAML reader are loaded only for content that was never seen. Throws a SkillError for a
skill whose SKILL.md cannot be used; what cannot be scanned is in the report, never clean.
*/
export async function admitSkill(inventory: Inventory): Promise<AdmittedSkill> {
	const known = bundledSkill(inventory.treeHash);
	if (known !== undefined) {
		return {...known, report: bundledReport(known, inventory), bundled: true};
	}

	const key = {treeHash: inventory.treeHash, folderName: basename(inventory.root), scannerVersion: SCANNER_VERSION};
	const cached = cachedReport(key);
	if (cached !== undefined) {
		return {...cached, report: await asItIsNow({...cached.report, path: inventory.root}), bundled: false};
	}

	const [{readManifest}, {admit}] = await Promise.all([import('../manifest/read-manifest.ts'), import('./admit.ts')]);
	const manifest = await readManifest(inventory);
	const scanned = {report: await admit(inventory, manifest), manifest, scripts: findScripts(inventory)};
	storeReport(key, scanned);
	return {...scanned, report: await asItIsNow(scanned.report), bundled: false};
}

/** A stored report is without advisories and suppressions: they change while the bytes stay. */
async function asItIsNow(report: AdmissionReport): Promise<AdmissionReport> {
	return withBaseline(await withLocalAdvisories(report));
}

function bundledReport({name, manifest}: BundledSkill, {root, treeHash}: Inventory): AdmissionReport {
	const asked = manifest.policy ?? emptyPolicy;
	return {
		path: root,
		name,
		verdict: 'clean',
		digest: digestOf({treeHash, verdict: 'clean', asked}),
		treeHash,
		partial: false,
		findings: [],
		capabilities: [],
		policy: {asked, source: 'declared', inferred: emptyPolicy, undeclared: []},
		dependencies: [],
		ms: 0,
	};
}
