/** From rehearsed runs to the report on a skill. Pure. */

import type {RunOutcome, Usage} from '../envelope.ts';
import {limitsFor} from '../limits.ts';
import type {Limits} from '../policy.ts';
import {judge} from './judge.ts';
import {policyYaml} from './policy-yaml.ts';
import type {Rehearsal} from './rehearse.ts';
import type {ApproachedLimit, RuntimeReport} from './runtime-report.ts';
import {compareWithAsk} from './sufficient-policy.ts';
import {allUses, programsToAsk, type RehearsedRun, usesOf} from './uses.ts';

export interface Rounds {
	readonly runs: readonly RehearsedRun[];
	readonly rounds: number;
	/** Whether the workspace could not be copied whole. */
	readonly isPartial: boolean;
}

/** Put all runs of a rehearsal together. */
export function reportOf({report, samples}: Pick<Rehearsal, 'report' | 'samples'>, {runs, rounds, isPartial}: Rounds): RuntimeReport {
	const {asked, source} = report.policy;
	const uses = allUses(runs.map(usesOf));
	const scripts = [...new Map(samples.map(({script}) => [script.path, script])).values()];
	const isShell = scripts.some(({runtime}) => runtime === 'bash');
	const environment = namedVariables(report);
	const comparison = compareWithAsk(asked, {
		uses,
		programs: programsToAsk(uses.programs, isShell ? 'bash' : 'python'),
		variables: environment,
		peak: peakOf(runs.map(({outcome}) => outcome.usage)),
		defaults: limitsFor(scripts[0]?.runtime ?? 'python', {}),
	});
	const lost = Math.max(0, ...runs.map(({observation}) => observation.lost));
	const ends = runs.map(({outcome}) => outcome.ended);
	const {verdict, findings} = judge({uses, comparison, scripts, ends, lost, isDeclared: source === 'declared'});
	const firstRound = runs.slice(0, samples.length);
	return {
		verdict,
		reasons: findings.map(({message}) => message),
		remarks: remarksOn({report, runs, rounds, isPartial, samples: firstRound}),
		samples: firstRound.map(({script, args, stdin, outcome: {ended, exitCode}}) => ({script: script.path, args, stdin, ended, exitCode})),
		backend: runs[0]?.outcome.backend,
		used: uses,
		limits: approachedLimits(runs),
		environment,
		asked,
		// Nobody asked for what was inferred.
		unused: source === 'declared' && runs.length > 0 ? comparison.unused : [],
		undeclared: comparison.undeclared,
		policy: comparison.policy,
		policyText: policyYaml(comparison.policy),
		lost,
		findings,
	};
}

function namedVariables({capabilities}: Rehearsal['report']): readonly string[] {
	const names = capabilities.filter(({kind, detail}) => kind === 'env' && /^[A-Za-z_]\w*$/.test(detail)).map(({detail}) => detail);
	return [...new Set(names)].sort();
}

function peakOf(usages: readonly Usage[]): Usage {
	const most = (of: (usage: Usage) => number) => Math.max(0, ...usages.map(of));
	return {
		wallMs: most(usage => usage.wallMs),
		cpuMs: most(usage => usage.cpuMs),
		maxRssBytes: most(usage => usage.maxRssBytes),
		processes: most(usage => usage.processes),
		writtenBytes: most(usage => usage.writtenBytes),
	};
}

const approachedShare = 0.8;

/** Each limit once, with the most that came near it. */
function approachedLimits(runs: readonly RehearsedRun[]): readonly ApproachedLimit[] {
	const all = runs.flatMap(({outcome, limits}) => limitsIn(outcome, limits)).filter(({used, of}) => used >= of * approachedShare);
	const byLimit = Map.groupBy(all, ({limit}) => limit);
	return [...byLimit.values()].flatMap(same => same.toSorted((a, b) => b.used - a.used).slice(0, 1));
}

function limitsIn({usage, stdout, stderr}: RunOutcome, limits: Limits): readonly ApproachedLimit[] {
	return [
		{limit: 'memory', used: usage.maxRssBytes, of: limits.memoryBytes},
		{limit: 'cpu', used: usage.cpuMs / 1000, of: limits.cpuSeconds},
		{limit: 'wall', used: usage.wallMs / 1000, of: limits.wallSeconds},
		// One process of one is what every skill has.
		...(limits.processes > 1 ? [{limit: 'processes', used: usage.processes, of: limits.processes} as const] : []),
		{limit: 'scratch', used: usage.writtenBytes, of: limits.scratchBytes},
		{limit: 'output', used: Buffer.byteLength(stdout) + Buffer.byteLength(stderr), of: limits.outputBytes},
	];
}

interface Circumstances extends Rounds {
	readonly report: Rehearsal['report'];
	readonly samples: readonly RehearsedRun[];
}

function remarksOn({report, runs, rounds, isPartial, samples}: Circumstances): readonly string[] {
	const failed = samples.filter(({outcome}) => outcome.ended === 'exit' && outcome.exitCode !== 0).length;
	return [
		...(runs.length === 0
			? [report.verdict === 'blocked' ? 'It was not run: the scan blocks it.' : 'It was not run: it has no script that could be.']
			: []),
		...(report.policy.source === 'declared' || runs.length === 0
			? []
			: ['It declares no policy; what it would need was inferred from its code.']),
		...(failed > 0 ? [failedSamples(failed, samples.length)] : []),
		...(runs.some(({decisions}) => decisions.length > 0)
			? ['The network was a recorder: it answered HTTP with an empty object and refused TLS.']
			: []),
		...(runs.some(({outcome}) => outcome.backend === 'landlock') ? ['Without namespaces there is no recorder: hosts were not seen.'] : []),
		...(rounds > 1 ? [`It ran ${rounds} times, each time with what it had lacked before.`] : []),
		...(isPartial ? ['The workspace is too large to copy whole; the skill saw a part of it.'] : []),
	];
}

function failedSamples(failed: number, of: number): string {
	const which = of === 1 ? 'The sample ended with an error of its own' : `${failed} of ${of} samples ended with an error of their own`;
	return failed === of ? `${which}: give one that works with --input, in a project that has its files.` : `${which}.`;
}
