/**
Admission: the files of a skill → what was found, what its code can do, what it asks for, and the verdict.

Static: nothing of the skill is run, nothing is fetched, nobody is asked. Fails closed: whatever goes wrong while a file is
read or a rule is applied becomes a finding that asks, and the rest of the scan goes on.
*/

import {digestOf} from '../base/canonical-json.ts';
import type {Manifest} from '../manifest/manifest.ts';
import {type Match, toFindings} from './findings.ts';
import {flowModel} from './flows.ts';
import type {Inventory, InventoryFile} from './inventory.ts';
import {isAboutAttacks} from './instructions/topic.ts';
import {documentsOf, isDocument} from './instructions/view.ts';
import {documentCode} from './parse/document-blocks.ts';
import {LineIndex} from './parse/lines.ts';
import {type DocumentBlock, readCode} from './parse/read-code.ts';
import {settingsCode} from './parse/settings-code.ts';
import {decodeText, languageOf, type SourceFile} from './parse/source-file.ts';
import type {AdmissionReport, Capability} from './report.ts';
import {allRules} from './rules/all.ts';
import {type Use, usesOfAll} from './rules/capabilities.ts';
import {combined} from './rules/combined.ts';
import {inferPolicy, undeclaredUses} from './rules/policy-from-code.ts';
import type {RuleFile, SkillView} from './rules/rule-file.ts';
import {isUnread, scanFailed, tooLarge, unread} from './rules/scan-problems.ts';
import {type PackagesRead, readPackages} from './supply-chain/read-packages.ts';
import {judge} from './verdict.ts';

export interface AdmitOptions {
	readonly rules?: readonly RuleFile[];
	/** Applied beside them. */
	readonly moreRules?: readonly RuleFile[];
	/** For reading one file as code, in milliseconds. */
	readonly fileMs?: number;
	/** For reading all code. */
	readonly totalMs?: number;
}

const largestSource = 1024 * 1024;

/**
Scan a skill.

The same inventory and manifest give the same report but for `ms`, and the same digest.
Rejects only when the scanner itself cannot be loaded or its own tables are broken; never for what a skill holds.
*/
export async function admit(inventory: Inventory, manifest: Manifest, options: AdmitOptions = {}): Promise<AdmissionReport> {
	const started = performance.now();
	const {rules = allRules, moreRules = [], fileMs = 2000, totalMs = 10_000} = options;
	const {texts, sources, matches: sizeMatches} = readTexts(inventory.files);
	const blocks = attempt('documents', () => [...texts].flatMap(([path, text]) => blocksIn(path, text, isAboutAttacks(manifest))));
	const code = await readCode({files: sources, blocks: blocks.results, flow: flowModel, fileMs, deadline: started + totalMs});
	const documents = attempt('documents', () => documentsOf(texts, isAboutAttacks(manifest)));
	const skill: SkillView = {inventory, manifest, units: code.units, texts, documents: documents.results};
	const uses = attempt('capabilities', () => usesOfAll(code.units.filter(unit => unit.layer === 'code')));
	const found = [...rules, ...moreRules].map(rule => attempt(rule.rules[0]?.id ?? 'a rule', () => rule.match(skill)));
	const packages = await attemptPackages(skill);
	const problems = [
		...packages.failures,
		...sizeMatches,
		...code.problems.map(unread),
		...blocks.failures,
		...documents.failures,
		...uses.failures,
		...found.flatMap(({failures}) => failures),
	];
	const hashes = new Map(inventory.files.map(({path, sha256}) => [path, sha256]));
	const byRules = found.flatMap(({results}) => results);
	const matches = [...byRules, ...combined(byRules, skill.documents), ...packages.matches, ...problems];
	const findings = toFindings(matches, texts, hashes);
	const partial = inventory.partial || matches.some(isUnread);
	return reportOf({inventory, manifest, findings, uses: uses.results, dependencies: packages.dependencies, texts, partial, started});
}

