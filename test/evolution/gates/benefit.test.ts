/** G7 and G8, with tasks whose chances are known. */

import {expect, test} from 'vitest';
import type {Candidate, GateResult} from '../../../source/evolution/candidate.ts';
import type {GatePorts} from '../../../source/evolution/ports.ts';
import {benefit, confirmationTokens} from '../../../source/evolution/gates/g7-benefit.ts';
import type {ReplayTask} from '../../../source/evolution/ports.ts';
import {anchors} from '../../../source/evolution/gates/g8-anchors.ts';
import {ruleOf} from '../artefacts.ts';
import {randomFrom} from '../random.ts';
import {candidateOf, type Chances, never, portsOf, tasksOf} from './world.ts';

const rule = ruleOf({template: 'prefer-tool', tool: 'grep', over: 'bash'});

async function share(
	chances: Chances,
	runs: number,
	gate: (candidate: Candidate, ports: GatePorts, signal: AbortSignal) => Promise<GateResult>,
	candidate: Candidate = candidateOf(rule),
): Promise<number> {
	let passed = 0;
	for (let run = 0; run < runs; run += 1) {
		passed += (await gate(candidate, portsOf(chances).ports, never)).pass ? 1 : 0;
	}

	return passed / runs;
}

test('attacks 26 and 27: over 2,000 candidates that change nothing, looked at after each pair, at most one in twenty passes', async () => {
	const random = randomFrom(26);
	for (const chance of [0.1, 0.5, 0.9]) {
		expect(await share({random, with: chance, without: chance}, 700, benefit)).toBeLessThanOrEqual(0.05);
	}
});

test('attack 26: tasks that just failed give the incumbent a new chance, so regression to the mean adopts nothing', async () => {
	// Each target failed when it was recorded, and is solved half of the time by anybody who tries.
	const random = randomFrom(27);
	const {ports, runs} = portsOf({random, with: 0.5, without: 0.5});
	let passed = 0;
	for (let run = 0; run < 400; run += 1) {
		passed += (await benefit(candidateOf(rule), ports, never)).pass ? 1 : 0;
	}

	expect(passed / 400).toBeLessThanOrEqual(0.05);
	// Both arms ran for every pair: a record never stood in for the incumbent.
	expect(runs.R1 % 2).toBe(0);
	expect(runs.R1).toBeGreaterThan(400 * 2 * 8);
});

test('what helps its tasks a lot passes nearly always, with few runs', async () => {
	const random = randomFrom(7);
	const {ports, runs} = portsOf({random, with: 0.95, without: 0.15, targets: tasksOf(15)});
	let passed = 0;
	for (let run = 0; run < 100; run += 1) {
		passed += (await benefit(candidateOf(rule), ports, never)).pass ? 1 : 0;
	}

	expect(passed).toBeGreaterThan(60);
	expect(runs.R1 / 100).toBeLessThan(50);
});

test('a pure function is asked once a task: the same answer is no new evidence', async () => {
	const targets = tasksOf(12, {tiers: ['R0'], tokens: 0});
	const {ports, runs} = portsOf({random: randomFrom(1), with: 1, without: 0, targets});
	expect(await benefit(candidateOf(rule), ports, never)).toMatchObject({pass: true, data: {wins: 7, losses: 0}});
	expect(runs).toEqual({R0: 14, R1: 0, R3: 0});
	const three = portsOf({
		random: randomFrom(1),
		with: 1,
		without: 0,
		targets: tasksOf(8, {tiers: ['R0']}).map((task, index) => ({...task, id: String(index)})),
	});
	expect((await benefit(candidateOf(rule), three.ports, never)).data.pairs).toBeLessThanOrEqual(8);
});

test('tasks that suggested a candidate do not judge it, and too few others leave it unverified', async () => {
	const {ports, runs} = portsOf({random: randomFrom(2), with: 1, without: 0, targets: tasksOf(10)});
	const suggestedBy = ['task-0', 'task-1', 'task-2'];
	const found = await benefit(candidateOf(rule, {suggestedBy}), ports, never);
	expect(found).toMatchObject({verdict: 'suggest', reason: expect.stringContaining('Unverified')});
	expect(runs).toEqual({R0: 0, R1: 0, R3: 0});
	expect(
		await anchors(candidateOf(rule), portsOf({random: randomFrom(2), with: 1, without: 0, anchors: tasksOf(9)}).ports, never),
	).toMatchObject({
		verdict: 'suggest',
	});
});

