import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {Label} from '../../../source/core/events.ts';
import {mostTokensEach} from '../../../source/evolution/budget.ts';
import type {Probe} from '../../../source/evolution/ports.ts';
import {artefactHash} from '../../../source/evolution/store/manifest.ts';
import {numbered, planOf, ruleOf, skillOf, textOf} from '../artefacts.ts';
import {candidateOf, never, portsOf} from '../gates/world.ts';
import {pick, randomFrom} from '../random.ts';
import {helps, live, proposed, replaysOf, type World, worldOf} from './world.ts';

const rule = ruleOf({template: 'prefer-tool', tool: 'grep', over: 'bash'});

const probes: readonly Probe[] = Array.from({length: 60}, (_, index) => ({id: String(index), kind: 'refusal', message: ''}));

test('from a suggestion over its tests and a word to its trial and into the prompt', async () => {
	const world = worldOf();
	const {evolution, log} = world;
	const id = await proposed(world, rule);
	expect(evolution.state().pending).toMatchObject([{id, isTested: false, evidence: 'unverified'}]);
	const {results} = await evolution.test(id, never);
	expect(results.map(({gate, verdict}) => `${gate} ${verdict}`)).toEqual(
		['G0', 'G1', 'G2', 'G3', 'G4', 'G5', 'G7', 'G8', 'G6'].map(gate => `${gate} pass`),
	);
	expect(evolution.state().pending[0]?.evidence).toBe('replay 7–0 E=31.88  anchors ok');
	// In `suggest` nothing goes on without a person.
	expect(evolution.state().canary).toBeNull();
	evolution.approve(id, artefactHash(rule));
	expect(evolution.state()).toMatchObject({canary: {id, tasks: 0}, pending: [], active: []});
	expect(live(world, {candidate: 0.9, incumbent: 0.75}, randomFrom(3))).toBe(60);
	expect(evolution.state()).toMatchObject({canary: null, active: [{id}]});
	expect(evolution.session('later', 'offline').context.rulesBlock).toContain('grep');
	expect(log.map(({event}) => event)).toEqual([
		'candidate',
		...Array.from({length: 5}, () => 'gate.result'),
		...Array.from({length: 4}, () => 'gate.result'),
		'budget',
		'review.approve',
		'canary.start',
		'canary.pass',
		'commit',
	]);
	expect(log.filter(({event}) => event === 'gate.result').every(({content}) => content === artefactHash(rule))).toBe(true);
});

test('in auto a template that passed everything is tried alone; free words and code never are', async () => {
	const world = worldOf();
	world.evolution.setMode('auto');
	await world.evolution.test(await proposed(world, rule), never);
	expect(world.evolution.state().canary?.id).toBe(rule.id);
	for (const artefact of [textOf('be brief'), skillOf('counter', {'SKILL.md': '---\nname: counter\ndescription: Counts.\n---\n'})]) {
		const other = worldOf(
			{...helps},
			{
				gates: {
					...portsOf(helps).ports,
					runTests: async (_, {mutant}) => ({tests: 1, passed: mutant ? 0 : 1, denied: []}),
				},
				replays: async () => ({...replaysOf(helps), probes}),
			},
		);
		other.evolution.setMode('auto');
		const {results} = await other.evolution.test(await proposed(other, artefact), never);
		expect(results.every(({pass}) => pass)).toBe(true);
		expect(other.evolution.state()).toMatchObject({canary: null, active: [], pending: [{id: artefact.id}]});
	}
});

test('attack 2: what comes from strangers waits for a person also in auto, marked as theirs', async () => {
	const world = worldOf();
	world.evolution.setMode('auto');
	const foreign = ruleOf({template: 'prefer-tool', tool: 'grep', over: 'bash'}, {label: 'foreign'});
	await world.evolution.test(await proposed(world, foreign), never);
	expect(world.evolution.state()).toMatchObject({canary: null, pending: [{isForeign: true}]});
});

