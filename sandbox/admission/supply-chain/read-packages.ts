/** The packages of a skill for admission: what is wrong with them, and the list for the report. Reads no advisory database and no network. */

import type {Match} from '../findings.ts';
import {LineIndex} from '../parse/lines.ts';
import type {SkillView} from '../rules/rule-file.ts';
import {findPackages, type Located} from './find-packages.ts';
import {isKnownMalware, isWarned, packageMatches} from './package-rules.ts';
import {dependencyText, type ReportedDependency} from './reported-dependency.ts';

export interface PackagesRead {
	readonly matches: readonly Match[];
	/** One entry a package, requirement and file, in file order. */
	readonly dependencies: readonly ReportedDependency[];
}

const mostDependencies = 2000;
/** What is not looked at is never clean. */
const tooMany = {kind: 'unreadable', why: `the skill names more than ${mostDependencies} packages`} as const;

export async function readPackages(skill: SkillView): Promise<PackagesRead> {
	const found = await findPackages(skill);
	const located = found.slice(0, mostDependencies);
	const rest = found[mostDependencies];
	const matches: Match[] = rest ? [...(await packageMatches({...rest, fact: tooMany}, ''))] : [];
	for (const one of located) {
		matches.push(...(await packageMatches(one, skill.texts.get(one.file) ?? '')));
	}

	return {matches: withConfusion(matches), dependencies: await reported(located, skill.texts)};
}

/** A name that looks like another, to be had from an index of somebody's own: that is how a package is put in another's place. */
function withConfusion(matches: readonly Match[]): readonly Match[] {
	const isAsked = (match: Match, id: string) => match.rule.id === id && (match.severity === 'high' || match.severity === 'medium');
	const hasIndex = matches.some(match => isAsked(match, 'SL-PACKAGE-004'));
	return matches.map(match => (hasIndex && isAsked(match, 'SL-PACKAGE-003') ? {...match, severity: 'critical'} : match));
}

async function reported(located: readonly Located[], texts: ReadonlyMap<string, string>): Promise<readonly ReportedDependency[]> {
	const found = new Map<string, ReportedDependency>();
	const lines = new Map<string, LineIndex>();
	for (const {fact, file, place} of located) {
		if (fact.kind !== 'dependency') {
			continue;
		}

		const text = texts.get(file) ?? '';
		const index = lines.get(file) ?? new LineIndex(text);
		lines.set(file, index);
		const {kind: _, ...dependency} = fact;
		const key = `${fact.ecosystem}\0${dependencyText(fact)}\0${file}`;
		const warnedAgainst = place !== undefined && isWarned(text, place.start);
		const known = found.get(key);
		// Told once and warned of once: it is wanted.
		if (!known || (known.warnedAgainst && !warnedAgainst)) {
			const status = (await isKnownMalware(fact)) ? 'malicious' : 'unknown';
			const line = place === undefined ? 0 : index.lineAt(place.start);
			found.set(key, {...dependency, file, line, warnedAgainst, status, advisories: []});
		}
	}

	return [...found.values()];
}
