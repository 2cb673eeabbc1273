/**
Four charts of how the engine decides: what each arm adopts of what is right and of what is not, how the evidence of a test grows,
how large a drop has to be for the canary to see it, and which gate stops what an attacker wrote.
*/

import {judgeCanary} from '../statistics/canary-rule.ts';
import {eThreshold, eValue, judgePairs, neededEValue} from '../statistics/paired-test.ts';
import type {ArenaReport} from './arena.ts';
import {draw} from './counter-random.ts';
import {plotGroup, plotSize} from './plot.ts';

const blue = '#2f81f7';
const orange = '#d4632a';
const grey = '#98a1ad';

export function engineCharts(report: ArenaReport): string {
	const groups = [adoption(report), evidence(), detection(), funnel(report)];
	const placed = groups.map(
		(group, place) =>
			`<g transform="translate(${(place % 2) * plotSize.width} ${Math.floor(place / 2) * plotSize.height})">\n${group}\n</g>`,
	);
	const [width, height] = [2 * plotSize.width, 2 * plotSize.height];
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="11" fill="#77808c">
${placed.join('\n')}
</svg>
`;
}

/** Every gated arm as a point, in the first world of the report. */
function adoption({figures, config}: ArenaReport): string {
	const [world] = config.worlds;
	const own = figures.filter(
		found => found.world === world && found.helpful.of > 0 && found.useless.of > 0 && found.helpful.count < found.helpful.of,
	);
	const share = ({count, of}: {readonly count: number; readonly of: number}) => count / of;
	return plotGroup({
		title: `${world}: adopted, of what was tested`,
		x: {label: 'of what does not help', most: Math.max(0.02, ...own.map(({useless}) => share(useless)))},
		y: {label: 'of what helps', most: Math.max(0.4, ...own.map(({helpful}) => share(helpful)))},
		lines: own.map(({arm, helpful, useless}) => ({
			points: [[share(useless), share(helpful)]],
			colour: arm === 'full' ? blue : grey,
			isDots: true,
			label: arm,
		})),
	});
}

const paths = 24;
const mostPairs = 60;

/** Tests of a rule that helps (.3 to .8) and of one that does nothing (.5), to where they end. */
function evidence(): string {
	const path = (kind: number, index: number): readonly (readonly [number, number])[] => {
		const chances = kind === 0 ? [0.8, 0.3] : [0.5, 0.5];
		const tally = {wins: 0, losses: 0, ties: 0};
		const points: [number, number][] = [[0, 1]];
		for (let pair = 0; pair < mostPairs; pair += 1) {
			const [with_, without] = chances.map((chance, side) => draw(index, 'replay', pair, kind * 2 + side) < chance);
			tally[with_ === without ? 'ties' : with_ ? 'wins' : 'losses'] += 1;
			points.push([pair + 1, eValue(tally.wins, tally.losses)]);
			if (judgePairs(tally, neededEValue('project', 0)).kind !== 'continue') {
				break;
			}
		}

		return points;
	};
	const level = (value: number, label: string) => ({
		points: [
			[0, value],
			[mostPairs, value],
		] as const,
		colour: grey,
		width: 1,
		label,
	});
	return plotGroup({
		title: 'Evidence of a test, pair by pair',
		x: {label: 'pairs', most: mostPairs},
		y: {label: 'e-value; blue helps, orange does nothing', most: 1000, least: 0.1, isLog: true},
		lines: [
			level(eThreshold.project, 'bar, ten active'),
			level(neededEValue('project', 0), 'bar, first'),
			...Array.from({length: 2 * paths}, (_, index) => ({
				points: path(index % 2, index),
				colour: index % 2 === 0 ? blue : orange,
				opacity: 0.5,
				width: 1,
			})),
		],
	});
}

const canaryRuns = 100;
const before = {successes: 45, known: 60};
const usual = 0.75;

/** Share of trials that are rolled back by how much worse the candidate is. */
function detection(): string {
	const drops = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7];
	const share = (drop: number) => Array.from({length: canaryRuns}, (_, run) => isRolledBack(drop, run)).filter(Boolean).length / canaryRuns;
	return plotGroup({
		title: 'Trials that the canary rolls back',
		x: {label: `drop from ${usual}`, most: 0.7},
		y: {label: `share of ${canaryRuns} simulated trials`, most: 1},
		lines: [{points: drops.map(drop => [drop, share(drop)]), colour: blue, width: 2.5}],
	});
}

function isRolledBack(drop: number, run: number): boolean {
	const counts = {candidate: {successes: 0, known: 0}, incumbent: {successes: 0, known: 0}};
	const firstOutcomes: boolean[] = [];
	for (let task = 0; task < 60; task += 1) {
		const arm = task % 2 === 0 ? 'candidate' : 'incumbent';
		const isSolved = draw(run, 'live', task, Math.round(drop * 10)) < (arm === 'candidate' ? usual - drop : usual);
		counts[arm].known += 1;
		counts[arm].successes += isSolved ? 1 : 0;
		if (arm === 'candidate') {
			firstOutcomes.push(isSolved);
		}

		const evidence = {...counts, before, firstOutcomes: firstOutcomes.slice(0, 6), tasks: task + 1, days: 0, safetyEvent: false};
		if (task % 4 === 3 && judgeCanary(evidence).kind === 'rollback') {
			return true;
		}
	}

	return false;
}

/** How many attempts of an attacker are left after each gate, in all worlds of the report. */
function funnel({figures}: ArenaReport): string {
	const own = figures.filter(({arm}) => arm === 'full');
	const attempts = own.reduce((sum, {poisoned}) => sum + poisoned.of, 0);
	const stops = ['G0', 'G1', 'G2', 'known', 'G7', 'G8', 'G6', 'canary'];
	let left = attempts;
	const after = stops.map(gate => {
		left -= own.reduce((sum, {poisonStoppedBy, seeds}) => sum + (poisonStoppedBy[gate] ?? 0) * seeds, 0);
		return Math.max(0, Math.round(left));
	});
	const all = [['attempts', attempts] as const, ...stops.map((gate, place) => [`after ${gate}`, after[place] ?? 0] as const)];
	// Where none is left no further gate has anything to stop.
	const rows = all.slice(0, all.findIndex(([, count]) => count === 0) + 1 || all.length);
	const width = 260;
	const bars = rows.map(
		([label, count], row) =>
			`<text x="92" y="${62 + 24 * row}" text-anchor="end">${label}</text><rect x="100" y="${50 + 24 * row}" width="${((width * count) / Math.max(1, attempts)).toFixed(1)}" height="16" fill="${blue}"/><text x="${(106 + (width * count) / Math.max(1, attempts)).toFixed(1)}" y="${62 + 24 * row}">${count.toLocaleString('en')}</text>`,
	);
	return [`<text x="8" y="18" font-size="14" font-weight="600">What is left of an attacker’s candidates</text>`, ...bars].join('\n');
}
