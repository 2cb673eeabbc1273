/**
Whether the version that an installer would take is one that an advisory names.

Nothing is resolved: of a range the installer takes the newest version there is, so a range is affected when it allows an
affected version and none of the repaired ones. A range that allows a repaired version is not: that is what will be installed.
*/

import {type Ecosystem, exactVersion, type Requirement} from './dependency.ts';

/** What an advisory says about one package. */
export interface Affected {
	readonly versions: readonly string[];
	readonly ranges: readonly AffectedRange[];
}

export interface AffectedRange {
	/** `0` is the beginning. */
	readonly introduced: string;
	/** The first version after the range, or the last in it; neither: it has no end. */
	readonly fixed?: string | undefined;
	readonly last?: string | undefined;
}

interface Wanted {
	readonly ecosystem: Ecosystem;
	readonly requirement: Requirement;
}

/**
Whether a requirement gets an affected version.

`onlyThose`: a list of versions is the whole truth (a popular package that was taken over for a day), so a range that is
wider than the list is not affected by it.
*/
export async function affectedBy({ecosystem, requirement}: Wanted, affected: readonly Affected[], onlyThose = false): Promise<boolean> {
	if (requirement.kind === 'direct') {
		return false;
	}

	const {versionsOf} = await import('./versions.ts');
	const versions = versionsOf(ecosystem);
	const isAffected = (version: string) => affected.some(one => isIn(version, one, versions));
	const exact = exactVersion(requirement);
	if (exact !== undefined) {
		return isAffected(exact);
	}

	const allows = (version: string) => requirement.kind === 'any' || versions.allows(requirement.text, version);
	const repaired = affected.flatMap(({ranges}) => ranges.flatMap(({fixed}) => fixed ?? []));
	if (repaired.some(version => allows(version) && !isAffected(version))) {
		return false;
	}

	const listed = onlyThose ? [] : affected.flatMap(one => one.versions);
	const candidates = [
		...listed,
		...affected.flatMap(({ranges}) =>
			ranges.flatMap(({introduced, last}) => [introduced === '0' ? '0.0.0' : introduced, ...(last === undefined ? [] : [last])]),
		),
	];
	return [...candidates, ...versions.named(requirement.text)].some(version => allows(version) && isAffected(version));
}

interface Order {
	compare(a: string, b: string): number | undefined;
}

function isIn(version: string, {versions, ranges}: Affected, order: Order): boolean {
	const isBefore = (a: string, b: string) => (order.compare(a, b) ?? 0) < 0;
	return (
		versions.some(listed => listed === version || order.compare(listed, version) === 0) ||
		ranges.some(
			({introduced, fixed, last}) =>
				order.compare(version, version) === 0 &&
				(introduced === '0' || !isBefore(version, introduced)) &&
				(fixed === undefined || isBefore(version, fixed)) &&
				(last === undefined || !isBefore(last, version)),
		)
	);
}
