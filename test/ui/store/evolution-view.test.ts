import {expect, test} from 'vitest';
import {createLateEvolutionView, type EvolutionSource, noEvolution} from '../../../source/ui/store/evolution-view.ts';

const item = {id: 'r1', kind: 'rule', name: 'ver\u202Eify', evidence: '8–1', isForeign: false} as const;

test('shows nothing until evolution is there, then what it says, with hidden characters spelt out', () => {
	const view = createLateEvolutionView(() => {});
	expect(view.snapshot()).toEqual(noEvolution);
	view.approve('r1');
	const done: string[] = [];
	const listeners: (() => void)[] = [];
	const source: EvolutionSource = {
		snapshot: () => ({...noEvolution, mode: done.length > 0 ? 'auto' : 'suggest', pending: [item]}),
		subscribe(listener) {
			listeners.push(listener);
			return () => {};
		},
		approve: id => void done.push(id),
		reject: () => {},
		rollback: () => {},
		diff: () => ['-a', '+b'],
	};
	view.connect(source);
	expect(view.snapshot()).toMatchObject({mode: 'suggest', pending: [{name: 'ver<U+202E>ify'}]});
	expect(view.diff('r1')).toBe('-a\n+b');
	view.approve('r1');
	expect(done).toEqual(['r1']);
	for (const listener of listeners) {
		listener();
	}

	expect(view.snapshot().mode).toBe('auto');
});

test('an act that is refused is said, and thrown at nobody', () => {
	const refusals: unknown[] = [];
	const view = createLateEvolutionView(error => void refusals.push(error));
	const refuse = () => {
		throw new Error('other bytes by now');
	};
	const state = {...noEvolution, pending: [item]};
	view.connect({snapshot: () => state, subscribe: () => () => {}, approve: refuse, reject: refuse, rollback: refuse, diff: refuse});
	view.approve('r1');
	expect(view.diff('r1')).toBe('');
	expect(refusals).toHaveLength(2);
});
