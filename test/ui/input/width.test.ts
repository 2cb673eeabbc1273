/** Our cells against those of a terminal: xterm with graphemes is the reference. */

import {graphemes} from '../../graphemes.ts';
import headless from '@xterm/headless';
import {afterAll, expect, test} from 'vitest';
import {widthOf} from '../../../source/core/text-width.ts';
import {layOut} from '../../../source/ui/input/layout.ts';
import {createRandom} from './random.ts';

const corpus = [
	...[
		'plain words',
		'漢字かな交じり文',
		'한국어 텍스트',
		'ｆｕｌｌ　ｗｉｄｔｈ',
		'e\u0301 a\u0308\u0304 n\u0303',
		'ก็ น้ำ',
		'नमस्ते',
		'שָׁלוֹם',
		'مرحبا',
		'ﷺ',
	],
	...[
		'😀 🎉',
		'👩‍👩‍👧‍👦',
		'👍🏽',
		'🇳🇴🇯🇵',
		'❤️',
		'⚠',
		'✓✗',
		'1️⃣',
		'🏴󠁧󠁢󠁷󠁬󠁳󠁿',
		'“quotes”',
		'…—–',
		'①②',
		'│─┌',
		'\u200D',
		'a\u200Bb',
		'𝒜𝓑',
		'𠀀𠀁',
		'〇',
		'｡ﾟ',
	],
];

const terminal = new headless.Terminal({cols: 200, rows: 4, allowProposedApi: true});
terminal.loadAddon(graphemes());
terminal.unicode.activeVersion = '15-graphemes';

afterAll(() => terminal.dispose());

/** Cells that the terminal gives a text. */
async function cellsInTerminal(text: string): Promise<number> {
	await new Promise<void>(resolve => terminal.write(`\u001B[2J\u001B[H${text}`, resolve));
	return terminal.buffer.active.cursorX;
}

test('a row of the draft takes as many cells as we think', async () => {
	const wrong: string[] = [];
	for (const text of corpus) {
		const {rows} = layOut({text, cursor: 0, pastes: [], width: 190});
		const shown = rows[0]?.parts.map(part => part.text).join('') ?? '';
		const cells = await cellsInTerminal(shown);
		if (cells !== widthOf(shown)) {
			wrong.push(`${JSON.stringify(shown)}: ${cells} in the terminal, ${widthOf(shown)} here`);
		}
	}

	expect(wrong).toEqual([]);
});

test('the cursor stands on the cell of its character, in random lines', async () => {
	for (let seed = 0; seed < 60; seed++) {
		const random = createRandom(seed);
		const text = Array.from({length: 6}, () => random.pick(corpus)).join(' ');
		const borders = Array.from(new Intl.Segmenter().segment(text), ({index}) => index);
		const cursor = random.pick(borders);
		const {cursorColumn} = layOut({text, cursor, pastes: [], width: 190});
		const before =
			layOut({text: text.slice(0, cursor), cursor: 0, pastes: [], width: 190})
				.rows[0]?.parts.map(part => part.text)
				.join('') ?? '';
		expect(cursorColumn, `seed ${seed}: ${JSON.stringify(text.slice(0, cursor))}`).toBe(await cellsInTerminal(before));
	}
});
