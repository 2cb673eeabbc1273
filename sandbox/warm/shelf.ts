/** The idle slots: at most so many, none for longer than its time, the least recently started given up first. */

import type {Sha256} from '../base/canonical-json.ts';
import type {Clock} from '../egress/clock.ts';
import type {Slot} from './slot.ts';

export interface ShelfLimits {
	/** Slots in total. */
	readonly slots: number;
	readonly idleMs: number;
}

export interface Shelf {
	/** Keep a slot until it is taken, expires, dies, or is the oldest of too many. */
	put(slot: Slot): void;
	/** A slot that is not on the shelf any more; undefined where there is none. */
	take(key: Sha256): Slot | undefined;
	/** The slot that `take` would give. */
	look(key: Sha256): Slot | undefined;
	count(key?: Sha256): number;
	/** Discard all slots; resolves when they are gone. */
	clear(): Promise<void>;
}

interface Place {
	readonly slot: Slot;
	readonly since: number;
	readonly cancelExpiry: () => void;
}

export function createShelf({slots, idleMs}: ShelfLimits, clock: Clock): Shelf {
	// In the order in which they came.
	const places = new Set<Place>();
	const remove = (place: Place) => {
		place.cancelExpiry();
		places.delete(place);
	};
	const giveUp = (place: Place) => {
		remove(place);
		place.slot.discard();
	};
	const find = (key: Sha256) => [...places].find(({slot}) => slot.key === key);
	return {
		put(slot) {
			const place: Place = {slot, since: clock.now(), cancelExpiry: clock.after(idleMs, () => giveUp(place))};
			places.add(place);
			void slot.gone.then(() => remove(place));
			const [oldest] = places;
			if (oldest !== undefined && places.size > slots) {
				giveUp(oldest);
			}
		},
		take(key) {
			const place = find(key);
			if (place === undefined) {
				return undefined;
			}

			// A timer may be late, its slot then is as well.
			if (clock.now() - place.since >= idleMs) {
				giveUp(place);
				return this.take(key);
			}

			remove(place);
			return place.slot;
		},
		look: key => find(key)?.slot,
		count: key => [...places].filter(({slot}) => key === undefined || slot.key === key).length,
		async clear() {
			const all = [...places];
			all.forEach(giveUp);
			await Promise.all(all.map(({slot}) => slot.gone));
		},
	};
}