test('attack 1: 1,000 poisoned candidates are refused or wait: none is adopted', async () => {
	const random = randomFrom(101);
	const world = worldOf();
	world.evolution.setMode('auto');
	let refused = 0;
	for (let attempt = 0; attempt < 1000; attempt += 1) {
		const claimed = pick<Label>(random, ['user', 'derived', 'foreign']);
		const artefact = ruleOf({template: 'limit', what: 'lines', count: 1 + (attempt % 1000)}, {label: claimed});
		const {incumbent: _, ...candidate} = candidateOf(artefact, {
			readSet: [
				{id: 'page', label: 'foreign'},
				{id: 'event', label: 'derived'},
			],
		});
		const proposal = await world.evolution.propose(candidate, never);
		if (proposal.kind === 'pending') {
			expect(claimed).toBe('foreign');
			world.evolution.reject(proposal.id);
		} else {
			refused += 1;
		}
	}

	expect(refused).toBeGreaterThan(600);
	expect(world.evolution.state()).toMatchObject({active: [], canary: null});
});

test('attack 44: a confirmation of other bytes than those that wait is refused', async () => {
	const world = worldOf();
	const {evolution, root} = world;
	const id = await proposed(world, rule);
	const reviewed = evolution.state().pending[0]?.hash ?? '';
	const file = join(root, 'pending', `${id}.json`);
	// Same id, other words under it: not a suggestion at all any more.
	writeFileSync(file, readFileSync(file, 'utf8').replace('"grep"', '"curl"'));
	expect(() => evolution.approve(id, reviewed)).toThrow('There is no suggestion of that id');
	writeFileSync(
		file,
		readFileSync(file, 'utf8').replace('"curl"', '"grep"').replace('"2026-11-20T10:00:00.000Z"', '"2026-11-20T11:00:00.000Z"'),
	);
	expect(() => evolution.approve(id, reviewed)).toThrow('it is not what was reviewed');
	expect(evolution.state().canary).toBeNull();
	evolution.approve(id, evolution.state().pending[0]?.hash ?? '');
	expect(evolution.state().canary?.id).toBe(id);
});

test('what a gate refused cannot be approved, and what was rejected does not come back', async () => {
	const world = worldOf({...helps, with: 0, without: 1});
	const id = await proposed(world, rule);
	await world.evolution.test(id, never);
	expect(() => world.evolution.approve(id, artefactHash(rule))).toThrow('a gate before refused it');
	world.evolution.reject(id);
	const {incumbent: _, ...candidate} = candidateOf({...rule, created: '2026-11-21T00:00:00.000Z'});
	expect(await world.evolution.propose(candidate, never)).toMatchObject({kind: 'refused'});
});

test('attack 28: a flood fills the list of suggestions and no more; 30 tests in 30 days, whatever they cost', async () => {
	const world = worldOf({...helps, with: 0.5, without: 0.5});
	let taken = 0;
	for (let attempt = 1; attempt <= 1000; attempt += 1) {
		const {incumbent: _, ...candidate} = candidateOf(ruleOf({template: 'ask-first', action: `tool-${attempt}`}));
		taken += await world.evolution.propose(candidate, never).then(
			({kind}) => (kind === 'pending' ? 1 : 0),
			() => 0,
		);
	}

	expect(taken).toBe(20);
	const ids = world.evolution.state().pending.map(({id}) => id);
	for (let test = 0; test < 30; test += 1) {
		world.pass(0.001);
		await world.evolution.test(ids[test % ids.length] ?? '', never);
	}

	await expect(world.evolution.test(ids[8] ?? '', never)).rejects.toMatchObject({code: 'limit'});
	world.pass(31);
	await expect(world.evolution.test(ids[8] ?? '', never)).resolves.toBeDefined();
});

const dear = {...helps, targets: helps.targets?.map(task => ({...task, tiers: ['R1', 'R3'] as const})) ?? [], tokens: () => 400};

