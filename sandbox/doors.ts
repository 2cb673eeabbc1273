/**
Functions of the public face that `run` does not need, each loaded when it is first called.

Every command imports the face for errors and display; without this, each would carry the scanner's door,
the doctor and the lock with it.
*/

import type {AnsweredScan} from './approve.ts';
import type {ConsentPort} from './admission/consent-port.ts';
import type {JudgeOptions} from './admission/judge/judge-report.ts';
import type {ScriptLanguage, ScriptLiterals} from './admission/parse/literals.ts';
import type {AdmissionReport, Finding} from './admission/report.ts';
import type {Audit, AuditOptions} from './admission/supply-chain/audit-reports.ts';
import type {ImportResult} from './admission/supply-chain/import-advisories.ts';
import type {SbomOptions} from './admission/supply-chain/sbom.ts';
import type {UpdateOptions, UpdateSource} from './admission/supply-chain/update-advisories.ts';
import type {AuditCheck} from './audit.ts';
import type {LoggedEntry} from './audit-entries.ts';
import type {Check} from './check.ts';
import type {CachedFolder} from './environments/cached.ts';
import type {EnvironmentHooks} from './environments/environment.ts';
import type {FormatOptions} from './format-reports.ts';
import type {RunOutcome} from './envelope.ts';
import type {Inventory} from './admission/inventory.ts';
import type {Pin} from './admission/lock.ts';
import type {InstalledSkill, SkillInstall, SkillInstallHooks} from './install-skill.ts';
import type {PinState} from './pin.ts';
import type {InstalledPlace} from './place-skill.ts';
import type {CommandHooks, CommandRun} from './run-command.ts';
import type {Page, PageRequest} from './egress/fetch-page.ts';
import type {ProgramHooks, ProgramRun} from './run-program.ts';
import type {Pool} from './pool.ts';
import type {ScanOptions} from './scan.ts';
import type {SuppressionRequest, SuppressionsWritten} from './suppress-findings.ts';
import type {SandboxState} from './sandbox-state.ts';
import type {Sample} from './observe/rehearse.ts';
import type {RuntimeScan} from './scan-runtime.ts';
import type {DescribedTool} from './scan-tools.ts';

/** See `doctor.ts`. */
export async function diagnose(): Promise<readonly Check[]> {
	return (await import('./doctor.ts')).diagnose();
}

/** See `sandbox-state.ts`. */
export async function sandboxState(): Promise<SandboxState> {
	return (await import('./sandbox-state.ts')).sandboxState();
}

/** See `scan.ts`. */
export async function scanPath(path: string, options?: ScanOptions): Promise<readonly AdmissionReport[]> {
	return (await import('./scan.ts')).scanPath(path, options);
}

/** See `admission/judge/judge-report.ts`. */
export async function judgeReport(report: AdmissionReport, inventory: Inventory, options: JudgeOptions): Promise<AdmissionReport> {
	return (await import('./admission/judge/judge-report.ts')).judgeReport(report, inventory, options);
}

/** See `admission/judge/opinion.ts`. */
export async function withoutModel(report: AdmissionReport, reason: string): Promise<AdmissionReport> {
	return (await import('./admission/judge/opinion.ts')).withoutModel(report, reason);
}

/** See `base/unified-diff.ts`. */
export async function unifiedDiff(name: string, before: string | null, after: string | null): Promise<string> {
	return (await import('./base/unified-diff.ts')).unifiedDiff(name, before, after);
}

/** See `suppress-findings.ts`. */
export async function suppressFindings(path: string, request: SuppressionRequest, options?: ScanOptions): Promise<SuppressionsWritten> {
	return (await import('./suppress-findings.ts')).suppressFindings(path, request, options);
}

/** See `scan-runtime.ts`. */
export async function scanAtRuntime(report: AdmissionReport, scan: RuntimeScan): Promise<AdmissionReport> {
	return (await import('./scan-runtime.ts')).scanAtRuntime(report, scan);
}

/** See `scan-runtime.ts`. */
export async function givenSample(report: Pick<AdmissionReport, 'path'>, stdin: string): Promise<readonly Sample[]> {
	return (await import('./scan-runtime.ts')).givenSample(report, stdin);
}

/** See `format-reports.ts`. */
export async function formatReports(reports: readonly AdmissionReport[], options: FormatOptions): Promise<string> {
	return (await import('./format-reports.ts')).formatReports(reports, options);
}

/** See `approve.ts`. */
export async function answerScan(scanId: string, port: ConsentPort, signal: AbortSignal): Promise<AnsweredScan> {
	return (await import('./approve.ts')).answerScan(scanId, port, signal);
}

/** See `pin.ts`. */
export async function pinSkill(dir: string, lockPath: string, source: string, dependencies?: readonly string[]): Promise<AdmissionReport> {
	return (await import('./pin.ts')).pinSkill(dir, lockPath, source, dependencies);
}

/** See `pin.ts`. */
export async function prepareSkill(dir: string, lockPath: string, hooks?: EnvironmentHooks): Promise<readonly string[]> {
	return (await import('./pin.ts')).prepareSkill(dir, lockPath, hooks);
}

