/** `skilllite audit`: what the skills of this project want from outside, and what advisories say of it. */

import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {
	type AdmissionReport,
	type Audit,
	auditReports,
	dependencyText,
	exitCodeOf,
	formatSbom,
	packageRoot,
	reportOn,
	type ReportedDependency,
	toDisplay,
	UsageError,
} from '../../sandbox/index.ts';
import {advisoryApiUrl} from '../core/endpoints.ts';
import {readBoolean} from '../core/env.ts';
import {loadSettings} from '../core/settings.ts';
import type {Style} from '../core/terminal.ts';
import {discoverSkills} from '../skills/discover.ts';
import {auditLog} from './audit-log.ts';
import {auditUpdate} from './audit-update.ts';
import type {CommandContext} from './command.ts';
import type {Output} from './output.ts';
import {type Cell, formatTable} from './table.ts';

export async function audit(context: CommandContext): Promise<number> {
	const {flags, positionals} = context;
	const [word] = positionals;
	if (flags.has('update')) {
		return auditUpdate(context);
	}

	if (word === 'log') {
		return auditLog(context);
	}

	if (word !== undefined) {
		throw new UsageError(`There is no skilllite audit ${JSON.stringify(toDisplay(word))}.`, {
			hint: 'skilllite audit log reads the audit log; skilllite audit --update FILE imports advisories.',
		});
	}

	if (flags.has('verify') || flags.text('since') !== undefined) {
		throw new UsageError('The flags --verify and --since are for the audit log.', {hint: 'Write skilllite audit log.'});
	}

	return auditSkills(context);
}

async function auditSkills({flags, project, output, interrupts}: CommandContext): Promise<number> {
	const isOffline = flags.has('offline') || readBoolean('SKILLLITE_OFFLINE') === true;
	const settings = loadSettings(project);
	settings.warnings.forEach(output.warn);
	const skills = await discoverSkills({projectFolder: project.folder, extraFolders: [...flags.list('skills'), ...settings.skillFolders]});
	const progress = output.progress('looking up packages');
	const reports: AdmissionReport[] = [];
	let result: Audit;
	try {
		for (const {dir, problem} of skills) {
			if (problem === null) {
				reports.push(await reportOn(dir));
			} else {
				output.warn(problem);
			}
		}

		result = await auditReports(reports, {osvUrl: isOffline ? null : advisoryApiUrl(process.env), signal: interrupts.signal});
	} finally {
		progress.stop();
	}

	if (flags.has('sbom')) {
		output.document(await formatSbom(result.reports, {toolVersion: programVersion(), now: new Date()}));
	} else if (output.json) {
		output.document(asDocument(result));
	} else {
		printTable(result, output);
	}

	sayWhatIsUnknown(result, isOffline, output);
	return result.reports.some(isGrave) ? exitCodeOf('blocked') : 0;
}

function programVersion(): string {
	const {version}: {readonly version: string} = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));
	return version;
}

/** Malicious, or vulnerable from high on: what the findings of admission weigh at least high. */
function isGrave({findings}: AdmissionReport): boolean {
	return findings.some(({id, severity}) => /^SL-PACKAGE-00[12]$/.test(id) && (severity === 'critical' || severity === 'high'));
}

function asDocument({reports, sources, asked, failure}: Audit) {
	const statuses = reports.flatMap(({dependencies}) => dependencies.map(({status}) => status));
	const count = (wanted: ReportedDependency['status']) => statuses.filter(status => status === wanted).length;
	return {
		ok: !reports.some(isGrave),
		summary: {
			dependencies: statuses.length,
			malicious: count('malicious'),
			vulnerable: count('vulnerable'),
			clear: count('clear'),
			unknown: count('unknown'),
		},
		skills: reports.map(({name, path, verdict, dependencies}) => ({name, path, verdict, dependencies})),
		advisories: {local: sources, asked, failure: failure ?? null},
	};
}

function printTable({reports, sources, asked}: Audit, output: Output): void {
	const rows = reports.flatMap(({name, dependencies}) => dependencies.map(dependency => row(name, dependency, output.dataStyle)));
	if (rows.length === 0) {
		output.data('The skills here want no packages.\n');
		return;
	}

	output.data(formatTable(['SKILL', 'PACKAGE', 'INDEX', 'STATUS', 'ADVISORIES'], rows, output.dataStyle));
	for (const {ecosystem, imported, advisories} of sources) {
		output.note(`${ecosystem}: ${advisories} advisories, fetched ${imported.slice(0, 10)}.`);
	}

	if (asked > 0) {
		output.note(`OSV was asked about ${asked} ${asked === 1 ? 'package' : 'packages'}.`);
	}
}

function row(skill: string, dependency: ReportedDependency, style: Style): readonly Cell[] {
	const {ecosystem, status, advisories} = dependency;
	const paint = {malicious: style.red, vulnerable: style.yellow, clear: style.green, unknown: style.yellow}[status];
	const word = {malicious: 'MALICIOUS', vulnerable: 'vulnerable', clear: 'none known', unknown: 'unknown'}[status];
	const listed = advisories
		.map(({id, severity}) => (status === 'malicious' && id.startsWith('MAL-') ? id : `${id} (${severity})`))
		.join(', ');
	return [safe(skill), safe(dependencyText(dependency)), ecosystem, {text: word, paint}, safe(listed || '-')];
}

/** Unknown is said once more in words, with what would change it. */
function sayWhatIsUnknown({reports, failure}: Audit, isOffline: boolean, output: Output): void {
	const unknown = reports.flatMap(({dependencies}) => dependencies).filter(({status}) => status === 'unknown');
	const packages = unknown.filter(({requirement}) => requirement.kind !== 'direct');
	if (packages.length > 0) {
		const why = isOffline ? 'the network may not be asked' : `OSV did not answer (${toDisplay(failure ?? 'in full', {maxLength: 200})})`;
		output.warn(
			`${packages.length} of the packages could not be looked up: ${why}. skilllite audit --update fetches a database for next time.`,
		);
	}

	if (unknown.length > packages.length) {
		output.warn(`${unknown.length - packages.length} come from an address, about which no advisory can say anything.`);
	}
}

function safe(text: string): string {
	return toDisplay(text, {reveal: true, maxLength: 200});
}
