/**
How well the static scan tells good skills from bad: `node benchmark/scan.ts FOLDER [--list]`.

FOLDER holds `labels.json` (`{items: [{id, dir, label, tier, stratum}]}`) and the skills it names. They are only read, never
run. Two tables: the verdict as it is, and by findings alone, without the question that a skill is asked for using the
network or programs it did not declare.
*/

import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {admit} from '../sandbox/admission/admit.ts';
import {readInventory} from '../sandbox/admission/inventory.ts';
import type {AdmissionReport} from '../sandbox/admission/report.ts';
import {judge} from '../sandbox/admission/verdict.ts';
import {readManifest} from '../sandbox/manifest/read-manifest.ts';

interface Item {
	readonly id: string;
	readonly dir: string;
	readonly label: string;
	readonly tier: string;
	readonly stratum: string;
}

interface Outcome {
	readonly item: Item;
	/** Undefined when the folder is not a skill at all: it is refused before any scan. */
	readonly report: AdmissionReport | undefined;
	readonly byFindings: string;
}

const [folder = '', mode] = process.argv.slice(2);
if (!existsSync(join(folder, 'labels.json'))) {
	console.log('Skipped: name a folder that holds labels.json and the skills it lists.');
	process.exit(0);
}

const outcomes: Outcome[] = [];
for (const item of readItems(join(folder, 'labels.json'))) {
	outcomes.push(await scan(item));
}

if (mode === '--list') {
	outcomes.forEach(list);
}

print('Verdict', outcomes, outcome => outcome.report?.verdict ?? 'not a skill');
print('By findings alone', outcomes, outcome => outcome.byFindings);
const times = outcomes.map(outcome => outcome.report?.ms ?? 0).sort((a, b) => a - b);
console.log(`\nms a skill: median ${times[times.length >> 1]}, p95 ${times[Math.floor(times.length * 0.95)]}`);
process.exit(0);

async function scan(item: Item): Promise<Outcome> {
	const inventory = readInventory(join(folder, item.dir));
	const manifest = await readManifest(inventory).catch(() => undefined);
	if (!manifest) {
		return {item, report: undefined, byFindings: 'not a skill'};
	}

	const report = await admit(inventory, manifest);
	return {item, report, byFindings: judge({...report, undeclared: []})};
}

function print(title: string, all: readonly Outcome[], verdictOf: (outcome: Outcome) => string): void {
	console.log(`\n${title.padEnd(34)}    n  blocked  confirm    clean  not a skill`);
	for (const label of [...new Set(all.map(({item}) => item.label))].sort()) {
		const labelled = all.filter(({item}) => item.label === label);
		row(label, labelled, verdictOf);
		for (const key of ['tier', 'stratum'] as const) {
			for (const value of [...new Set(labelled.map(({item}) => item[key]))].sort()) {
				row(
					`  ${key} ${value}`,
					labelled.filter(({item}) => item[key] === value),
					verdictOf,
				);
			}
		}
	}
}

function row(name: string, all: readonly Outcome[], verdictOf: (outcome: Outcome) => string): void {
	const count = (verdict: string) => String(all.filter(outcome => verdictOf(outcome) === verdict).length);
	console.log(
		`${name.padEnd(34)} ${String(all.length).padStart(4)}  ${count('blocked').padStart(7)}  ${count('confirm').padStart(7)}  ${count('clean').padStart(7)}  ${count('not a skill').padStart(11)}`,
	);
}

function list({item, report, byFindings}: Outcome): void {
	console.log(`${item.id} ${item.label} ${item.tier} ${item.stratum} ${report?.verdict} ${byFindings} ${item.dir}`);
	for (const finding of report?.findings ?? []) {
		console.log(`    ${finding.severity} ${finding.id} ${finding.file}:${finding.line} ${finding.message} | ${finding.snippet}`);
	}

	for (const phrase of report?.policy.undeclared ?? []) {
		console.log(`    undeclared ${phrase}`);
	}
}

function readItems(path: string): readonly Item[] {
	const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'));
	const items = typeof parsed === 'object' && parsed !== null && 'items' in parsed && Array.isArray(parsed.items) ? parsed.items : [];
	return items.filter(isItem);
}

function isItem(value: unknown): value is Item {
	return typeof value === 'object' && value !== null && ['id', 'dir', 'label', 'tier', 'stratum'].every(key => key in value);
}
