/** The difference of two texts as a person reads it before saying yes. Pure. */

type Line = {readonly kind: ' ' | '-' | '+'; readonly text: string};

const around = 3;
/** Beyond so many comparisons the middle is shown as replaced whole: right, only longer. */
const mostComparisons = 4_000_000;

/** A unified diff with three lines around each change; empty for equal texts. Null is a file that is not there. */
export function unifiedDiff(name: string, before: string | null, after: string | null): string {
	const lines = compare(linesOf(before), linesOf(after));
	const hunks = hunksOf(lines);
	if (hunks.length === 0 && (before === null) === (after === null)) {
		return '';
	}

	return [`--- ${before === null ? '/dev/null' : `a/${name}`}`, `+++ ${after === null ? '/dev/null' : `b/${name}`}`, ...hunks].join('\n');
}

function linesOf(text: string | null): readonly string[] {
	if (text === null || text === '') {
		return [];
	}

	const lines = text.split('\n');
	const last = lines.pop() ?? '';
	return last === '' ? lines : [...lines, `${last}\n\\ No newline at end of file`];
}

function compare(before: readonly string[], after: readonly string[]): readonly Line[] {
	let head = 0;
	while (head < before.length && head < after.length && before[head] === after[head]) {
		head += 1;
	}

	let tail = 0;
	while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail)) {
		tail += 1;
	}

	return [
		...before.slice(0, head).map((text): Line => ({kind: ' ', text})),
		...compareMiddle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
		...before.slice(before.length - tail).map((text): Line => ({kind: ' ', text})),
	];
}

function compareMiddle(before: readonly string[], after: readonly string[]): readonly Line[] {
	const removed = (texts: readonly string[]) => texts.map((text): Line => ({kind: '-', text}));
	const added = (texts: readonly string[]) => texts.map((text): Line => ({kind: '+', text}));
	if (before.length * after.length > mostComparisons || before.length === 0 || after.length === 0) {
		return [...removed(before), ...added(after)];
	}

	const common = commonLengths(before, after);
	const width = after.length + 1;
	const lines: Line[] = [];
	let [at, to] = [0, 0];
	while (at < before.length && to < after.length) {
		if (before[at] === after[to]) {
			lines.push({kind: ' ', text: before[at] ?? ''});
			at += 1;
			to += 1;
		} else if ((common[(at + 1) * width + to] ?? 0) >= (common[at * width + to + 1] ?? 0)) {
			lines.push({kind: '-', text: before[at] ?? ''});
			at += 1;
		} else {
			lines.push({kind: '+', text: after[to] ?? ''});
			to += 1;
		}
	}

	return [...lines, ...removed(before.slice(at)), ...added(after.slice(to))];
}

/** For each pair of places, how many lines the rests have in common, in order. */
function commonLengths(before: readonly string[], after: readonly string[]): Uint32Array {
	const width = after.length + 1;
	const common = new Uint32Array((before.length + 1) * width);
	for (let at = before.length - 1; at >= 0; at -= 1) {
		for (let to = after.length - 1; to >= 0; to -= 1) {
			const below = common[(at + 1) * width + to] ?? 0;
			const right = common[at * width + to + 1] ?? 0;
			common[at * width + to] = before[at] === after[to] ? (common[(at + 1) * width + to + 1] ?? 0) + 1 : Math.max(below, right);
		}
	}

	return common;
}

function hunksOf(lines: readonly Line[]): readonly string[] {
	const changed = lines.flatMap(({kind}, index) => (kind === ' ' ? [] : [index]));
	const hunks: string[] = [];
	let from = 0;
	while (from < changed.length) {
		let to = from;
		while (to + 1 < changed.length && (changed[to + 1] ?? 0) - (changed[to] ?? 0) <= 2 * around) {
			to += 1;
		}

		const start = Math.max(0, (changed[from] ?? 0) - around);
		hunks.push(...hunkOf(lines, start, Math.min(lines.length, (changed[to] ?? 0) + around + 1)));
		from = to + 1;
	}

	return hunks;
}

function hunkOf(lines: readonly Line[], start: number, end: number): readonly string[] {
	const shown = lines.slice(start, end);
	const place = (other: '-' | '+') => {
		const [before, count] = [lines.slice(0, start), shown].map(part => part.filter(({kind}) => kind === ' ' || kind === other).length);
		return `${other}${(before ?? 0) + (count === 0 ? 0 : 1)},${count}`;
	};
	return [`@@ ${place('-')} ${place('+')} @@`, ...shown.map(({kind, text}) => `${kind}${marked(text)}`)];
}

/** A line stays one line: what stands behind a carriage return inside of it would look like a line of its own, unchanged or taken away. */
function marked(text: string): string {
	return text.replace(/\r(?=[^\n])/g, '<U+000D>');
}
