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
export {cacheFolder, requireWritableHome, skillliteHome} from './base/home.ts';
export {packageRoot} from './base/package-root.ts';
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
	VerdictKind,
} from './admission/report.ts';
export type {JudgeModel, Question} from './admission/judge/judge-model.ts';
export type {JudgeLimits, JudgeOptions} from './admission/judge/judge-report.ts';
export type {Backend, Denial, Ended, Layers, RunEnvelope, RunOutcome, Usage, UsageSample} from './envelope.ts';
export type {Manifest, Runtime, Script} from './manifest/manifest.ts';
export type {Limits, Policy} from './policy.ts';
export {defaultLimits, emptyPolicy, policyDigest} from './policy.ts';
export {isEmptyAsk, widenPolicy} from './policy-growth.ts';
export {parseGrantPath, parseHostRule} from './parse-grant.ts';
export {parsePolicy} from './parse-policy.ts';
export {parseSeconds, parseSize} from './parse-quantity.ts';
export {summarisePolicy} from './policy-summary.ts';
export {deniedLine, exitCodeOfRun, sentenceOfRun, withheldLine} from './run-outcome.ts';
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
export type {Check} from './check.ts';
export type {AnsweredScan} from './approve.ts';
export type {Judge, ScanOptions} from './scan.ts';
export type {Command, CommandHooks, CommandRun} from './run-command.ts';
export type {RunInput} from './run-input.ts';
export {
	answerScan,
	checkPin,
	createLatePool,
	diagnose,
	formatReports,
	judgeReport,
	pinnedNames,
	pinSkill,
	reportOn,
	runCommand,
	scanPath,
	withoutModel,
} from './doors.ts';
