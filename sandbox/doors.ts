/**
Functions of the public face that `run` does not need, each loaded when it is first called.

Every command imports the face for errors and display; without this, each would carry the scanner's door,
the doctor and the lock with it.
*/

import type {AnsweredScan} from './approve.ts';
import type {ConsentPort} from './admission/consent-port.ts';
import type {JudgeOptions} from './admission/judge/judge-report.ts';
import type {AdmissionReport} from './admission/report.ts';
import type {Check} from './check.ts';
import type {FormatOptions} from './format-reports.ts';
import type {RunOutcome} from './envelope.ts';
import type {Inventory} from './admission/inventory.ts';
import type {PinState} from './pin.ts';
import type {CommandHooks, CommandRun} from './run-command.ts';
import type {Pool} from './pool.ts';
import type {ScanOptions} from './scan.ts';

/** See `doctor.ts`. */
export async function diagnose(): Promise<readonly Check[]> {
	return (await import('./doctor.ts')).diagnose();
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
