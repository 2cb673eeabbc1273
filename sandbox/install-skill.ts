/** One installation through the whole chain: inventory, verdict, consent, audit, place and pin; the counterpart of `runSkill`. */

import {join} from 'node:path';
import {type AdmittedSkill, admitSkill} from './admission/admit-skill.ts';
import {obtainConsent} from './admission/consent.ts';
import type {ConsentPort} from './admission/consent-port.ts';
import {fileMarks} from './admission/file-marks.ts';
import type {Inventory} from './admission/inventory.ts';
import {admittedPin} from './admission/lock.ts';
import type {AdmissionReport} from './admission/report.ts';
import {appendAudit} from './audit.ts';
import {toDisplay} from './base/display.ts';
import {PolicyError, SkillError, SkillLiteError} from './base/errors.ts';
import {requireWritableHome} from './base/home.ts';
import {type InstalledPlace, placeSkill, removePlaced} from './place-skill.ts';
import {dependenciesOf} from './environments/dependencies-of.ts';
import type {EnvironmentHooks} from './environments/environment.ts';
import type {Approval} from './run-skill.ts';
import type {Judge} from './scan.ts';

export interface SkillInstall {
	/** What was fetched; these bytes are scanned and these are installed. */
	readonly inventory: Inventory;
	/** The folder's name to be, known to be one. */
	readonly name: string;
	readonly place: InstalledPlace;
	/** As the lock keeps it. */
	readonly source: string;
	readonly revision: string | null;
	readonly approve: Approval;
	readonly consent: ConsentPort;
	/** Asked where a skill is blocked: whether a person typed its name to have it all the same. Without it `blocked` stays. */
	readonly override?: ((report: AdmissionReport) => Promise<boolean>) | undefined;
}

export interface SkillInstallHooks {
	readonly signal?: AbortSignal;
	/** Asked for the advisories of the packages that a skill wants; what the local database does not know stays unknown without it. */
	readonly osvUrl?: string | undefined;
	/** Asked about what is not bundled, after the rules and the advisories. */
	readonly judge?: Judge | undefined;
	/** After admission, before consent. */
	readonly onAdmission?: (report: AdmissionReport) => void;
	/** Before packages that the skill declares are fetched and installed; not called for what is there. */
	readonly onInstall?: EnvironmentHooks['onInstall'];
	/** For tests: where packages come from. */
	readonly packages?: EnvironmentHooks['packages'];
}

export interface InstalledSkill {
	readonly report: AdmissionReport;
	/** What it depends on, resolved, one package a line with its hash. */
	readonly dependencies: readonly string[];
}

/**
Admit a skill, obtain consent, and put it in place with its pin.

Throws SkillError (broken, too large), PolicyError (`blocked`, `consent-needed`, `consent-refused`), and what
`ensureEnvironments` throws: then nothing of it is installed.
*/
export async function installSkill(install: SkillInstall, hooks: SkillInstallHooks = {}): Promise<InstalledSkill> {
	requireWritableHome();
	const {name, place, source, revision} = install;
	const inventory = {...install.inventory, root: join(place.folder, name)};
	assertWhole(inventory, name);
	const admitted = await withOpinion(await withAdvisories(await admitSkill(inventory), hooks), inventory, hooks);
	const {report} = admitted;
	hooks.onAdmission?.(report);
	const facts = {skill: name, source, revision, treeHash: inventory.treeHash, verdict: report.verdict, admission: report.digest};
	let dependencies: readonly string[];
	try {
		const how = await consentTo(install, admitted, inventory, hooks.signal ?? new AbortController().signal);
		assertGoing(hooks.signal);
		dependencies = await dependenciesOf(inventory, [], hooks);
		assertGoing(hooks.signal);
		appendAudit({type: 'install', ...facts, consent: how, dependencies});
	} catch (error) {
		appendAudit({type: 'install', ...facts, refused: error instanceof SkillLiteError ? error.code : 'internal'});
		throw error;
	}

	placeSkill(place, {name, inventory, pin: admittedPin(inventory, report, {source, revision, dependencies})});
	return {report, dependencies};
}

async function withAdvisories(admitted: AdmittedSkill, {osvUrl, signal}: SkillInstallHooks): Promise<AdmittedSkill> {
	if (admitted.bundled || admitted.report.dependencies.length === 0) {
		return admitted;
	}

	const {auditReports} = await import('./admission/supply-chain/audit-reports.ts');
	const {reports} = await auditReports([admitted.report], {osvUrl: osvUrl ?? null, signal: signal ?? new AbortController().signal});
	return {...admitted, report: reports[0] ?? admitted.report};
}

async function withOpinion(admitted: AdmittedSkill, inventory: Inventory, {judge}: SkillInstallHooks): Promise<AdmittedSkill> {
	return judge === undefined || admitted.bundled ? admitted : {...admitted, report: await judge(admitted.report, inventory)};
}

/** Take an installed skill away, with its pin and an audit line. */
export function removeSkill(place: InstalledPlace, name: string): void {
	requireWritableHome();
	appendAudit({type: 'install', skill: name, removed: true});
	removePlaced(place, name);
}

function assertWhole(inventory: Inventory, name: string): void {
	const problem = inventory.problems.find(({kind}) => kind === 'special-file');
	if (inventory.partial || problem) {
		const first = problem ?? inventory.problems.find(({kind}) => ['bounds', 'unreadable', 'undecodable-name'].includes(kind));
		throw new SkillError(
			'skill-invalid',
			`Cannot install the skill "${name}": ${first?.message.replace(/\.$/, '') ?? 'not all of it could be read'}.`,
		);
	}
}

async function consentTo(
	install: SkillInstall,
	{report, bundled}: AdmittedSkill,
	inventory: Inventory,
	signal: AbortSignal,
): Promise<string> {
	if (bundled) {
		return 'bundled';
	}

	if (report.verdict === 'blocked' && install.override !== undefined) {
		if (await install.override(report)) {
			return 'override';
		}

		throw new PolicyError('consent-refused', `Did not install the skill "${toDisplay(install.name)}": its name was not typed.`);
	}

	const {approve, consent: port} = install;
	const requested = report.policy.asked;
	const {how} = await obtainConsent({
		act: 'install',
		report,
		requested,
		approve,
		level: 3,
		port,
		signal,
		files: fileMarks(inventory),
		inventory,
	});
	return how;
}

function assertGoing(signal: AbortSignal | undefined): void {
	if (signal?.aborted) {
		throw new SkillLiteError('interrupted', 'Interrupted before the skill was installed.');
	}
}