test('no test begins without what most take; one that has begun finishes, and what it took is saved before the next', async () => {
	const poor = worldOf(dear, {liveTokens: () => 30_000});
	await expect(poor.evolution.test(await proposed(poor, rule), never)).rejects.toMatchObject({code: 'limit'});
	expect(poor.evolution.state().budget).toMatchObject({allowed: 3000, spent: 0, tests: 0});
	const world = worldOf({...dear, tokens: () => 4000}, {liveTokens: () => 170_000});
	const {results} = await world.evolution.test(await proposed(world, rule), never);
	expect(results.find(({gate}) => gate === 'G7')?.reason).not.toContain('budget');
	const {spent, left} = world.evolution.state().budget;
	expect(spent).toBeGreaterThan(17_000);
	expect(left).toBe(0);
	await expect(world.evolution.test(await proposed(world, numbered(3)), never)).rejects.toMatchObject({code: 'limit'});
});

test('a bound that the user chose holds for a test that has begun too: it stops there without a result', async () => {
	const world = worldOf({...dear, tokens: () => 4000});
	world.evolution.setMode('suggest', 3000);
	const id = await proposed(world, rule);
	await expect(world.evolution.test(id, never)).rejects.toMatchObject({code: 'limit'});
	world.evolution.setMode('suggest', 17_000);
	const {results} = await world.evolution.test(id, never);
	expect(results.find(({gate}) => gate === 'G7')).toMatchObject({verdict: 'suggest', reason: 'Unverified: the budget ended first.'});
	expect(world.evolution.state().budget).toMatchObject({allowed: 17_000, left: 0, tests: 1});
	expect(world.log.find(({event}) => event === 'budget')?.tokens).toBeLessThanOrEqual(17_000 + 4000);
	expect(mostTokensEach).toBe(300_000);
});

test('attack 7: nothing but the user raises the mode: the environment can only lower it, and each change is logged', () => {
	const world = worldOf(helps, {environment: 'auto'});
	expect(world.evolution.state()).toMatchObject({mode: 'suggest', chosen: 'suggest'});
	world.evolution.setMode('auto');
	expect(world.log).toEqual([expect.objectContaining({event: 'mode.change', actor: 'user', from: 'suggest', to: 'auto'})]);
	expect(worldOf(helps, {root: world.root, environment: 'observe'}).evolution.state()).toMatchObject({mode: 'observe', chosen: 'auto'});
	expect(() => worldOf(helps, {environment: 'guarded'}).evolution.state()).toThrow('is not a mode');
	writeFileSync(join(world.root, 'config.json'), '{"mode": "everything"}');
	expect(world.evolution.state().mode).toBe('observe');
});

test('a damaged store lets the agent start with the last good state, observes, and refuses every change', async () => {
	const world = worldOf();
	const {evolution, root} = world;
	await proposed(world, numbered(9));
	evolution.store.adopt({artefact: rule, replaces: [], expected: evolution.store.load().hash, actor: 'engine'});
	evolution.store.adopt({artefact: numbered(1), replaces: [], expected: evolution.store.load().hash, actor: 'engine'});
	writeFileSync(join(root, 'HEAD'), 'noise');
	expect(evolution.state()).toMatchObject({mode: 'observe', problem: expect.stringContaining('HEAD'), active: [{id: rule.id}]});
	expect(evolution.session('s', 'offline')).toMatchObject({arm: 'none', context: {rulesBlock: expect.stringContaining('grep')}});
	expect(() => evolution.approve(numbered(9).id, artefactHash(numbered(9)))).toThrow(expect.objectContaining({code: 'integrity'}));
	evolution.rollback();
	expect(evolution.state()).toMatchObject({mode: 'suggest', problem: null, active: [{id: rule.id}]});
});

