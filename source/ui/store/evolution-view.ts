/** What the evolution panel shows and may ask for. The panel knows only this interface. */

import {createStore, type Store} from './store.ts';

export interface EvolutionMetric {
	readonly name: string;
	/** With its unit and interval, for example `71 % [62–79]`. */
	readonly value: string;
	/** Earlier values between 0 and 1, oldest first, for a small curve. */
	readonly history: readonly number[];
}

export interface EvolutionItem {
	readonly id: string;
	readonly kind: 'skill' | 'rule' | 'plan' | 'note';
	readonly name: string;
	/** What speaks for it, for example `8–1  E=11`. */
	readonly evidence: string;
	/** It comes from text of strangers. */
	readonly isForeign: boolean;
}

export interface EvolutionSnapshot {
	readonly mode: string;
	readonly metrics: readonly EvolutionMetric[];
	/** The running trial in one line; empty for none. */
	readonly canary: string;
	readonly pending: readonly EvolutionItem[];
	readonly active: readonly EvolutionItem[];
	/** Newest first. */
	readonly log: readonly string[];
}

export interface EvolutionView {
	snapshot(): EvolutionSnapshot;
	subscribe(listener: () => void): () => void;
	/** Each change throws a SkillLiteError where it cannot be. */
	approve(id: string): void;
	reject(id: string): void;
	rollback(id: string): void;
	/** What an artefact changes, as a unified diff. */
	diff(id: string): string;
}

export const noEvolution: EvolutionSnapshot = {mode: 'off', metrics: [], canary: '', pending: [], active: [], log: []};

type Change = {readonly by: 'approve' | 'reject' | 'rollback'; readonly id: string};

/** A view that lives in memory: what is approved becomes active, what is rejected or rolled back is gone. */
export function createEvolutionView(initial: EvolutionSnapshot = noEvolution, diffs: Readonly<Record<string, string>> = {}): EvolutionView {
	const store: Store<EvolutionSnapshot, Change> = createStore(change, initial);
	return {
		snapshot: store.snapshot,
		subscribe: store.subscribe,
		approve: id => store.dispatch({by: 'approve', id}),
		reject: id => store.dispatch({by: 'reject', id}),
		rollback: id => store.dispatch({by: 'rollback', id}),
		diff: id => diffs[id] ?? '',
	};
}

export interface LateEvolutionView extends EvolutionView {
	/** From now on show this one. */
	follow(view: EvolutionView): void;
}

/** A view for a screen that is there before its agent. */
export function createLateView(): LateEvolutionView {
	const listeners = new Set<() => void>();
	let current: EvolutionView = createEvolutionView();
	return {
		snapshot: () => current.snapshot(),
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		approve: id => current.approve(id),
		reject: id => current.reject(id),
		rollback: id => current.rollback(id),
		diff: id => current.diff(id),
		follow(view) {
			current = view;
			const tell = () => {
				for (const listener of listeners) {
					listener();
				}
			};
			view.subscribe(tell);
			tell();
		},
	};
}

function change(state: EvolutionSnapshot, {by, id}: Change): EvolutionSnapshot {
	const list = by === 'rollback' ? state.active : state.pending;
	const item = list.find(item => item.id === id);
	if (item === undefined) {
		return state;
	}

	const without = list.filter(other => other !== item);
	const log = [`${by} ${item.kind} ${item.name}`, ...state.log];
	return by === 'rollback'
		? {...state, active: without, log}
		: {...state, pending: without, active: by === 'approve' ? [...state.active, item] : state.active, log};
}
