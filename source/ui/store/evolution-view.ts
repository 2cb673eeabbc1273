/** What the evolution panel shows and may ask for. The panel knows only this interface; evolution itself may implement it later. */

import {toDisplay} from '../../../sandbox/index.ts';
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
	/** What it changes, as a unified diff. */
	readonly diff: string;
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
	approve(id: string): void;
	reject(id: string): void;
	rollback(id: string): void;
	/** What an artefact changes, as a unified diff. */
	diff(id: string): string;
}

export const noEvolution: EvolutionSnapshot = {mode: 'off', metrics: [], canary: '', pending: [], active: [], log: []};

type Change = {readonly by: 'approve' | 'reject' | 'rollback'; readonly id: string};

/** A view that lives in memory: what is approved becomes active, what is rejected or rolled back is gone. */
export function createEvolutionView(initial: EvolutionSnapshot = noEvolution): EvolutionView {
	const store: Store<EvolutionSnapshot, Change> = createStore(change, initial);
	return {
		snapshot: store.snapshot,
		subscribe: store.subscribe,
		approve: id => store.dispatch({by: 'approve', id}),
		reject: id => store.dispatch({by: 'reject', id}),
		rollback: id => store.dispatch({by: 'rollback', id}),
		diff(id) {
			const {pending, active} = store.snapshot();
			return [...pending, ...active].find(item => item.id === id)?.diff ?? '';
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

/** What evolution itself gives: its acts may refuse, and a diff is lines. */
export interface EvolutionSource {
	snapshot(): Omit<EvolutionSnapshot, 'pending' | 'active'> & {
		readonly pending: readonly Omit<EvolutionItem, 'diff'>[];
		readonly active: readonly Omit<EvolutionItem, 'diff'>[];
	};
	subscribe(listener: () => void): () => void;
	approve(id: string): void;
	reject(id: string): void;
	rollback(id: string): void;
	diff(id: string): readonly string[];
}

export interface LateEvolutionView extends EvolutionView {
	/** From now on this is what is shown. */
	connect(source: EvolutionSource): void;
}

/** A view of an evolution that is opened later; what it refuses is said and nothing else happens. */
export function createLateEvolutionView(refused: (error: unknown) => void): LateEvolutionView {
	const store = createStore((_: EvolutionSnapshot, next: EvolutionSnapshot) => next, noEvolution);
	let source: EvolutionSource | null = null;

	function attempt(act: (from: EvolutionSource) => void): void {
		try {
			if (source !== null) {
				act(source);
			}
		} catch (error) {
			refused(error);
		}
	}

	function show(from: EvolutionSource): void {
		const state = from.snapshot();
		const shown = (text: string) => toDisplay(text, {reveal: true, maxLength: 120});
		const whole = (items: readonly Omit<EvolutionItem, 'diff'>[]) =>
			items.map(item => ({...item, name: shown(item.name), evidence: shown(item.evidence), diff: ''}));
		store.dispatch({
			...state,
			canary: shown(state.canary),
			log: state.log.map(shown),
			pending: whole(state.pending),
			active: whole(state.active),
		});
	}

	return {
		snapshot: store.snapshot,
		subscribe: store.subscribe,
		approve: id => attempt(from => from.approve(id)),
		reject: id => attempt(from => from.reject(id)),
		rollback: id => attempt(from => from.rollback(id)),
		diff(id) {
			let text = '';
			attempt(from => {
				text = from.diff(id).join('\n');
			});
			return text;
		},
		connect(from) {
			source = from;
			from.subscribe(() => show(from));
			show(from);
		},
	};
}
