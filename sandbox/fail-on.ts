import type {AdmissionReport, Severity} from './admission/report.ts';

/** From the least on. */
export const severities: readonly Severity[] = ['note', 'low', 'medium', 'high', 'critical'];

/** Whether a scan that found this fails: the skill is blocked, or a finding that neither a person accepted nor a model holds harmless is so severe. */
export function isGrave({verdict, findings, runtime}: AdmissionReport, failOn: Severity): boolean {
	const open = [...findings, ...(runtime?.findings ?? [])].filter(({suppressed, demotion}) => !suppressed && !demotion);
	return verdict === 'blocked' || open.some(({severity}) => severities.indexOf(severity) >= severities.indexOf(failOn));
}
