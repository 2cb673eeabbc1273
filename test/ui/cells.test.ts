/** Widths against a reference terminal: behind text of every script the panel's edge stands in its column. */

import {graphemes} from '../graphemes.ts';
import headless from '@xterm/headless';
import {expect, test} from 'vitest';
import {drawScreen} from './draw-screen.tsx';
import {event} from './store/events.ts';

const corpus = [
	'苹果和香蕉，一二三。',
	'カタカナ ｶﾀｶﾅ ひらがな',
	'한국어 문장입니다',
	'Ａｂｃ ｆｕｌｌｗｉｄｔｈ',
	'naïve café e\u0301 a\u030A\u0323',
	'👍 👍🏽 🎉 🚀',
	'🇩🇪 🇯🇵',
	'👩‍💻 👨‍👩‍👧‍👦',
	'☀ ☀\uFE0F ✓ ✗ ❤\uFE0F',
	'עברית العربية',
	'ไทย ที่นี่',
	'1\uFE0F⃣ ©\uFE0F ™\uFE0F',
];

test.each(corpus)('%s', async text => {
	const screen = drawScreen({columns: 120, rows: 24});
	screen.controller.chat.dispatch({type: 'said', text: `${text} `.repeat(12)});
	screen.controller.chat.dispatch(event({type: 'text.delta', text: `| a | b |\n|---|---|\n| ${text} | 1 |\n\n${text}`}));
	const terminal = new headless.Terminal({cols: 120, rows: 24, allowProposedApi: true});
	terminal.loadAddon(graphemes());
	await new Promise<void>(resolve => {
		void screen.painted().then(frame => terminal.write(frame.replaceAll('\n', '\r\n'), resolve));
	});
	const edges = Array.from({length: 24}, (_, row) => terminal.buffer.active.getLine(row)?.getCell(86)?.getChars() ?? '');
	expect(edges.slice(2, 21)).toEqual(Array.from({length: 19}, () => '│'));
	terminal.dispose();
});
