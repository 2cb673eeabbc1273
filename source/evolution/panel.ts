/** Evolution as the terminal's panel knows it: short lines, and an approval that is bound to what was read. */

import {UsageError} from '../../sandbox/index.ts';
import type {Evolution} from './engine/evolution.ts';
import type {ActiveLine, EvolutionState, PendingLine} from './engine/state.ts';

export interface PanelItem {
	readonly id: string;
	readonly kind: 'skill' | 'rule' | 'plan' | 'note';
	readonly name: string;
	readonly evidence: string;
	readonly isForeign: boolean;
}

export interface PanelSnapshot {
	readonly mode: string;
	readonly metrics: EvolutionState['metrics'];
	readonly canary: string;
	readonly pending: readonly PanelItem[];
	readonly active: readonly PanelItem[];
	readonly log: readonly string[];
}

export interface PanelView {
	snapshot(): PanelSnapshot;
	subscribe(listener: () => void): () => void;
	/** Adopts the bytes of the last `diff`; throws when nothing was shown, or when they are others by now. */
	approve(id: string): void;
	reject(id: string): void;
	/** Takes an active artefact out, or ends its trial. */
	rollback(id: string): void;
	/** What to show before an answer. */
	diff(id: string): readonly string[];
	/** Look at the files again. */
	refresh(): void;
}

/** A view that keeps its snapshot until something changes. */
export function createPanelView(evolution: Evolution): PanelView {
	let state = evolution.state();
	let shown = snapshotOf(state);
	const listeners = new Set<() => void>();
	/** What a person was shown, by id: nothing else can be approved. */
	const read = new Map<string, string>();
	const refresh = () => {
		state = evolution.state();
		shown = snapshotOf(state);
		for (const listener of listeners) {
			listener();
		}
	};
	evolution.subscribe(refresh);
	return {
		snapshot: () => shown,
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		approve(id) {
			const hash = read.get(id);
			if (hash === undefined) {
				throw new UsageError(`Read ${id} before you approve it: the key d shows it.`);
			}

			evolution.approve(id, hash);
		},
		reject: id => evolution.reject(id),
		rollback: id => void (state.canary?.id === id ? evolution.rollback() : evolution.disable(id)),
		diff(id) {
			// Looked up now: what the panel shows may be older than what is about to be read.
			const hash = evolution.state().pending.find(one => one.id === id)?.hash;
			const lines = evolution.diff(id);
			if (hash !== undefined) {
				read.set(id, hash);
			}

			return lines;
		},
		refresh,
	};
}

function snapshotOf({mode, metrics, canary, pending, active, log, problem}: EvolutionState): PanelSnapshot {
	return {
		mode: problem === null ? mode : `${mode} (store damaged)`,
		metrics,
		canary:
			canary === null
				? ''
				: `${canary.line}  ${canary.candidate.successes}/${canary.candidate.known} against ${canary.incumbent.successes}/${canary.incumbent.known}  P(worse)=${canary.worse.toFixed(2)}  ${canary.tasks}/${canary.horizon}`,
		pending: pending.map(line => ({...itemOf(line), evidence: line.evidence})),
		active: active.map(line => ({...itemOf(line), evidence: line.isStale ? 'other model' : line.effect})),
		log: log.map(({ts, text}) => `${ts.slice(11, 16)} ${text}`),
	};
}

function itemOf({id, kind, line, isForeign}: PendingLine | ActiveLine): Omit<PanelItem, 'evidence'> {
	return {id, kind: kind === 'text' ? 'rule' : kind, name: line, isForeign};
}