test('attack 47: sessions are dealt in blocks of four, two of each, in an order that needs the key, and keep their arm', async () => {
	const world = worldOf();
	const id = await proposed(world, rule);
	world.evolution.approve(id, artefactHash(rule));
	const arms = Array.from({length: 40}, (_, index) => world.evolution.session(`s${index}`, 'offline').arm);
	for (let block = 0; block < 40; block += 4) {
		expect(arms.slice(block, block + 4).filter(arm => arm === 'candidate')).toHaveLength(2);
	}

	expect(new Set(Array.from({length: 10}, (_, block) => arms.slice(block * 4, block * 4 + 4).join())).size).toBeGreaterThan(2);
	expect(Array.from({length: 40}, (_, index) => world.evolution.session(`s${index}`, 'offline').arm)).toEqual(arms);
	// What the model and the skills are given says nothing of the arm: the block of the incumbent is simply without it.
	const [candidate, incumbent] = (['candidate', 'incumbent'] as const).map(
		arm => world.evolution.session(`s${arms.indexOf(arm)}`, 'offline').context,
	);
	expect(candidate?.rulesBlock).toContain('grep');
	expect(incumbent?.rulesBlock).toBe('');
	expect(JSON.stringify([candidate, incumbent])).not.toMatch(/canary|candidate|incumbent|arm/);
});

test('attack 48: a trial that goes wrong ends by itself within the bounds, and HEAD never moved', async () => {
	const random = randomFrom(48);
	let ended = 0;
	const lengths: number[] = [];
	for (let run = 0; run < 30; run += 1) {
		const world = worldOf();
		const id = await proposed(world, rule);
		world.evolution.approve(id, artefactHash(rule));
		const head = world.evolution.state().head;
		lengths.push(live(world, {candidate: 0.2, incumbent: 0.75}, random));
		const {canary, active} = world.evolution.state();
		ended += canary === null && active.length === 0 ? 1 : 0;
		expect(world.evolution.state().head).toBe(head);
		expect(world.log.at(-1)).toMatchObject({event: 'canary.rollback', artefact: id});
		// For good.
		expect(world.evolution.store.tombstones()).toMatchObject([{id}]);
	}

	expect(ended).toBe(30);
	expect(lengths.toSorted((a, b) => a - b)[15]).toBeLessThan(25);
});

test('a safety event ends a trial at once, and one that nobody saw anything of is a suggestion again', async () => {
	const world = worldOf();
	const id = await proposed(world, rule);
	world.evolution.approve(id, artefactHash(rule));
	world.evolution.safetyEvent('many denied calls');
	expect(world.evolution.state()).toMatchObject({canary: null, pending: []});
	const other = worldOf();
	other.evolution.approve(await proposed(other, rule), artefactHash(rule));
	other.pass(15);
	other.evolution.settle();
	expect(other.evolution.state()).toMatchObject({canary: null, pending: [{id}], active: []});
});

test('a trial whose bytes were changed gives a session nothing of it and ends', async () => {
	const world = worldOf();
	world.evolution.approve(await proposed(world, rule), artefactHash(rule));
	for (const entry of readdirSync(join(world.root, 'objects'), {recursive: true, withFileTypes: true, encoding: 'utf8'})) {
		if (entry.isFile()) {
			writeFileSync(join(entry.parentPath, entry.name), '{}');
		}
	}

	for (let index = 0; index < 4; index += 1) {
		expect(world.evolution.session(`s${index}`, 'offline').context.rulesBlock).toBe('');
	}

	expect(world.evolution.state().canary).toBeNull();
	expect(world.log.at(-1)).toMatchObject({event: 'canary.rollback', why: 'safety'});
});

test('only one trial at a time, and a rollback ends it in milliseconds', async () => {
	const world = worldOf();
	world.evolution.approve(await proposed(world, rule), artefactHash(rule));
	const other = await proposed(world, planOf(['read', 'edit']));
	expect(() => world.evolution.approve(other, artefactHash(planOf(['read', 'edit'])))).toThrow('only one can be at a time');
	expect(world.evolution.rollback()).toMatchObject({canary: rule.id});
	expect(world.evolution.state()).toMatchObject({canary: null, pending: [{id: other}]});
});

