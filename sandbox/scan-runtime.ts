/** `scan --runtime`: the static report of a skill and what a rehearsal adds to it. */

import {readInventory} from './admission/inventory.ts';
import type {AdmissionReport} from './admission/report.ts';
import {findScripts} from './manifest/scripts.ts';
import {rehearse, type Sample} from './observe/rehearse.ts';

export interface RuntimeScan {
	readonly samples: readonly Sample[];
	/** Of the person who scans; only copied from. */
	readonly workspace: string;
	readonly signal?: AbortSignal | undefined;
}

/** The report with its `runtime` part. Throws what `rehearse` throws. */
export async function scanAtRuntime(report: AdmissionReport, {samples, workspace, signal}: RuntimeScan): Promise<AdmissionReport> {
	return {...report, runtime: await rehearse({inventory: readInventory(report.path), report, samples, workspace, signal})};
}

/** The one sample that a person gave, for the entry script; none where there is no such script. */
export function givenSample({path}: Pick<AdmissionReport, 'path'>, stdin: string): readonly Sample[] {
	const {entry} = findScripts(readInventory(path));
	return entry === null ? [] : [{script: entry, args: [], stdin}];
}
