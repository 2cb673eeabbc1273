/**
Arithmetic of vectors. Beside a vector stands its sketch, one bit for the sign of each number: two sketches differ in few
bits where the vectors point the same way, and a thousand of them are compared in the time of some ten vectors. Pure.
*/

/** The cosine of two vectors of length one. */
export function cosine(a: Float32Array, b: Float32Array): number {
	let [even, odd] = [0, 0];
	for (let index = 0; index + 1 < a.length; index += 2) {
		even += (a[index] ?? 0) * (b[index] ?? 0);
		odd += (a[index + 1] ?? 0) * (b[index + 1] ?? 0);
	}

	return a.length % 2 === 0 ? even + odd : even + odd + (a.at(-1) ?? 0) * (b.at(-1) ?? 0);
}

/** How many words of 32 bits the sketch of a vector has. */
export function sketchLength(dimensions: number): number {
	return Math.ceil(dimensions / 32);
}

export function sketchOf(vector: Float32Array): Uint32Array {
	const sketch = new Uint32Array(sketchLength(vector.length));
	for (const [index, value] of vector.entries()) {
		if (value > 0) {
			sketch[index >> 5] = (sketch[index >> 5] ?? 0) | (1 << (index & 31));
		}
	}

	return sketch;
}

/**
The places of the sketches that differ least from `wanted`, `most` of them and those that differ as much as the last.
`sketches` are laid end to end.
*/
export function closest(wanted: Uint32Array, sketches: Uint32Array, most: number): readonly number[] {
	const words = wanted.length;
	const count = words === 0 ? 0 : sketches.length / words;
	const distances = new Uint16Array(count);
	const having = new Uint32Array(32 * words + 1);
	for (let place = 0, at = 0; place < count; place++) {
		let distance = 0;
		for (let word = 0; word < words; word++, at++) {
			distance += bitsIn((wanted[word] ?? 0) ^ (sketches[at] ?? 0));
		}

		distances[place] = distance;
		having[distance] = (having[distance] ?? 0) + 1;
	}

	const furthest = distanceOf(having, most);
	const places: number[] = [];
	for (let place = 0; place < count; place++) {
		if ((distances[place] ?? 0) <= furthest) {
			places.push(place);
		}
	}

	return places;
}

/** The distance within which `most` lie; `having` says how many lie at each. */
function distanceOf(having: Uint32Array, most: number): number {
	let sum = 0;
	const furthest = having.findIndex(count => {
		sum += count;
		return sum >= most;
	});
	return furthest === -1 ? having.length : furthest;
}

function bitsIn(word: number): number {
	let bits = word - ((word >>> 1) & 0x55_55_55_55);
	bits = (bits & 0x33_33_33_33) + ((bits >>> 2) & 0x33_33_33_33);
	return Math.imul((bits + (bits >>> 4)) & 0x0f_0f_0f_0f, 0x01_01_01_01) >>> 24;
}

export function bytesOf(numbers: Float32Array | Uint32Array): Uint8Array {
	return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

/** A vector from its bytes, wherever in a buffer they lie. */
export function vectorOf(bytes: Uint8Array): Float32Array {
	return new Float32Array(bytes.slice().buffer);
}
