/** The public face of the sandbox; the only barrel in the tree. A name here is an API decision. */

export type {Sha256} from './base/canonical-json.ts';
export {canonicalJson, digestOf, sha256} from './base/canonical-json.ts';
export type {Display, DisplayOptions, Untrusted} from './base/display.ts';
export {asUntrusted, toDisplay, toDisplayJson} from './base/display.ts';
export type {ErrorCode, ErrorDetails} from './base/errors.ts';
export {
	assertNever,
	ConfigError,
	exitCodeOf,
	IntegrityError,
	ModelError,
	PolicyError,
	SandboxError,
	SkillError,
	SkillLiteError,
	toSkillLiteError,
	UsageError,
} from './base/errors.ts';
export {writeFileAtomically} from './base/atomic-file.ts';
export {withFileLock} from './base/file-lock.ts';
export {cacheFolder, requireWritableHome, skillliteHome} from './base/home.ts';
export {packageRoot} from './base/package-root.ts';
export type {Fragment, Markup} from './admission/formats/markup.ts';
export {html} from './admission/formats/markup.ts';
export {isOwnPath, isProtectedPath, isSecretPath} from './guarded-path.ts';
export type {ConsentAnswer, ConsentPort, ConsentQuestion} from './admission/consent-port.ts';
export {nobody} from './admission/consent-port.ts';
export type {
	AdmissionReport,
	Capability,
	CapabilityKind,
	Demotion,
	Finding,
	FindingLayer,
	ModelReview,
	Severity,
	Suppression,
	VerdictKind,
} from './admission/report.ts';
export type {JudgeModel, Question} from './admission/judge/judge-model.ts';
export type {JudgeLimits, JudgeOptions} from './admission/judge/judge-report.ts';
export type {ReportedAdvisory, ReportedDependency} from './admission/supply-chain/reported-dependency.ts';
export {dependencyText} from './admission/supply-chain/reported-dependency.ts';
export type {Literal, LiteralForm, ScriptLanguage, ScriptLiterals} from './admission/parse/literals.ts';
export type {Audit, AuditOptions} from './admission/supply-chain/audit-reports.ts';
export type {ImportedSource} from './admission/supply-chain/advisory-database.ts';
export type {UpdateSource} from './admission/supply-chain/update-advisories.ts';
export type {AuditCheck, AuditEntry} from './audit.ts';
export {appendAudit} from './audit.ts';
export type {LoggedEntry} from './audit-entries.ts';
export type {Backend, Denial, Ended, Layers, NetworkCount, RunEnvelope, RunOutcome, Usage, UsageSample} from './envelope.ts';
export type {Manifest, Runtime, Script} from './manifest/manifest.ts';
export type {Limits, Policy} from './policy.ts';
export {defaultLimits, emptyPolicy, policyDigest} from './policy.ts';
export {isEmptyAsk, policyGrowth, widenPolicy} from './policy-growth.ts';
export {parseGrantPath, parseHostRule} from './parse-grant.ts';
export {parsePolicy} from './parse-policy.ts';
export {parseSeconds, parseSize} from './parse-quantity.ts';
export {summarisePolicy} from './policy-summary.ts';
export {deniedLine, exitCodeOfRun, observedLine, sentenceOfRun, withheldLine} from './run-outcome.ts';
export type {Attempt, AttemptKind, Observation} from './observe/attempts.ts';
export type {Sample} from './observe/rehearse.ts';
export type {RuntimeReport} from './observe/runtime-report.ts';
export type {Pin} from './admission/lock.ts';
export type {InstalledSkill, SkillInstall, SkillInstallHooks} from './install-skill.ts';
export type {InstalledPlace} from './place-skill.ts';
export type {PinState} from './pin.ts';
export type {RequestWords, RunRequest} from './run-request.ts';
export {readRunRequest} from './run-request.ts';
export type {Approval, Runner, SkillRun, SkillRunHooks} from './run-skill.ts';
export {runSkill} from './run-skill.ts';
export type {Inventory} from './admission/inventory.ts';
export {readInventory} from './admission/inventory.ts';
export {readManifest} from './manifest/read-manifest.ts';
export {findScripts, scriptAt} from './manifest/scripts.ts';
export {backendGaps, gapsLine} from './backend-gaps.ts';
export type {BundledSkill} from './admission/bundled.ts';
export {bundledSkill} from './admission/bundled.ts';
export {isGrave, severities} from './fail-on.ts';
export type {Check} from './check.ts';
export type {CachedFolder} from './environments/cached.ts';
export type {AnsweredScan} from './approve.ts';
export type {UsageStream} from './usage-stream.ts';
export {createUsageStream} from './usage-stream.ts';
export type {Command, CommandHooks, CommandRun} from './run-command.ts';
export type {ProgramLanguage} from './run-program.ts';
export type {Page, PageRequest} from './egress/fetch-page.ts';
export type {Judge, ScanOptions} from './scan.ts';
export type {DescribedTool} from './scan-tools.ts';
export type {SuppressionRequest, SuppressionsWritten} from './suppress-findings.ts';
export type {SandboxState} from './sandbox-state.ts';
export type {RunInput} from './run-input.ts';
export {
	answerScan,
	auditEntries,
	auditReports,
	cachedFolders,
	checkPin,
	createLatePool,
	diagnose,
	fetchPage,
	forgetReports,
	formatReports,
	formatSbom,
	givenSample,
	hostRuleOf,
	installSkill,
	judgeReport,
	pinnedNames,
	pinsOf,
	pinSkill,
	prepareSkill,
	readLiterals,
	recoverInstalled,
	removeCached,
	removeSkill,
	reportOn,
	reportOnInventory,
	runCommand,
	runProgram,
	sandboxState,
	scanAtRuntime,
	scanPath,
	scanTool,
	suppressFindings,
	unifiedDiff,
	updateAdvisories,
	verifyAudit,
	withoutModel,
} from './doors.ts';