/** See `pin.ts`. */
export async function checkPin(dir: string, lockPath: string): Promise<PinState> {
	return (await import('./pin.ts')).checkPin(dir, lockPath);
}

/** See `pin.ts`. */
export async function pinnedNames(lockPath: string): Promise<readonly string[]> {
	return (await import('./pin.ts')).pinnedNames(lockPath);
}

/** See `pin.ts`. */
export async function reportOn(dir: string): Promise<AdmissionReport> {
	return (await import('./pin.ts')).reportOn(dir);
}

/** See `supply-chain/audit-reports.ts`. */
export async function auditReports(reports: readonly AdmissionReport[], options: AuditOptions): Promise<Audit> {
	return (await import('./admission/supply-chain/audit-reports.ts')).auditReports(reports, options);
}

/** See `supply-chain/update-advisories.ts`. */
export async function updateAdvisories(sources: readonly UpdateSource[], options: UpdateOptions): Promise<ImportResult> {
	return (await import('./admission/supply-chain/update-advisories.ts')).updateAdvisories(sources, options);
}

/** See `supply-chain/sbom.ts`. */
export async function formatSbom(reports: readonly AdmissionReport[], options: SbomOptions): Promise<Readonly<Record<string, unknown>>> {
	return (await import('./admission/supply-chain/sbom.ts')).formatSbom(reports, options);
}

/** See `audit-entries.ts`. */
export async function* auditEntries(since: Date | undefined): AsyncGenerator<LoggedEntry> {
	yield* (await import('./audit-entries.ts')).auditEntries(since);
}

/** See `audit.ts`. */
export async function verifyAudit(): Promise<AuditCheck> {
	return (await import('./audit.ts')).verifyAudit();
}

/** See `admission/admit-skill.ts`; the report alone. */
export async function reportOnInventory(inventory: Inventory): Promise<AdmissionReport> {
	return (await (await import('./admission/admit-skill.ts')).admitSkill(inventory)).report;
}

/** See `admission/report-cache.ts`. */
export async function forgetReports(): Promise<void> {
	(await import('./admission/report-cache.ts')).forgetReports();
}

/** See `environments/cached.ts`. */
export async function cachedFolders(): Promise<readonly CachedFolder[]> {
	return (await import('./environments/cached.ts')).cachedFolders();
}

/** See `environments/cached.ts`. */
export async function removeCached(folder: CachedFolder): Promise<void> {
	(await import('./environments/cached.ts')).removeCached(folder);
}

/** See `install-skill.ts`. */
export async function installSkill(install: SkillInstall, hooks?: SkillInstallHooks): Promise<InstalledSkill> {
	return (await import('./install-skill.ts')).installSkill(install, hooks);
}

/** See `install-skill.ts`. */
export async function removeSkill(place: InstalledPlace, name: string): Promise<void> {
	(await import('./install-skill.ts')).removeSkill(place, name);
}

/** See `place-skill.ts`. */
export async function recoverInstalled(place: InstalledPlace): Promise<void> {
	(await import('./place-skill.ts')).recoverInstalled(place);
}

/** See `admission/lock.ts`. */
export async function pinsOf(lockPath: string): Promise<ReadonlyMap<string, Pin>> {
	return (await import('./admission/lock.ts')).readLock(lockPath);
}

/** See `admission/parse/literals.ts`. */
export async function readLiterals(language: ScriptLanguage, text: string, timeoutMs?: number): Promise<ScriptLiterals> {
	return (await import('./admission/parse/literals.ts')).readLiterals(language, text, timeoutMs);
}

/** See `run-command.ts`. */
export async function runCommand(run: CommandRun, hooks?: CommandHooks): Promise<RunOutcome> {
	return (await import('./run-command.ts')).runCommand(run, hooks);
}

/** See `run-program.ts`. */
export async function runProgram(run: ProgramRun, hooks: ProgramHooks): Promise<RunOutcome | null> {
	return (await import('./run-program.ts')).runProgram(run, hooks);
}

/** See `scan-tools.ts`. */
export async function scanTool(tool: DescribedTool): Promise<readonly Finding[]> {
	return (await import('./scan-tools.ts')).scanTool(tool);
}

/** See `egress/fetch-page.ts`. */
export async function fetchPage(request: PageRequest): Promise<Page> {
	return (await import('./egress/fetch-page.ts')).fetchPage(request);
}

/** See `egress/fetch-page.ts`. */
export async function hostRuleOf(url: string): Promise<string | null> {
	return (await import('./egress/fetch-page.ts')).hostRuleOf(url);
}

/** A pool of warm slots that is made with its first job: a host that runs nothing pays nothing. See `pool.ts`. */
export function createLatePool(): Pick<Pool, 'run' | 'close'> {
	let pool: Promise<Pool> | undefined;
	return {
		async run(job, stdin, hooks) {
			pool ??= import('./pool.ts').then(({createPool}) => createPool());
			return (await pool).run(job, stdin, hooks);
		},
		async close() {
			await (await pool)?.close();
		},
	};
}
