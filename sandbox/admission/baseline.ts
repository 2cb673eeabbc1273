/**
What a person accepted, applied to a report.

The person's own baseline is in their home and counts everywhere; another file counts where the command names it.
*/

import {existsSync, realpathSync} from 'node:fs';
import {basename, dirname, isAbsolute, join, relative, resolve, sep} from 'node:path';
import {toDisplay} from '../base/display.ts';
import {UsageError} from '../base/errors.ts';
import {skillliteHome} from '../base/home.ts';
import type {AdmissionReport} from './report.ts';

export function ownBaseline(): string {
	return join(skillliteHome(), 'baseline.json');
}

/**
The report with its findings marked that a baseline accepts, and the verdict that follows from the others.

The same report where there is nothing to mark. Throws a ConfigError for a baseline that cannot be used.
*/
export async function withBaseline(report: AdmissionReport, named?: string): Promise<AdmissionReport> {
	const paths = [ownBaseline(), ...(named === undefined ? [] : [named])];
	// Here and not in the reader: a run of a skill without findings loads nothing more.
	if (report.findings.length === 0 || !paths.some(path => existsSync(path))) {
		return report;
	}

	const [{readBaseline}, {assertPrivate}, {suppress}] = await Promise.all([
		import('./baseline-file.ts'),
		import('./json-file.ts'),
		import('./suppress.ts'),
	]);
	assertPrivate(ownBaseline());
	const now = Date.now();
	return suppress(
		report,
		paths.flatMap(path => readBaseline(path, now)),
		now,
	);
}

/** Throws a UsageError for a baseline inside of what it speaks for: what a skill brings along does not count. */
export function assertOutside(scanned: string, baseline: string): void {
	const folder = resolve(dirname(baseline));
	const real = join(existsSync(folder) ? realpathSync(folder) : folder, basename(baseline));
	const way = relative(realpathSync(scanned), real);
	if (!isAbsolute(way) && way.split(sep)[0] !== '..') {
		throw new UsageError(`Cannot use the baseline ${toDisplay(baseline)}: it is inside of the skill.`, {
			hint: 'Keep it outside of the skill.',
		});
	}
}
