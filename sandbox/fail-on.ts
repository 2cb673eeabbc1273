import type {AdmissionReport, Severity} from './admission/report.ts';

/** From the least on. */
export const severities: readonly Severity[] = ['note', 'low', 'medium', 'high', 'critical'];

/** Whether a scan that found this fails: the skill is blocked, or a finding that nobody accepted is so severe. */
export function isGrave({verdict, findings, runtime}: AdmissionReport, failOn: Severity): boolean {
	const open = [...findings, ...(runtime?.findings ?? [])].filter(({suppressed}) => !suppressed);
	return verdict === 'blocked' || open.some(({severity}) => severities.indexOf(severity) >= severities.indexOf(failOn));
}
