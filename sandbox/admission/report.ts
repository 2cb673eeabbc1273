/** What admission says about one skill; one shape for `scan --json`, `add`, MCP and the SDK. */

import type {Sha256} from '../base/canonical-json.ts';
import type {RuntimeReport} from '../observe/runtime-report.ts';
import type {Policy} from '../policy.ts';
import type {ReportedDependency} from './supply-chain/reported-dependency.ts';

export type Severity = 'note' | 'low' | 'medium' | 'high' | 'critical';

export type FindingLayer = 'code' | 'instructions' | 'packages' | 'files' | 'model' | 'runtime';

export type VerdictKind = 'clean' | 'confirm' | 'blocked';

export interface Finding {
	/** Stable, for example `SL-EXFIL-001`. */
	readonly id: string;
	/** The class of the threat taxonomy, for example `C3`. */
	readonly class: string;
	readonly severity: Severity;
	/** One sentence that says what was found. */
	readonly message: string;
	readonly file: string;
	/** 1-based; 0 when the finding is about the whole file. */
	readonly line: number;
	readonly column: number;
	/** The evidence, already safe to display. */
	readonly snippet: string;
	/** What would clear it. */
	readonly remedy: string;
	readonly references: readonly string[];
	readonly layer: FindingLayer;
	/** What it rests on, wherever in its file that stands; suppressions are bound to it. */
	readonly evidence: Sha256;
	readonly suppressed: boolean;
	/** Why a model holds it harmless here. It stays, and asks no more. */
	readonly demotion?: Demotion;
	/** What a person wrote in a baseline about this evidence. */
	readonly suppression?: Suppression;
}

export interface Suppression {
	readonly reason: string;
	/** Dates, `2026-11-21`; it holds to the end of the last day, in UTC. */
	readonly added: string;
	readonly expires: string;
	/** Shown, and without effect. */
	readonly expired: boolean;
}

export interface Demotion {
	/** The model's own sentence, safe to display. */
	readonly reason: string;
	/** The line of evidence that it quoted, safe to display. */
	readonly quote: string;
}

/** What became of asking a model. Without `looked` it took nothing back and the verdict of the rules stands; what it found before is kept. */
export type ModelReview =
	| {
			readonly state: 'looked';
			/** Which model, and where. */
			readonly model: string;
			/** How many files it saw. */
			readonly files: number;
			/** Files that it did not see: too much text, or none. */
			readonly unseen: readonly string[];
			/** Findings that were thrown away because their quote is not in the file. */
			readonly voided: number;
			readonly demotion: DemotionState;
	  }
	| {readonly state: 'unavailable' | 'timed-out' | 'nonsense'; readonly model: string | null; readonly reason: string};

export type DemotionState =
	/** Nothing was to be taken back, or the model takes nothing back. */
	| {readonly state: 'none'}
	| {readonly state: 'accepted'}
	/** Not asked for, or answered and not believed; one sentence. */
	| {readonly state: 'refused'; readonly reason: string};

export type CapabilityKind =
	| 'network'
	| 'listen'
	| 'read'
	| 'write'
	| 'delete'
	| 'exec'
	| 'dynamic-code'
	| 'env'
	| 'native'
	| 'system-info'
	| 'process';

/** Something the skill's code can do; a capability alone is never a finding. */
export interface Capability {
	readonly kind: CapabilityKind;
	/** Host, path, program or variable where it is a literal, else the call, for example `subprocess.run`. */
	readonly detail: string;
	readonly file: string;
	readonly line: number;
}

export interface AdmissionReport {
	readonly path: string;
	readonly name: string;
	readonly verdict: VerdictKind;
	/** Digest of everything below that a consent depends on: tree hash, verdict, findings, asked policy. */
	readonly digest: Sha256;
	readonly treeHash: Sha256;
	/** Something was too large, too slow or unreadable; never clean. */
	readonly partial: boolean;
	readonly findings: readonly Finding[];
	readonly capabilities: readonly Capability[];
	readonly policy: {
		/** From `security_policy`; where there is none, what the scan inferred. */
		readonly asked: Policy;
		readonly source: 'declared' | 'inferred';
		readonly inferred: Policy;
		/** Capabilities seen in code that the declared policy does not cover, as short phrases. */
		readonly undeclared: readonly string[];
	};
	/** Packages from outside that the skill names anywhere; what advisories say of each. */
	readonly dependencies: readonly ReportedDependency[];
	readonly ms: number;
	/** Where a model was to look at it too. */
	readonly model?: ModelReview;
	/** What a rehearsal found, where one was asked for. */
	readonly runtime?: RuntimeReport;
}
