/** `skilllite list`: every skill that this project can use, and how it stands. */

import {type AdmissionReport, checkPin, reportOn, summarisePolicy, toDisplay, type VerdictKind} from '../../sandbox/index.ts';
import type {Project} from '../core/paths.ts';
import {loadSettings} from '../core/settings.ts';
import type {Style} from '../core/terminal.ts';
import {type DiscoveredSkill, discoverSkills} from '../skills/discover.ts';
import type {CommandContext} from './command.ts';
import {lockPathOf} from './installed.ts';
import {countRuns, type RunCount} from './run-counts.ts';
import {type Cell, formatTable} from './table.ts';

export interface ListedSkill {
	readonly name: string;
	readonly version: string | null;
	readonly source: string;
	readonly kind: DiscoveredSkill['kind'];
	readonly path: string;
	/** Null for a skill that cannot be used; `problem` says why. */
	readonly verdict: VerdictKind | null;
	readonly policy: string | null;
	readonly integrity: 'intact' | 'changed' | 'bundled' | 'not pinned';
	readonly description: string | null;
	readonly problem: string | null;
	readonly shadows: readonly string[];
	/** Within the last 90 days. */
	readonly runs: RunCount;
}

export async function list({flags, project, output}: CommandContext): Promise<number> {
	const settings = loadSettings(project);
	settings.warnings.forEach(output.warn);
	const skills = await discoverSkills({projectFolder: project.folder, extraFolders: [...flags.list('skills'), ...settings.skillFolders]});
	const progress = output.progress('scanning skills');
	const listed: ListedSkill[] = [];
	const counts = await countRuns();
	try {
		for (const skill of skills) {
			listed.push(await describeSkill(skill, project, counts));
		}
	} finally {
		progress.stop();
	}

	if (output.json) {
		output.document({skills: listed});
		return 0;
	}

	if (listed.length === 0) {
		output.note('No skills here; skilllite init brings the bundled ones.');
		return 0;
	}

	const head = ['NAME', 'VERSION', 'SOURCE', 'VERDICT', 'INTEGRITY', 'RUNS', 'SUCCESS', 'POLICY'];
	output.data(
		formatTable(
			head,
			listed.map(skill => row(skill, output.dataStyle)),
			output.dataStyle,
		),
	);
	for (const skill of listed) {
		if (skill.problem !== null) {
			output.warn(skill.problem);
		}

		for (const shadowed of skill.shadows) {
			output.note(`${toDisplay(skill.name)}: hides the one in ${toDisplay(shadowed)}`);
		}
	}

	return 0;
}

/** How a skill's files compare with what is known of them. */
async function integrityOf(skill: DiscoveredSkill, project: Project): Promise<ListedSkill['integrity']> {
	const lockPath = lockPathOf(skill.dir, project);
	if (lockPath === undefined) {
		return skill.origin === 'bundled' ? 'bundled' : 'not pinned';
	}

	const {kind} = await checkPin(skill.dir, lockPath);
	return kind === 'unpinned' ? 'not pinned' : kind;
}

/** What `list` says of a skill. */
export async function describeSkill(skill: DiscoveredSkill, project: Project, counts: ReadonlyMap<string, RunCount>): Promise<ListedSkill> {
	const {name, manifest, origin, kind, dir, problem, shadows} = skill;
	const report: AdmissionReport | null = problem === null ? await reportOn(dir) : null;
	return {
		name,
		version: manifest?.version ?? null,
		source: origin,
		kind,
		path: dir,
		verdict: report?.verdict ?? null,
		policy: report ? summarisePolicy(report.policy.asked) : null,
		integrity: problem === null ? await integrityOf(skill, project) : 'not pinned',
		description: manifest?.description ?? null,
		problem,
		shadows,
		runs: counts.get(name) ?? {runs: 0, succeeded: 0},
	};
}

function row(
	{name, version, source, verdict, integrity, policy, problem, runs: {runs, succeeded}}: ListedSkill,
	style: Style,
): readonly Cell[] {
	const paint = verdict === null ? style.red : {clean: style.green, confirm: style.yellow, blocked: style.red}[verdict];
	const success = runs === 0 ? '-' : `${Math.round((100 * succeeded) / runs)} %`;
	const integrityCell = {text: problem === null ? integrity : '-', paint: integrity === 'changed' ? style.red : (text: string) => text};
	return [
		toDisplay(name),
		toDisplay(version ?? '-'),
		source,
		{text: verdict ?? 'broken', paint},
		integrityCell,
		String(runs),
		success,
		toDisplay(policy ?? '-'),
	];
}
