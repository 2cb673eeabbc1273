/**
Functions of the public face that `run` does not need, each loaded when it is first called.

Every command imports the face for errors and display; without this, each would carry the scanner's door,
the doctor and the lock with it.
*/

import type {AnsweredScan} from './approve.ts';
import type {ConsentPort} from './admission/consent-port.ts';
import type {AdmissionReport} from './admission/report.ts';
import type {Check} from './check.ts';
import type {FormatOptions} from './format-reports.ts';
import type {RunOutcome} from './envelope.ts';
import type {PinState} from './pin.ts';
import type {CommandHooks, CommandRun} from './run-command.ts';
import type {Pool} from './pool.ts';
import type {ScanOptions} from './scan.ts';
import type {SuppressionRequest, SuppressionsWritten} from './suppress-findings.ts';
import type {Sample} from './observe/rehearse.ts';
import type {RuntimeScan} from './scan-runtime.ts';

/** See `doctor.ts`. */
export async function diagnose(): Promise<readonly Check[]> {
	return (await import('./doctor.ts')).diagnose();
}

/** See `scan.ts`. */
export async function scanPath(path: string, options?: ScanOptions): Promise<readonly AdmissionReport[]> {
	return (await import('./scan.ts')).scanPath(path, options);
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
export async function pinSkill(dir: string, lockPath: string, source: string): Promise<AdmissionReport> {
	return (await import('./pin.ts')).pinSkill(dir, lockPath, source);
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

/** See `run-command.ts`. */
export async function runCommand(run: CommandRun, hooks?: CommandHooks): Promise<RunOutcome> {
	return (await import('./run-command.ts')).runCommand(run, hooks);
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
