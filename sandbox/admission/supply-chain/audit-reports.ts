/** The dependencies of reports against every source there is: the local database, then OSV's API where it may be asked, else unknown. */

import type {AdmissionReport} from '../report.ts';
import {type ImportedSource, lookUpLocally} from './advisory-database.ts';
import {type Lookup, type Lookups, type PackageId, packageKey, packagesOf} from './assess.ts';
import {assessReport} from './assess-report.ts';
import {askOsv} from './osv-api.ts';

export interface AuditOptions {
	/** The base URL of OSV's API; null where the network may not be asked. */
	readonly osvUrl: string | null;
	readonly signal: AbortSignal;
}

export interface Audit {
	readonly reports: readonly AdmissionReport[];
	/** What the local database holds; empty when there is none. */
	readonly sources: readonly ImportedSource[];
	/** Packages that OSV's API was asked for. */
	readonly asked: number;
	/** Why the API did not answer in full, as a phrase. */
	readonly failure: string | undefined;
}

/** The reports with the status of each dependency, findings and verdicts. Throws a ConfigError for a local database that cannot be read. */
export async function auditReports(reports: readonly AdmissionReport[], {osvUrl, signal}: AuditOptions): Promise<Audit> {
	const packages = packagesOf(reports.flatMap(({dependencies}) => dependencies));
	const local = lookUpLocally(packages);
	const open = packages.filter(id => local?.lookups.get(packageKey(id))?.isComplete !== true);
	const answer = osvUrl === null || open.length === 0 ? undefined : await askOsv(open, osvUrl, signal);
	const lookups = joined(packages, local?.lookups, answer?.lookups);
	const assessed: AdmissionReport[] = [];
	for (const report of reports) {
		assessed.push(await assessReport(report, lookups));
	}

	return {reports: assessed, sources: local?.sources ?? [], asked: answer ? open.length : 0, failure: answer?.failure};
}

/** Both sources speak: what one alone knows counts, and one that is complete is enough. */
function joined(packages: readonly PackageId[], ...sources: readonly (Lookups | undefined)[]): Lookups {
	return new Map(
		packages.map(id => {
			const found = sources.flatMap(source => source?.get(packageKey(id)) ?? []);
			const lookup: Lookup = {
				advisories: found.flatMap(({advisories}) => advisories),
				isComplete: found.some(({isComplete}) => isComplete),
			};
			return [packageKey(id), lookup];
		}),
	);
}