test('single steps alone are not enough: four whole tasks confirm them, or it stays unverified, or a loss refuses it', async () => {
	const chances = {random: randomFrom(3), with: 1, without: 0} as const;
	const whole = portsOf(chances);
	expect(await benefit(candidateOf(rule), whole.ports, never)).toMatchObject({pass: true, data: {confirmed: 4}});
	expect(whole.runs.R3).toBe(8);
	const dear = portsOf({...chances, targets: tasksOf(20, {tokens: 10_001})});
	expect(await benefit(candidateOf(rule), dear.ports, never)).toMatchObject({verdict: 'suggest'});
	expect(dear.runs.R3).toBe(0);
	const {ports} = portsOf(chances);
	const losing = {
		...ports,
		runPair: async (task: Parameters<typeof ports.runPair>[0], arm: Parameters<typeof ports.runPair>[1]) =>
			arm.tier === 'R3' ? {solved: arm.arm === 'incumbent', tokens: 100, missed: false} : ports.runPair(task, arm, never),
	};
	expect(await benefit(candidateOf(rule), losing, never)).toMatchObject({verdict: 'refuse'});
});

test('a whole task that could not be run as it was decides nothing, whichever arm it was, and one that nobody solves any more neither', async () => {
	const chances = {random: randomFrom(3), with: 1, without: 0} as const;
	const doubtful = (over: Partial<ReplayTask>, outcome: (arm: string) => {readonly solved: boolean; readonly missed: boolean}) => {
		const {ports} = portsOf({...chances, targets: tasksOf(20, over)});
		return benefit(
			candidateOf(rule),
			{...ports, runPair: async (task, arm) => (arm.tier === 'R3' ? {...outcome(arm.arm), tokens: 100} : ports.runPair(task, arm, never))},
			never,
		);
	};
	for (const doubted of ['candidate', 'incumbent']) {
		expect(await doubtful({}, arm => ({solved: arm !== doubted, missed: arm === doubted}))).toMatchObject({
			verdict: 'suggest',
			data: {wholeWins: 0, wholeLosses: 0, wholeTies: 0},
		});
	}

	const nobody = () => ({solved: false, missed: false});
	expect(await doubtful({wasSolved: true}, nobody)).toMatchObject({verdict: 'suggest'});
	const both = () => ({solved: true, missed: false});
	expect(await doubtful({wasSolved: true}, both)).toMatchObject({verdict: 'pass', data: {wholeTies: 4, wholeTokens: 800}});
});

test('what a task took when it was recorded decides whether it is run whole, and is part of the estimate', async () => {
	const {ports, runs} = portsOf({random: randomFrom(3), with: 1, without: 0, targets: tasksOf(20, {tokens: 50_000, wholeTokens: 3000})});
	expect(await benefit(candidateOf(rule), ports, never)).toMatchObject({verdict: 'pass'});
	expect(runs.R3).toBe(8);
	expect(confirmationTokens(tasksOf(20, {wholeTokens: 3000}))).toBe(24_000);
	expect(confirmationTokens(tasksOf(3, {wholeTokens: 3000}))).toBe(0);
	expect(confirmationTokens(tasksOf(20, {tokens: 10, wholeTokens: 10_001}))).toBe(0);
});

test('for all projects of the user the bar is twice as high', async () => {
	const targets = tasksOf(7, {tiers: ['R0']}).concat(tasksOf(1, {tiers: ['R0'], id: 'eighth'}));
	const here = portsOf({random: randomFrom(4), with: 1, without: 0, targets});
	const project = await benefit(candidateOf(rule), here.ports, never);
	const everywhere = await benefit(
		candidateOf({...rule, scope: 'global'}),
		portsOf({random: randomFrom(4), with: 1, without: 0, targets}).ports,
		never,
	);
	expect(project.data.wins).toBe(7);
	expect(everywhere.data.wins).toBe(8);
});