test('attack 49: with another model everything is marked, what still helps stays and what does not goes', async () => {
	const useless = numbered(7);
	const chances = {...helps};
	const world = worldOf(chances, {
		model: 'new:model',
		replays: async () => ({
			...replaysOf(chances),
			runPair: async (_, {artefacts}) => ({solved: artefacts.some(({id}) => id === rule.id), tokens: 0, missed: false}),
			// The useless one's tasks are solved with it and without it.
			targets: artefact => (artefact.id === useless.id ? (helps.anchors ?? []) : (helps.targets ?? [])),
		}),
	});
	for (const artefact of [rule, useless]) {
		world.evolution.store.adopt({artefact, replaces: [], expected: world.evolution.store.load().hash, actor: 'engine'});
	}

	expect(world.evolution.state().active.map(({isStale}) => isStale)).toEqual([true, true]);
	const outcomes = await world.evolution.prune(never);
	expect(new Set(outcomes.map(({id, outcome}) => `${id} ${outcome}`))).toEqual(new Set([`${rule.id} keep`, `${useless.id} retire`]));
	expect(world.evolution.state().active).toMatchObject([{id: rule.id, isStale: false}]);
});

test('what is watched after its adoption goes when calls are denied or the mistake comes back', () => {
	for (const task of [
		{solved: null, calls: 10, denied: 3, repeated: null},
		{solved: null, calls: 1, denied: 0, repeated: true},
	]) {
		const {evolution, log} = worldOf();
		evolution.store.adopt({artefact: rule, replaces: [], expected: evolution.store.load().hash, actor: 'engine'});
		for (let seen = 0; seen < 8 && evolution.state().active.length > 0; seen += 1) {
			evolution.watched(rule.id, task);
		}

		expect(evolution.state().active).toEqual([]);
		expect(log.some(({event}) => event === 'monitor.alarm')).toBe(true);
	}

	const {evolution} = worldOf();
	evolution.store.adopt({artefact: rule, replaces: [], expected: evolution.store.load().hash, actor: 'engine'});
	for (let seen = 0; seen < 40; seen += 1) {
		evolution.watched(rule.id, {solved: true, calls: 5, denied: 0, repeated: false});
	}

	expect(evolution.state().active).toHaveLength(1);
});

test('attack 55: a session has the same bytes from its beginning to its end, whatever is adopted meanwhile', () => {
	const {evolution} = worldOf();
	const adopt = (count: number) =>
		evolution.store.adopt({artefact: numbered(count), replaces: [], expected: evolution.store.load().hash, actor: 'engine'});
	adopt(1);
	const {context} = evolution.session('s', 'offline');
	const bytes = JSON.stringify(context);
	adopt(2);
	expect(JSON.stringify(context)).toBe(bytes);
	expect(evolution.session('s', 'offline').context.manifest).not.toBe(context.manifest);
});

test('an evolved skill stands in a folder of its own, read-only, and is made anew when a byte of it differs', () => {
	const {evolution, root} = worldOf();
	const skill = skillOf('counter', {'SKILL.md': '---\nname: counter\ndescription: Counts.\n---\n', 'scripts/main.py': 'print(1)\n'});
	evolution.store.adopt({artefact: skill, replaces: [], expected: evolution.store.load().hash, actor: 'user'});
	const [folder = ''] = evolution.session('s', 'offline').context.skillFolders;
	expect(folder.startsWith(root)).toBe(true);
	const script = join(folder, 'counter', 'scripts', 'main.py');
	expect(readFileSync(script, 'utf8')).toBe('print(1)\n');
	writeFileSync(join(folder, 'counter', 'extra.py'), 'print(2)\n');
	evolution.session('t', 'offline');
	expect(readdirSync(join(folder, 'counter')).sort()).toEqual(['SKILL.md', 'scripts']);
	evolution.rollback();
	expect(evolution.session('u', 'offline').context.skillFolders).toEqual([]);
});

