/** `skilllite scan`: what admission says about a skill, a tree of skills or a file; for people and for CI. */

import {type AdmissionReport, exitCodeOf, formatReports, type Judge, scanPath, type Severity} from '../../sandbox/index.ts';
import {startProgress} from '../core/progress.ts';
import type {CommandContext} from './command.ts';

const severities: readonly Severity[] = ['note', 'low', 'medium', 'high', 'critical'];

export async function scan(context: CommandContext): Promise<number> {
	const {flags, positionals, output} = context;
	const format = flags.has('json') ? 'json' : (flags.text('format') ?? 'text');
	const failOn = severities.find(severity => severity === flags.text('fail-on')) ?? 'high';
	const path = positionals[0] ?? '';
	const progress = startProgress(`scanning ${path}`, output.quiet);
	let reports: readonly AdmissionReport[];
	try {
		reports = await scanPath(path, {judge: flags.has('llm') ? await judgeOf(context) : undefined});
	} finally {
		progress.stop();
	}

	const [only] = reports;
	if (format === 'json') {
		output.document(reports.length === 1 ? only : {skills: reports});
	} else {
		const color = output.dataStyle.isOn;
		output.data(await formatReports(reports, {format: format === 'sarif' ? 'sarif' : 'text', color, notes: output.verbose}));
	}

	return reports.some(report => fails(report, failOn)) ? exitCodeOf('blocked') : 0;
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

function fails({verdict, findings}: AdmissionReport, failOn: Severity): boolean {
	const open = findings.filter(({suppressed, demotion}) => !suppressed && !demotion);
	return verdict === 'blocked' || open.some(({severity}) => severities.indexOf(severity) >= severities.indexOf(failOn));
}