test('attack 34: an arm that leaves the recorded path has lost that run, and too many such runs decide nothing', async () => {
	const {ports} = portsOf({random: randomFrom(5), with: 1, without: 0.5});
	const missing = {...ports, runPair: missingIn('candidate', 1)};
	expect((await benefit(candidateOf(rule), missing, never)).verdict).not.toBe('pass');
	// The same for the incumbent: it loses, and yet nothing is adopted on misses alone.
	const other = {...ports, runPair: missingIn('incumbent', 1)};
	expect(await benefit(candidateOf(rule), other, never)).toMatchObject({
		verdict: 'suggest',
		reason: expect.stringContaining('left what was recorded'),
	});
	let passed = 0;
	for (let run = 0; run < 300; run += 1) {
		const null_ = portsOf({random: randomFrom(run), with: 0.5, without: 0.5}).ports;
		passed += (await benefit(candidateOf(rule), {...null_, runPair: missingIn('candidate', 0.25, randomFrom(run + 1), 0.5)}, never)).pass
			? 1
			: 0;
	}

	expect(passed / 300).toBeLessThanOrEqual(0.05);
});

test('attack 35: a provider that counts no tokens is charged the estimate, and an answer without end is ended: nothing is decided', async () => {
	const {ports} = portsOf({random: randomFrom(6), with: 1, without: 0, tokens: () => Number.NaN});
	let spent = 0;
	const spend = (tokens: number) => {
		spent += tokens;
		return spent <= 20_000;
	};
	expect(await benefit(candidateOf(rule), {...ports, spend}, never)).toMatchObject({
		verdict: 'suggest',
		reason: expect.stringContaining('budget'),
	});
	expect(spent).toBe(25_000);
	const stopped = new AbortController();
	const endless = benefit(candidateOf(rule), {...ports, runPair: () => new Promise(() => {})}, stopped.signal);
	stopped.abort();
	expect(await endless).toMatchObject({verdict: 'suggest', reason: expect.stringContaining('ended first')});
});

test('attack 30: better by spending more is for a person, and unrelated tasks that cost more refuse it', async () => {
	const dearer = (arm: string) => (arm === 'candidate' ? 320 : 200);
	const {ports} = portsOf({random: randomFrom(8), with: 1, without: 0, anchorsWith: 1, anchorsWithout: 1, tokens: dearer});
	expect(await benefit(candidateOf(rule), ports, never)).toMatchObject({verdict: 'suggest', reason: expect.stringContaining('cost more')});
	expect(await anchors(candidateOf(rule), ports, never)).toMatchObject({verdict: 'refuse', reason: expect.stringContaining('cost more')});
});

test('attack 29: a rule that breaks unrelated tasks is refused, one that leaves them alone passes', async () => {
	const random = randomFrom(9);
	const bad = await share({random, with: 1, without: 0, anchorsWith: 0.3, anchorsWithout: 0.95}, 200, anchors);
	const good = await share({random, with: 1, without: 0, anchorsWith: 1, anchorsWithout: 1}, 50, anchors);
	expect(bad).toBeLessThanOrEqual(0.02);
	expect(good).toBe(1);
});

test('a candidate that does nothing to unrelated tasks is seldom refused, though it wins and loses some by chance', async () => {
	const random = randomFrom(12);
	const passed = await share({random, with: 1, without: 0, anchorsWith: 0.6, anchorsWithout: 0.6}, 300, anchors);
	expect(passed).toBeGreaterThan(0.65);
	// Nor is every second one that harms let through.
	expect(await share({random, with: 1, without: 0, anchorsWith: 0.35, anchorsWithout: 0.65}, 200, anchors)).toBeLessThan(0.2);
});

test('the anchors come from as many families as there are', async () => {
	const pool = [
		...tasksOf(60, {family: 'common'}),
		...['rare', 'rarer', 'rarest'].map(family => ({...tasksOf(1, {family})[0], id: family, family})),
	];
	const seen = new Set<string>();
	const {ports} = portsOf({random: randomFrom(10), with: 1, without: 1, anchors: pool as ReturnType<typeof tasksOf>});
	await anchors(
		candidateOf(rule),
		{
			...ports,
			async runPair(task) {
				seen.add(task.family);
				return {solved: true, tokens: 1, missed: false};
			},
		},
		never,
	);
	expect(seen).toEqual(new Set(['common', 'rare', 'rarer', 'rarest']));
});

/** Both arms solve by chance, and one of them leaves the recorded path so often. */
function missingIn(which: 'candidate' | 'incumbent', share_: number, random = Math.random, chance = 1) {
	return async (_: unknown, {arm}: {readonly arm: 'candidate' | 'incumbent'}) => ({
		solved: random() < chance,
		tokens: 10,
		missed: arm === which && random() < share_,
	});
}
