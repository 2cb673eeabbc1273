/** What `scan` and `run` ask: the local advisory database alone, and only for a skill that wants packages. No network. */

import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {SkillLiteError} from '../../base/errors.ts';
import {skillliteHome} from '../../base/home.ts';
import type {AdmissionReport} from '../report.ts';

/** The report with what the local database knows; the same report where there is none. A database that cannot be read is a finding that asks. */
export async function withLocalAdvisories(report: AdmissionReport): Promise<AdmissionReport> {
	// Written out here: a run without dependencies, or without a database, loads nothing more.
	if (report.dependencies.length === 0 || !existsSync(join(skillliteHome(), 'advisories.sqlite'))) {
		return report;
	}

	const [{lookUpLocally}, {packagesOf}, {assessReport, withFindings}] = await Promise.all([
		import('./advisory-database.ts'),
		import('./assess.ts'),
		import('./assess-report.ts'),
	]);
	try {
		const found = lookUpLocally(packagesOf(report.dependencies));
		return found ? await assessReport(report, found.lookups) : report;
	} catch (error) {
		const {databaseUnreadable} = await import('./package-rules.ts');
		const message = error instanceof SkillLiteError ? error.message : String(error);
		return withFindings(report, [databaseUnreadable(message)]);
	}
}
