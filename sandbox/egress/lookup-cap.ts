import type {Clock} from './clock.ts';

/**
A ration of new names below wildcards.

Each lookup of `<data>.example.org` carries its label to whoever answers for
that zone, allowed or not, so random labels are a way out. Names seen before
are free: asking again says nothing new.
*/
export function createLookupCap(lookups: number, windowMs: number, clock: Clock): (name: string) => boolean {
	const known = new Set<string>();
	let recent: number[] = [];
	return name => {
		if (known.has(name)) {
			return true;
		}

		const now = clock.now();
		recent = recent.filter(time => time > now - windowMs);
		if (recent.length >= lookups) {
			return false;
		}

		recent.push(now);
		known.add(name);
		return true;
	};
}
