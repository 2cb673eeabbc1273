/** The packages that skills want as a software bill of materials: CycloneDX 1.6, JSON. Pure. */

import {sha256} from '../../base/canonical-json.ts';
import type {AdmissionReport} from '../report.ts';
import {exactVersion} from './dependency.ts';
import type {AdvisorySeverity} from './advisory.ts';
import {dependencyText, type ReportedDependency} from './reported-dependency.ts';

export interface SbomOptions {
	readonly toolVersion: string;
	readonly now: Date;
}

const severityWords: Readonly<Record<AdvisorySeverity, string>> = {
	critical: 'critical',
	high: 'high',
	moderate: 'medium',
	low: 'low',
	unknown: 'unknown',
};

/** One component a skill and one a package and requirement; what a range resolves to is not known and not made up. */
export function formatSbom(reports: readonly AdmissionReport[], {toolVersion, now}: SbomOptions): Readonly<Record<string, unknown>> {
	const packages = new Map(reports.flatMap(({dependencies}) => dependencies).map(dependency => [referenceOf(dependency), dependency]));
	const skills = reports.map(report => ({report, reference: `skill:${report.name}@${report.treeHash}`}));
	return {
		bomFormat: 'CycloneDX',
		specVersion: '1.6',
		serialNumber: `urn:uuid:${uuidOf([...skills.map(({reference}) => reference), ...packages.keys(), now.toISOString()].join('\n'))}`,
		version: 1,
		metadata: {
			timestamp: now.toISOString(),
			tools: {components: [{type: 'application', name: 'skilllite', version: toolVersion}]},
		},
		components: [
			...skills.map(({report, reference}) => ({
				type: 'application',
				'bom-ref': reference,
				name: report.name,
				hashes: [{alg: 'SHA-256', content: report.treeHash.replace('sha256:', '')}],
			})),
			...[...packages].map(([reference, dependency]) => componentOf(reference, dependency)),
		],
		dependencies: [
			...skills.map(({report, reference}) => ({ref: reference, dependsOn: [...new Set(report.dependencies.map(referenceOf))]})),
			...[...packages.keys()].map(ref => ({ref, dependsOn: []})),
		],
		vulnerabilities: vulnerabilitiesOf(packages),
	};
}

/** `pkg:pypi/requests@2.31.0`, `pkg:npm/%40scope/name@1.0.0`; without the version where it is not exact. */
export function purlOf({ecosystem, name, requirement}: ReportedDependency): string | undefined {
	if (name === '') {
		return undefined;
	}

	const version = exactVersion(requirement);
	const path = name.split('/').map(encodeURIComponent).join('/');
	return `pkg:${ecosystem.toLowerCase()}/${path}${version === undefined ? '' : `@${encodeURIComponent(version)}`}`;
}

function componentOf(reference: string, dependency: ReportedDependency) {
	const version = exactVersion(dependency.requirement);
	const purl = purlOf(dependency);
	const {kind, text} = dependency.requirement;
	return {
		type: 'library',
		'bom-ref': reference,
		name: dependency.name === '' ? text : dependency.name,
		...(version === undefined ? {} : {version}),
		...(purl === undefined ? {} : {purl}),
		...(kind === 'direct' ? {externalReferences: [{type: 'distribution', url: text}]} : {}),
		properties: [
			{name: 'skilllite:requirement', value: text},
			{name: 'skilllite:advisories', value: dependency.status},
		],
	};
}

function vulnerabilitiesOf(packages: ReadonlyMap<string, ReportedDependency>) {
	const found = new Map<string, {readonly advisory: ReportedDependency['advisories'][number]; readonly affects: string[]}>();
	for (const [reference, {advisories}] of packages) {
		for (const advisory of advisories) {
			const known = found.get(advisory.id) ?? {advisory, affects: []};
			known.affects.push(reference);
			found.set(advisory.id, known);
		}
	}

	return [...found.values()].map(({advisory, affects}) => ({
		id: advisory.id,
		source: {name: 'OSV', url: `https://osv.dev/vulnerability/${encodeURIComponent(advisory.id)}`},
		ratings: [{severity: severityWords[advisory.severity]}],
		description: advisory.summary,
		affects: affects.map(ref => ({ref})),
	}));
}

function referenceOf(dependency: ReportedDependency): string {
	return `${dependency.ecosystem.toLowerCase()}:${dependencyText(dependency)}`;
}

/** A UUID in the form of version 4 from a hash: the same content at the same time is the same document. */
function uuidOf(text: string): string {
	const hex = sha256(text).slice('sha256:'.length);
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
