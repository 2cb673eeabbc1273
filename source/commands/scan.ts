/** `skilllite scan`: what admission says about a skill, a tree of skills or a file; for people and for CI. */

import {
	type AdmissionReport,
	exitCodeOf,
	formatReports,
	givenSample,
	isGrave,
	type Judge,
	type Sample,
	scanAtRuntime,
	scanPath,
	severities,
	suppressFindings,
	toDisplay,
	UsageError,
} from '../../sandbox/index.ts';
import type {CommandContext} from './command.ts';

const formats = ['text', 'sarif', 'html'] as const;

export async function scan(context: CommandContext): Promise<number> {
	const {flags, positionals, output} = context;
	const format = flags.has('json') ? 'json' : (flags.text('format') ?? 'text');
	const failOn = severities.find(severity => severity === flags.text('fail-on')) ?? 'high';
	const path = positionals[0] ?? '';
	const input = await readSample(context);
	await suppressNamed(context);
	const progress = output.progress(`scanning ${path}`);
	let reports: readonly AdmissionReport[];
	try {
		const judge = flags.has('llm') ? await judgeOf(context) : undefined;
		reports = await scanPath(path, {baseline: flags.text('baseline'), rules: flags.text('rules'), judge});
		reports = flags.has('runtime') ? await rehearseAll(reports, input, context) : reports;
	} finally {
		progress.stop();
	}

	const [only] = reports;
	if (format === 'json') {
		output.document(reports.length === 1 ? only : {skills: reports});
	} else {
		const color = output.dataStyle.isOn;
		output.data(await formatReports(reports, {format: formats.find(known => known === format) ?? 'text', color, notes: output.verbose}));
	}

	return reports.some(report => isGrave(report, failOn)) ? exitCodeOf('blocked') : 0;
}

/** Loaded when asked for: a scan by rules needs no settings and no model. */
async function judgeOf(context: CommandContext): Promise<Judge> {
	const [{noJudge, openJudge}, {loadSettings}] = await Promise.all([import('./open-judge.ts'), import('../core/settings.ts')]);
	if (context.flags.has('offline')) {
		return noJudge('--offline was given');
	}

	const settings = loadSettings(context.project);
	settings.warnings.forEach(context.output.warn);
	return openJudge(context, settings);
}

/** What `--suppress` names is written first, so that the scan is what it is from now on. */
async function suppressNamed({flags, positionals, output}: CommandContext): Promise<void> {
	const [target, reason, expires] = [flags.text('suppress'), flags.text('reason'), flags.text('expires')];
	if (target === undefined && reason === undefined && expires === undefined) {
		return;
	}

	if (target === undefined || reason === undefined || expires === undefined) {
		throw new UsageError('The flags --suppress, --reason and --expires go together.', {
			hint: 'For example: --suppress SL-HOST-005:scripts/main.py:4 --reason "reads our own file" --expires 90d',
		});
	}

	const request = {target, reason, expires, baseline: flags.text('baseline')};
	const written = await suppressFindings(positionals[0] ?? '', request, {rules: flags.text('rules')});
	output.note(
		`Suppressed ${written.count} ${written.count === 1 ? 'finding' : 'findings'} until ${written.expires} in ${toDisplay(written.path)}.`,
	);
}

/** One after the other: each has the machine's limits to itself. */
async function rehearseAll(
	reports: readonly AdmissionReport[],
	input: string | undefined,
	{project, interrupts}: CommandContext,
): Promise<readonly AdmissionReport[]> {
	const rehearsed: AdmissionReport[] = [];
	for (const report of reports) {
		const samples = input === undefined ? await samplesIn(report) : await givenSample(report, input);
		rehearsed.push(await scanAtRuntime(report, {samples, workspace: project.folder, signal: interrupts.signal}));
	}

	return rehearsed;
}

/** None for a skill that cannot be read: the scan says why. */
async function samplesIn({path}: AdmissionReport): Promise<readonly Sample[]> {
	const [{findSkill}, {samplesOf}] = await Promise.all([import('../skills/discover.ts'), import('../skills/samples.ts')]);
	return samplesOf(await findSkill(`${path}/`, {projectFolder: path, extraFolders: []}));
}

/** The JSON text of `--input`; undefined without one. */
async function readSample({flags}: CommandContext): Promise<string | undefined> {
	const given = flags.text('input');
	if (given !== undefined && !flags.has('runtime')) {
		throw new UsageError('The flag --input is for --runtime.', {hint: 'Add --runtime to run the skill on it.'});
	}

	const text = given === '-' ? await (await import('./read-stdin.ts')).readStdin() : given;
	try {
		JSON.parse(text ?? 'null');
		return text;
	} catch (cause) {
		throw new UsageError(`The input is not JSON: ${cause instanceof Error ? toDisplay(cause.message) : 'it cannot be read'}.`, {cause});
	}
}
