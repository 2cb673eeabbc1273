import type {Finding, Severity, VerdictKind} from './report.ts';

const effects: Record<Severity, VerdictKind> = {critical: 'blocked', high: 'confirm', medium: 'confirm', low: 'clean', note: 'clean'};

export interface Judgement {
	readonly findings: readonly Finding[];
	/** Not everything was read. */
	readonly partial: boolean;
	/** What the code does beyond the declared policy. */
	readonly undeclared: readonly string[];
}

/**
The verdict on a skill.

Pure. Capabilities play no part, only findings and what the policy leaves out. What could not be read is never clean.
A finding that is suppressed, or that a model holds harmless, still blocks: nothing but the person's own override lowers `blocked`.
*/
export function judge({findings, partial, undeclared}: Judgement): VerdictKind {
	const counted = findings
		.filter(({severity, suppressed, demotion}) => severity === 'critical' || (!suppressed && !demotion))
		.map(finding => effects[finding.severity]);
	if (counted.includes('blocked')) {
		return 'blocked';
	}

	return counted.includes('confirm') || partial || undeclared.length > 0 ? 'confirm' : 'clean';
}
