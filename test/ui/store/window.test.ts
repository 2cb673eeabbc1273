import {expect, test} from 'vitest';
import {lineOf, textOf} from '../../../source/ui/line.ts';
import {moveScroll, type Scroll, windowOf} from '../../../source/ui/store/window.ts';
import {createRandom} from '../input/random.ts';

interface Item {
	readonly id: number;
	readonly height: number;
}

const linesOf = ({id, height}: Item) => Array.from({length: height}, (_, index) => lineOf(`${id}.${index}`));

function seen(blocks: readonly Item[], rows: number, scroll: Scroll | null): readonly string[] {
	return windowOf(blocks, linesOf, rows, scroll).lines.map(textOf);
}

test('follows the end, and lays out only what is seen', () => {
	const blocks = Array.from({length: 10_000}, (_, id) => ({id, height: 3}));
	let laidOut = 0;
	const {lines} = windowOf(
		blocks,
		block => {
			laidOut++;
			return linesOf(block);
		},
		10,
		null,
	);
	expect(lines.map(textOf).at(-1)).toBe('9999.2');
	expect(laidOut).toBe(4);
});

test('scrolls through every line up and down again, whatever the heights', () => {
	const random = createRandom(3);
	for (let times = 0; times < 200; times++) {
		const blocks = Array.from({length: 1 + random.below(12)}, (_, id) => ({id, height: random.below(6)}));
		const all = blocks.flatMap(linesOf).map(textOf);
		const rows = 1 + random.below(8);
		let scroll: Scroll | null = null;
		for (let step = 0; step < 40; step++) {
			const by = random.below(9) - 4;
			scroll = moveScroll(blocks, linesOf, rows, {scroll, by});
			const lines = seen(blocks, rows, scroll);
			// The screen is filled wherever there is enough, and shows lines that follow each other.
			expect(lines).toHaveLength(Math.min(rows, all.length));
			expect(all.join(' ')).toContain(lines.join(' '));
		}

		scroll = moveScroll(blocks, linesOf, rows, {scroll, by: 1000});
		expect(seen(blocks, rows, scroll)[0]).toBe(all[0]);
		expect(moveScroll(blocks, linesOf, rows, {scroll, by: -1000})).toBeNull();
	}
});

test('keeps its place while text comes below, and says how much', () => {
	const before = Array.from({length: 20}, (_, id) => ({id, height: 2}));
	const scroll = moveScroll(before, linesOf, 10, {scroll: null, by: 12});
	const after = [...before, {id: 20, height: 5}];
	expect(seen(after, 10, scroll)).toEqual(seen(before, 10, scroll));
	expect(windowOf(after, linesOf, 10, scroll).below).toBeGreaterThan(windowOf(before, linesOf, 10, scroll).below);
});
