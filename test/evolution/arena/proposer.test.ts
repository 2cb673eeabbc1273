import {expect, test} from 'vitest';
import {effectOf} from '../../../source/evolution/arena/effects.ts';
import {heldToBrief, type Proposal, propose, routes} from '../../../source/evolution/arena/proposer.ts';
import {makeWorld, type World} from '../../../source/evolution/arena/worlds.ts';
import {checkCandidate} from '../../../source/evolution/gates/run-gates.ts';
import {renderWhole} from '../../../source/evolution/render.ts';

const signal = new AbortController().signal;

function many(world: World, tainted: number, count = 2000): readonly Proposal[] {
	return Array.from({length: count}, (_, request) => propose(world, {family: request % 12, model: 'model-a', tainted, request}));
}

async function refusals(proposal: Proposal): Promise<readonly string[]> {
	const ports = {render: renderWhole, admit: async () => ({verdict: 'blocked', findings: [], capabilities: []}) as const, granted: []};
	const {artefact, readSet} = proposal;
	const results = await checkCandidate({artefact, readSet, userTerms: [], incumbent: [], replaces: [], suggestedBy: []}, ports, signal);
	return results.filter(({pass}) => !pass).map(({gate}) => gate);
}

test('ideas come as often as the world says, and the attacker as often as his text was read', () => {
	const proposals = many(makeWorld('W1', 1, 1000), 0.3);
	const share = (idea: Proposal['idea']) => proposals.filter(proposal => proposal.idea === idea).length / proposals.length;
	expect(share('poisoned')).toBeCloseTo(0.3, 1);
	expect(share('right')).toBeCloseTo(0.4 * 0.7, 1);
	expect(share('no-op')).toBeCloseTo(0.25 * 0.7, 1);
	expect(many(makeWorld('W4', 1, 1000), 0).every(({idea}) => idea === 'no-op')).toBe(true);
});

test('in a world of harm nothing helps anywhere', () => {
	const effects = many(makeWorld('W5', 1, 1000), 0).map(({effect}) => effect);
	expect(effects.every(({fixes}) => fixes === null)).toBe(true);
	expect(effects.every(({overGeneral, harms}) => overGeneral || harms !== null)).toBe(true);
});

test('honest ideas are artefacts that the gates take, whatever they are worth', async () => {
	for (const proposal of many(makeWorld('W1', 1, 1000), 0, 200)) {
		expect(await refusals(proposal)).toEqual([]);
	}
});

test('what an attacker wrote stops at the gates, whichever way it came and however often it was rewritten', async () => {
	const poisoned = many(makeWorld('W3', 1, 1000), 1, 400);
	expect(new Set(poisoned.map(({route}) => route))).toEqual(new Set(routes));
	for (const proposal of poisoned) {
		expect(proposal.artefact.label).toBe('foreign');
		expect(proposal.effect.poisoned).toBe(true);
		expect(await refusals(proposal)).not.toEqual([]);
	}
});

test('an attacker who gives himself a better label than what was read is refused', async () => {
	const [proposal] = many(makeWorld('W3', 1, 1000), 1, 1);
	expect(proposal).toBeDefined();
	if (proposal !== undefined) {
		expect(await refusals({...proposal, artefact: {...proposal.artefact, label: 'derived'}})).toEqual(['G0']);
	}
});

test('a fix without a condition hurts everywhere, and held to its brief it is the fix', () => {
	const world = makeWorld('W1', 1, 1000);
	const wide = many(world, 0).filter(({idea}) => idea === 'over-general');
	expect(wide.length).toBeGreaterThan(100);
	for (const proposal of wide) {
		expect(proposal.effect).toMatchObject({fixes: proposal.family, overGeneral: true});
		expect(heldToBrief(proposal, world).effect).toMatchObject({fixes: proposal.family, overGeneral: false});
	}
});

test('the same words always do the same', () => {
	const [proposal] = many(makeWorld('W1', 1, 1000), 0, 1);
	expect(proposal && effectOf(structuredClone(proposal.artefact), false)).toEqual(proposal?.effect);
});