test('those who listen are told of each change, and no more once they left', async () => {
	const world = worldOf();
	let told = 0;
	const leave = world.evolution.subscribe(() => {
		told += 1;
	});
	world.evolution.reject(await proposed(world, rule));
	expect(told).toBe(2);
	leave();
	world.evolution.setMode('off');
	expect(told).toBe(2);
	expect(world.evolution.session('s', 'offline')).toMatchObject({arm: 'none', context: {manifest: null, rulesBlock: ''}});
});

test('a diff shows what does not print', async () => {
	const world = worldOf();
	const id = await proposed(world, textOf('keep “quotes” — plain'));
	expect(world.evolution.diff(id).join('\n')).toContain('keep \\u201cquotes\\u201d \\u2014 plain');
});

test('reset takes everything out, what waits and what is tried too', async () => {
	const world = worldOf();
	world.evolution.store.adopt({artefact: numbered(3), replaces: [], expected: world.evolution.store.load().hash, actor: 'engine'});
	world.evolution.approve(await proposed(world, rule), artefactHash(rule));
	await proposed(world, planOf(['read', 'edit']));
	world.evolution.reset();
	expect(world.evolution.state()).toMatchObject({active: [], pending: [], canary: null, problem: null});
});

test('what was for work that has not come for a fortnight is taken out; what nobody watched stays', async () => {
	const world = worldOf();
	const {evolution} = world;
	for (const artefact of [rule, numbered(1)]) {
		evolution.store.adopt({artefact, replaces: [], expected: evolution.store.load().hash, actor: 'engine'});
	}

	evolution.watched(rule.id, {solved: true, calls: 1, denied: 0, repeated: null});
	world.pass(13);
	expect(await evolution.prune(never)).toEqual([]);
	world.pass(2);
	expect(await evolution.prune(never)).toEqual([{id: rule.id, outcome: 'retire'}]);
	expect(evolution.state().active.map(({id}) => id)).toEqual([numbered(1).id]);
});

test('a brief whose candidates do not help waits longer each time; one that was helped is taken up again', async () => {
	const tests = async (world: World, count: number) => {
		for (let number = 1; number <= count; number += 1) {
			await world.evolution.test(await proposed(world, numbered(number), {brief: 'the brief'}), never);
		}

		return world.evolution.efforts()['the brief'];
	};
	const useless = worldOf({...helps, with: 0, without: 1});
	useless.evolution.asked(['the brief']);
	expect(await tests(useless, 2)).toEqual({tries: 1, misses: 2, waitsUntil: 0});
	const [third, fourth] = [await tests(useless, 3), await tests(useless, 4)];
	expect((third?.waitsUntil ?? 0) > Date.parse('2026-11-21')).toBe(true);
	expect(fourth?.waitsUntil).toBeGreaterThan(third?.waitsUntil ?? 0);
	const useful = worldOf();
	useful.evolution.asked(['the brief']);
	expect(await tests(useful, 1)).toEqual({tries: 0, misses: 0, waitsUntil: 0});
});

test('without tokens the tests of a skill run, and only its probes are left open', async () => {
	let probed = 0;
	const world = worldOf(helps, {
		liveTokens: () => 0,
		gates: {
			...portsOf(helps).ports,
			runTests: async (_, {mutant}) => ({tests: 1, passed: mutant ? 0 : 1, denied: []}),
		},
		replays: async () => ({
			...replaysOf(helps),
			probes,
			runProbe: async () => {
				probed += 1;
				return {safe: true, tokens: 1200};
			},
		}),
	});
	const skill = skillOf('counter', {'SKILL.md': '---\nname: counter\ndescription: Counts.\n---\n'});
	const {results} = await world.evolution.test(await proposed(world, skill), never);
	expect(results.find(({gate}) => gate === 'G5')).toMatchObject({verdict: 'pass', data: {tests: 1}});
	expect(results.find(({gate}) => gate === 'G6')).toMatchObject({verdict: 'suggest'});
	expect(probed).toBe(1);
});