/** What a person can read before anything runs. */
function documentText(texts: ReadonlyMap<string, string>): string {
	return [...texts].flatMap(([file, text]) => (isDocument(file) ? [text] : [])).join('\n');
}

/** Code outside of files of code. */
function blocksIn(path: string, text: string, isLesson: boolean): readonly DocumentBlock[] {
	const blocks = [...(isDocument(path) ? documentCode(path, text) : []), ...settingsCode(path, text)];
	return isLesson
		? blocks.map(block =>
				block.layer === 'code' ? block : {...block, isShown: true, isExample: false, isTaught: block.isShown || (block.isPlain ?? false)},
			)
		: blocks;
}

interface ReportInput {
	readonly inventory: Inventory;
	readonly manifest: Manifest;
	readonly findings: AdmissionReport['findings'];
	readonly uses: readonly Use[];
	readonly dependencies: AdmissionReport['dependencies'];
	readonly texts: ReadonlyMap<string, string>;
	readonly partial: boolean;
	readonly started: number;
}

function reportOf({inventory, manifest, findings, uses, dependencies, texts, partial, started}: ReportInput): AdmissionReport {
	const {root, treeHash} = inventory;
	const inferred = inferPolicy(uses, manifest, new Set(inventory.files.map(file => file.path)));
	const undeclared = undeclaredUses(uses, manifest, documentText(texts));
	const asked = manifest.policy ?? inferred;
	const verdict = judge({findings, partial, undeclared});
	return {
		path: root,
		name: manifest.name,
		verdict,
		digest: digestOf({treeHash, verdict, findings, asked}),
		treeHash,
		partial,
		findings,
		capabilities: capabilitiesOf(uses, texts),
		policy: {asked, source: manifest.policy ? 'declared' : 'inferred', inferred, undeclared},
		dependencies,
		ms: Math.round(performance.now() - started),
	};
}

/** Text by path, and what of it is code that is small enough to parse. */
function readTexts(files: readonly InventoryFile[]): {texts: Map<string, string>; sources: SourceFile[]; matches: Match[]} {
	const texts = new Map<string, string>();
	const sources: SourceFile[] = [];
	const matches: Match[] = [];
	for (const {path, bytes} of files) {
		const text = bytes ? decodeText(bytes, languageOf(path, '') !== undefined) : undefined;
		if (text === undefined) {
			continue;
		}

		texts.set(path, text);
		const language = languageOf(path, text);
		if (language && text.length > largestSource) {
			matches.push(tooLarge(path, largestSource));
		} else if (language) {
			sources.push({path, language, text});
		}
	}

	return {texts, sources, matches};
}

function attempt<Result>(
	what: string,
	body: () => readonly Result[],
): {readonly results: readonly Result[]; readonly failures: readonly Match[]} {
	try {
		return {results: body(), failures: []};
	} catch (cause) {
		return {results: [], failures: [scanFailed('SKILL.md', what, cause)]};
	}
}

async function attemptPackages(skill: SkillView): Promise<PackagesRead & {readonly failures: readonly Match[]}> {
	try {
		return {...(await readPackages(skill)), failures: []};
	} catch (cause) {
		return {matches: [], dependencies: [], failures: [scanFailed('SKILL.md', 'SL-PACKAGE-001', cause)]};
	}
}

/** One entry a kind, detail and line, in file order. */
function capabilitiesOf(uses: readonly Use[], texts: ReadonlyMap<string, string>): readonly Capability[] {
	const found = new Map<string, Capability>();
	const lines = new Map<string, LineIndex>();
	for (const {kind, detail, call, unit, start} of uses) {
		const index = lines.get(unit.file) ?? new LineIndex(texts.get(unit.file) ?? '');
		lines.set(unit.file, index);
		const line = index.lineAt(start);
		const capability = {kind, detail: detail ?? call, file: unit.file, line};
		found.set(`${unit.file}\0${String(line).padStart(8, '0')}\0${kind}\0${capability.detail}`, capability);
	}

	return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, capability]) => capability);
}
