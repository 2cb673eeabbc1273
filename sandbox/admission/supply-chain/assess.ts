/** Dependencies and what is known about their packages → the status of each. Pure but for the libraries of versions. */

import {type Advisory, type AdvisorySeverity, isMalware} from './advisory.ts';
import {affectedBy} from './affected.ts';
import type {Ecosystem} from './dependency.ts';
import {isPopular} from './popular-names.ts';
import type {ReportedAdvisory, ReportedDependency} from './reported-dependency.ts';

export interface PackageId {
	readonly ecosystem: Ecosystem;
	readonly name: string;
}

/** What one source knows of a package. */
export interface Lookup {
	readonly advisories: readonly Advisory[];
	/** The source knows every advisory there is for it; else silence means nothing. */
	readonly isComplete: boolean;
}

export type Lookups = ReadonlyMap<string, Lookup>;

export function packageKey({ecosystem, name}: PackageId): string {
	return `${ecosystem} ${name}`;
}

/** The packages of some dependencies that a source can be asked about, each once. */
export function packagesOf(dependencies: readonly ReportedDependency[]): readonly PackageId[] {
	const found = new Map<string, PackageId>();
	for (const {ecosystem, name, requirement} of dependencies) {
		if (name !== '' && requirement.kind !== 'direct') {
			found.set(packageKey({ecosystem, name}), {ecosystem, name});
		}
	}

	return [...found.values()];
}

/** The same dependency with the status that a look-up gives it; what the floor knows to be malicious stays so. */
export async function assess(dependency: ReportedDependency, lookup: Lookup | undefined): Promise<ReportedDependency> {
	const found: Advisory[] = [];
	for (const advisory of lookup?.advisories ?? []) {
		const onlyThose = isMalware(advisory) && isPopular(dependency.ecosystem, dependency.name);
		if (await affectedBy(dependency, advisory.affected, onlyThose)) {
			found.push(advisory);
		}
	}

	const advisories = merged(found);
	if (dependency.status === 'malicious' || found.some(isMalware)) {
		return {...dependency, status: 'malicious', advisories};
	}

	const isKnown = dependency.requirement.kind !== 'direct' && lookup?.isComplete === true;
	return {...dependency, status: advisories.length > 0 ? 'vulnerable' : isKnown ? 'clear' : 'unknown', advisories};
}

const ranks: Readonly<Record<AdvisorySeverity, number>> = {critical: 0, high: 1, moderate: 2, low: 3, unknown: 4};

/** One entry for advisories that are copies of each other, with the worst severity that any copy knows; the worst first. */
function merged(advisories: readonly Advisory[]): readonly ReportedAdvisory[] {
	const groups: {names: Set<string>; members: Advisory[]}[] = [];
	for (const advisory of advisories) {
		const names = [advisory.id, ...advisory.aliases];
		const same = groups.filter(group => names.some(name => group.names.has(name)));
		const group = {
			names: new Set([...names, ...same.flatMap(one => [...one.names])]),
			members: [...same.flatMap(one => one.members), advisory],
		};
		groups.splice(0, groups.length, ...groups.filter(one => !same.includes(one)), group);
	}

	return groups
		.map(({members}) => {
			const [first = members[0]] = members.toSorted((a, b) => preference(a.id) - preference(b.id) || (a.id < b.id ? -1 : 1));
			const severity = members.map(member => member.severity).toSorted((a, b) => ranks[a] - ranks[b])[0] ?? 'unknown';
			const summary = first?.summary || (members.find(member => member.summary !== '')?.summary ?? '');
			return {id: first?.id ?? '', severity, summary};
		})
		.toSorted(
			(a, b) =>
				Number(b.id.startsWith('MAL-')) - Number(a.id.startsWith('MAL-')) ||
				ranks[a.severity] - ranks[b.severity] ||
				(a.id < b.id ? -1 : 1),
		);
}

/** A report of malware first, then the database that most others copy. */
function preference(id: string): number {
	return id.startsWith('MAL-') ? 0 : id.startsWith('GHSA-') ? 1 : 2;
}
