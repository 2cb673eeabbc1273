/** A dependency as the report of a skill has it, and what advisories say of it. */

import type {AdvisorySeverity} from './advisory.ts';
import type {Dependency, Ecosystem, Requirement} from './dependency.ts';

export interface ReportedAdvisory {
	readonly id: string;
	readonly severity: AdvisorySeverity;
	/** Untrusted text of the advisory. */
	readonly summary: string;
}

/** `unknown`: nobody was asked who knows. It is not `clear`, which is what a complete source says. */
export type DependencyStatus = 'unknown' | 'clear' | 'vulnerable' | 'malicious';

export interface ReportedDependency {
	readonly ecosystem: Ecosystem;
	/** In its normal form; empty for an address that names no package. */
	readonly name: string;
	readonly requirement: Requirement;
	readonly origin: Dependency['origin'];
	readonly file: string;
	/** 1-based; 0 when it has no line. */
	readonly line: number;
	/** It stands beside a warning, as what not to install. */
	readonly warnedAgainst: boolean;
	readonly status: DependencyStatus;
	readonly advisories: readonly ReportedAdvisory[];
}

/** `requests==2.31.0`, `lodash@^4.17`, or the address, as each ecosystem writes it. */
export function dependencyText({ecosystem, name, requirement}: Pick<Dependency, 'ecosystem' | 'name' | 'requirement'>): string {
	const {kind, text} = requirement;
	if (kind === 'direct') {
		return name === '' ? text : `${name} @ ${text}`;
	}

	return ecosystem === 'PyPI' || text === '' ? `${name}${text}` : `${name}@${text}`;
}
