/** A folder of labelled skills, scored: `labels.json` (`{items: [{id, dir, label, tier, stratum}]}`) and the skills it names. They are only read, never run. */

import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {admit} from '../../sandbox/admission/admit.ts';
import {readInventory} from '../../sandbox/admission/inventory.ts';
import type {AdmissionReport, VerdictKind} from '../../sandbox/admission/report.ts';
import {readManifest} from '../../sandbox/manifest/read-manifest.ts';

export interface Item {
	readonly id: string;
	readonly dir: string;
	readonly label: string;
	readonly tier: string;
	readonly stratum: string;
}

export interface Outcome {
	readonly item: Item;
	/** Undefined when the folder is not a skill at all: it is refused before any scan. */
	readonly report: AdmissionReport | undefined;
}

/** How many of one kind came to each verdict. */
export interface Counts {
	readonly label: string;
	/** `all`, or the name of a tier or stratum of the label. */
	readonly part: string;
	readonly count: number;
	readonly verdicts: Readonly<Record<VerdictKind | 'not a skill', number>>;
}

export async function scanCorpus(folder: string): Promise<readonly Outcome[]> {
	const outcomes: Outcome[] = [];
	for (const item of readItems(join(folder, 'labels.json'))) {
		const inventory = readInventory(join(folder, item.dir));
		const manifest = await readManifest(inventory).catch(() => undefined);
		outcomes.push({item, report: manifest && (await admit(inventory, manifest))});
	}

	return outcomes;
}

/** Each label as a whole, then by tier and by stratum. */
export function countVerdicts(outcomes: readonly Outcome[]): readonly Counts[] {
	return [...new Set(outcomes.map(({item}) => item.label))].sort().flatMap(label => {
		const labelled = outcomes.filter(({item}) => item.label === label);
		const parts = (['tier', 'stratum'] as const).flatMap(key =>
			[...new Set(labelled.map(({item}) => item[key]))].sort().map(value =>
				countsOf(
					label,
					`${key} ${value}`,
					labelled.filter(({item}) => item[key] === value),
				),
			),
		);
		return [countsOf(label, 'all', labelled), ...parts];
	});
}

function countsOf(label: string, part: string, outcomes: readonly Outcome[]): Counts {
	const verdicts = {blocked: 0, confirm: 0, clean: 0, 'not a skill': 0};
	for (const {report} of outcomes) {
		verdicts[report?.verdict ?? 'not a skill'] += 1;
	}

	return {label, part, count: outcomes.length, verdicts};
}

function readItems(path: string): readonly Item[] {
	const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'));
	const items = typeof parsed === 'object' && parsed !== null && 'items' in parsed && Array.isArray(parsed.items) ? parsed.items : [];
	return items.filter(isItem);
}

function isItem(value: unknown): value is Item {
	return typeof value === 'object' && value !== null && ['id', 'dir', 'label', 'tier', 'stratum'].every(key => key in value);
}
