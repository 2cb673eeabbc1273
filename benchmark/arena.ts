/**
The evolution arena and the drills of its store: `npm run bench:arena` in five minutes into dist/arena, with `-- --full` at the size of the
published figures into docs/arena: {arena,ablations,poison,store}.{md,json,svg}. One part alone: --worlds, --ablations, --poison, --store.
The figures of docs/arena/real.md come from `skilllite arena --speed real`, as it says there.
*/

import {mkdirSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {writeReport} from '../source/commands/arena.ts';
import {type ArenaConfig, type ArenaReport, firstUnseenSeed, openArena} from '../source/evolution/arena/arena.ts';
import {ablations, arms} from '../source/evolution/arena/arms.ts';
import {worldNames} from '../source/evolution/arena/worlds.ts';
import {drillKills, drillRollback, type KillDrill, type RollbackDrill} from './arena/store-drill.ts';
import {circumstancesLine, describeCircumstances} from './report/machine.ts';
import {markdownTable} from './report/table.ts';

const begun = performance.now();
const isFull = process.argv.includes('--full');
const only = process.argv.find(argument => /^--(?:worlds|ablations|poison|store)$/.test(argument));
const size = isFull ? {seeds: 300, rollbacks: 500, kills: 1000} : {seeds: 30, rollbacks: 200, kills: 60};
const tasks = 1000;
const folder = fileURLToPath(new URL(isFull ? '../docs/arena' : '../dist/arena', import.meta.url));

if (only === undefined || only === '--worlds') {
	await report('arena', {worlds: worldNames, arms: arms.map(({name}) => name), seeds: size.seeds, tasks});
}

if (only === undefined || only === '--ablations') {
	await report('ablations', {
		worlds: ['W1', 'W2', 'W3', 'W4', 'W5'],
		arms: ['full', ...ablations.map(({name}) => name)],
		seeds: isFull ? 100 : 10,
		tasks,
	});
}

if (only === undefined || only === '--poison') {
	// So many seeds that an attacker has ten thousand attempts.
	await report('poison', {worlds: ['W3'], arms: ['full'], seeds: isFull ? 1200 : 50, tasks});
}

if (only === undefined || only === '--store') {
	const at = describeCircumstances(!isFull);
	say(`${size.rollbacks} rollbacks`);
	const rollback = drillRollback(size.rollbacks);
	say(`${size.kills} kills`);
	const kills = drillKills(size.kills);
	mkdirSync(folder, {recursive: true});
	writeFileSync(`${folder}/store.md`, storeMarkdown(rollback, kills, circumstancesLine(at)));
	writeFileSync(`${folder}/store.json`, `${JSON.stringify({at, rollback, kills}, null, '\t')}\n`);
	say(`rollback p99 ${rollback.p99Ms.toFixed(1)} ms; ${kills.broken} of ${kills.kills} kills left something broken`);
}

async function report(name: string, config: Omit<ArenaConfig, 'firstSeed'>): Promise<void> {
	const found = await run({...config, firstSeed: firstUnseenSeed});
	writeReport(folder, found, name);
	say(`written: ${name}.md`);
}

async function run(config: ArenaConfig): Promise<ArenaReport> {
	for await (const event of openArena(config, new AbortController().signal)) {
		if (event.type === 'arm') {
			const {world, arm, start, final, worse} = event.figures;
			say(`${world} ${arm}: ${start.toFixed(3)} to ${final.toFixed(3)}, ${worse.count} of ${worse.of} worse`);
		} else if (event.type === 'report') {
			return event.report;
		}
	}

	throw new Error('The arena ended without a report.');
}

function storeMarkdown(rollback: RollbackDrill, kills: KillDrill, circumstances: string): string {
	const word = (met: boolean) => (met ? 'yes' : '**no**');
	return `# The store of evolution on a real disk

${markdownTable(
	['target', 'wanted', 'measured', 'met'],
	[
		[
			`rollback, ${rollback.artefacts} artefacts, ${rollback.rollbacks} times`,
			'p99 ≤ 50 ms',
			`p50 ${rollback.p50Ms.toFixed(1)} ms, p99 ${rollback.p99Ms.toFixed(1)} ms, most ${rollback.mostMs.toFixed(1)} ms`,
			word(rollback.p99Ms <= 50),
		],
		[
			'kill -9 before a step of an adoption or a rollback',
			'the old state or the new one, always',
			`${kills.kills} kills: old ${kills.oldState}, new ${kills.newState}, broken ${kills.broken}`,
			word(kills.broken === 0),
		],
	],
)}

A rollback is timed with every write on the disk before it returns. A killed process is followed by another one that loads the state,
verifies it and adopts something: only what it can go on from counts as a state. \`npm run bench:arena -- --store --full\` measures again.

${circumstances}
`;
}

function say(what: string): void {
	console.log(`${((performance.now() - begun) / 1000).toFixed(0).padStart(4)} s  ${what}`);
}
