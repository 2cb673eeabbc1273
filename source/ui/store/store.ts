/** A store outside React: a pure reducer, one snapshot, and listeners that hear of a change. */

export interface Store<State, Action> {
	snapshot(): State;
	dispatch(action: Action): void;
	subscribe(listener: () => void): () => void;
}

/** A store of one reducer; a reducer that gives the same state back wakes nobody. */
export function createStore<State, Action>(reduce: (state: State, action: Action) => State, initial: State): Store<State, Action> {
	const listeners = new Set<() => void>();
	let state = initial;
	return {
		snapshot: () => state,
		dispatch(action) {
			const next = reduce(state, action);
			if (next !== state) {
				state = next;
				for (const listener of listeners) {
					listener();
				}
			}
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
	};
}

/**
A store that takes a stream: actions that `isFrequent` says come many in a second are held back and applied together,
`intervalMs` after the first of them at the latest. Every other action applies at once, after those before it.
*/
export function coalesced<State, Action>(
	reduce: (state: State, action: Action) => State,
	initial: State,
	{isFrequent, intervalMs}: {readonly isFrequent: (action: Action) => boolean; readonly intervalMs: number},
): Store<State, Action> {
	const store = createStore((state: State, actions: readonly Action[]) => actions.reduce(reduce, state), initial);
	let held: Action[] = [];
	let timer: NodeJS.Timeout | undefined;

	function flush(): void {
		clearTimeout(timer);
		timer = undefined;
		const actions = held;
		held = [];
		store.dispatch(actions);
	}

	return {
		...store,
		dispatch(action) {
			held.push(action);
			if (isFrequent(action)) {
				timer ??= setTimeout(flush, intervalMs);
			} else {
				flush();
			}
		},
	};
}
