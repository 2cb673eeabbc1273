/** A part of a store for a component: it draws again only when that part is another one. */

import {useSyncExternalStore} from 'react';

interface Readable<State> {
	snapshot(): State;
	subscribe(listener: () => void): () => void;
}

/** The selected part of the snapshot. The selector gives parts of the snapshot as they are, never new objects. */
export function useStore<State, Part>({snapshot, subscribe}: Readable<State>, select: (state: State) => Part): Part {
	return useSyncExternalStore(subscribe, () => select(snapshot()));
}
