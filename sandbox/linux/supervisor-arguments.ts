import type {Layout} from './layout.ts';

/** What every run tells its supervisor: who waits for it, the wall clock, as whom it runs, and what to look at. */
export function supervisorArguments({job, identity}: Layout): readonly string[] {
	return [
		...['-p', String(process.pid), '-w', String(Math.round(job.limits.wallSeconds * 1000))],
		...(identity === undefined ? [] : ['-u', String(identity.uid), '-g', String(identity.gid)]),
		...(job.observed === undefined ? [] : ['-o', job.observed.table]),
	];
}
