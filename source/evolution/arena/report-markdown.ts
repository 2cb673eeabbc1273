/** The report of the arena as Markdown, so that a reader sees the figures, their uncertainty and how to get them again. */

import {arms, ablations} from './arms.ts';
import {type ArenaConfig, type ArenaReport, firstUnseenSeed, type RealWork} from './arena.ts';
import type {Figures} from './figures.ts';
import {decimal, percent, signed, targetsOf} from './targets.ts';
import {aboutWorld, type WorldName} from './worlds.ts';

export function reportMarkdown(report: ArenaReport): string {
	const {config, digest, result, figures, real, partial} = report;
	const worlds = config.worlds.filter(world => figures.some(found => found.world === world));
	return `# Evolution arena
${partial === undefined ? '' : `\n**Partial**: stopped after ${partial.done} of ${partial.runs} runs.\n`}
RuleWorld is a simulation: twelve kinds of task, each with a fault that one right rule prevents, a scripted proposer of which two
ideas in five are right, and the gates, statistics and canary rule of the product. It shows what the engine does with good, useless,
harmful and poisoned proposals, **not** how much a real model learns from real work.

${seedsOf(config)} of ${config.tasks} tasks, ${config.firstSeed < firstUnseenSeed ? 'some of them' : 'none of them'} looked at while the engine's constants were chosen (see below). Configuration \`${digest}\`, figures \`${result}\`. The same configuration gives the same figures:

\`\`\`
skilllite arena --world ${config.worlds.join(',')} --arms ${config.arms.join(',')} --seeds ${config.seeds} --first-seed ${config.firstSeed} --tasks ${config.tasks}${config.speed === 'real' ? ' --speed real' : ''}
\`\`\`
${real === undefined ? '' : realWork(real)}
${real === undefined && partial === undefined ? targetTable(figures) : ''}
${worlds.map(world => worldSection(world, figures)).join('\n')}
## What the arms are

${table(
	['arm', 'what it does'],
	[...arms, ...ablations].filter(({name}) => config.arms.includes(name)).map(({name, about}) => [name, about]),
)}

*Start* is the expected share of tasks that succeed in the last phase of a world with nothing learnt, *end* with what was learnt,
both computed from the true odds. *Of the best* is the share of the gain that the best possible set would bring. *False* counts adopted
no-ops and harm among the candidates that reached a replay. Intervals are 95 %, bootstrapped over seeds.

## What was tuned

RuleWorld's spread of bases and gains was fitted so that *start* and *best* come near those of an earlier prototype (.575, .741), while runs
of the arms were already looked at. The engine's constants were chosen while looking at seeds 1 to 600, in W1, W2, W4, W5, W7 and W8
at the least: 30 tests in 30 days, 16,000 tokens left before a test begins, at least twelve tasks to judge by, three misses until a kind
of task waits, the cheapest whole tasks for confirmation, ten times the evidence for the first adoption, anchors that refuse at .9 and
at .97 before their end, candidates held to the kind of task of their brief, and a fortnight until what is not used goes. Seeds from
${firstUnseenSeed} on were looked at only after that. The worlds themselves were written by those who wrote the engine, and for it.
`;
}

function realWork({tasks, steps, requests, same}: RealWork): string {
	return `
At real speed: ${tasks} tasks were turns of the program's own agent against a scripted model on the loopback (${requests} requests), with the
prompt as it is sent, real files, and a check in the sandbox whose exit code is the outcome; ${steps} replays were single model calls.
The same runs, simulated, ${same ? 'went the same way, task by task' : '**went another way**'}. So few tasks say nothing of the targets.
`;
}

function seedsOf({seeds, firstSeed}: ArenaConfig): string {
	return seeds === 1 ? `Seed ${firstSeed}` : `${seeds} seeds (${firstSeed} to ${firstSeed + seeds - 1})`;
}

function targetTable(figures: readonly Figures[]): string {
	const targets = targetsOf(figures);
	const words = (met: boolean | null) => (met === null ? '–' : met ? 'yes' : '**no**');
	return targets.length === 0
		? ''
		: `${table(
				['target', 'wanted', 'measured', 'met'],
				targets.map(({name, wanted, measured, met}) => [name, wanted, measured, words(met)]),
			)}\n`;
}

function worldSection(world: WorldName, figures: readonly Figures[]): string {
	const own = figures.filter(found => found.world === world);
	const head = ['arm', 'end', 'uplift', 'of the best', 'runs worse', 'adopted', 'false', 'poisoned', 'rolled back', 'tokens'];
	const start = own[0]?.start;
	return `## ${world}: ${aboutWorld(world)}

Start ${start === undefined ? '–' : decimal(start)}, best ${own[0] === undefined ? '–' : decimal(own[0].best)}.

${table(head, own.map(row))}
`;
}

function row({arm, final, uplift, ofBest, worse, adopted, falseAdoption, poisoned, rollbacks, tokenShare}: Figures): readonly string[] {
	return [
		arm,
		decimal(final),
		`${signed(uplift.mean)} [${signed(uplift.low)}, ${signed(uplift.high)}]`,
		decimal(ofBest.mean),
		`${worse.count}/${worse.of}`,
		adopted.toFixed(1),
		`${falseAdoption.count}/${falseAdoption.of}`,
		`${poisoned.count}/${poisoned.of}`,
		rollbacks.toFixed(2),
		percent(tokenShare),
	];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const rule = head.map((_, index) => (index === 0 ? '---' : '---:'));
	return [head, rule, ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}
