import {expect, test} from 'vitest';
import {widthOf} from '../../source/core/text-width.ts';
import {glyphsFor} from '../../source/ui/glyphs.ts';
import {noEvolution} from '../../source/ui/store/evolution-view.ts';
import {loadTheme, themeNames} from '../../source/ui/theme.ts';
import {finding, network, reportOf} from '../sandbox/admission/reports.ts';
import {type DrawnScreen, drawScreen} from './draw-screen.tsx';
import {inkKey} from './input/editor-driver.ts';
import {event, result, toolCall} from './store/events.ts';

const answer = [
	'Here it is:\n\n',
	'| name | sum |\n|---|--:|\n| 苹果 | 12 |\n| 👩‍💻 | 3 |\n\n',
	'```py\nprint("hi") # say\n```\n\nDone with **all** of `it`.',
];

function talk({controller}: DrawnScreen): void {
	controller.chat.dispatch({type: 'ready', session: 's', model: 'deepseek-chat', contextWindow: 10_000});
	controller.chat.dispatch({type: 'said', text: 'Summarise sales.csv'});
	for (const one of toolCall('1', 'rows 1204\n')) {
		controller.chat.dispatch(one);
	}

	for (const text of answer) {
		controller.chat.dispatch(event({type: 'text.delta', text}));
	}

	controller.chat.dispatch(event({type: 'usage', inputTokens: 2300, outputTokens: 100, cost: 0.004}));
	controller.chat.dispatch(event({type: 'turn.end', result}));
}

const question = {
	report: reportOf({verdict: 'confirm', findings: [finding]}, network),
	summary: 'network api.example.org:443 · 256 MB · 30 s',
	growth: [],
	changedFiles: [],
};

test.each([
	[40, 16],
	[80, 24],
	[120, 40],
])('fills %i×%i exactly, each row within it', async (columns, rows) => {
	const screen = drawScreen({columns, rows});
	talk(screen);
	const drawn = await screen.rows();
	expect(drawn).toHaveLength(rows);
	expect(drawn.every(row => widthOf(row) <= columns)).toBe(true);
	expect(drawn[0]).toMatch(/^skilllite · acme-site/);
	expect(drawn.join('\n')).toContain('苹果');
	expect(drawn.at(-1)).toContain('ctx 23 %');
	expect(drawn.at(-2)).toMatch(/^›/);
});

test('the side panel is there from 110 columns on', async () => {
	expect((await drawScreen({columns: 110, rows: 24}).rows()).join('\n')).toContain('Evolution');
	const medium = drawScreen({columns: 109, rows: 24});
	expect((await medium.rows()).join('\n')).not.toContain('Evolution');
	medium.controller.screen.dispatch({panel: 'evolution'});
	expect((await medium.rows()).join('\n')).toContain('Evolution');
});

test('a window that is too small is told so, and a question in it is not asked', async () => {
	const screen = drawScreen({columns: 39, rows: 20});
	void screen.controller.desk.consent.ask(question, new AbortController().signal);
	expect((await screen.rows()).join('')).toContain('40×12');
	await new Promise(resolve => setTimeout(resolve, 400));
	expect(screen.controller.desk.store.snapshot().isArmed).toBe(false);
});

test.each([
	[39, 40],
	[120, 11],
	[20, 6],
	[24, 1],
])('a key is typed unseen in a window of %i×%i, and never gets into the draft', async (columns, rows) => {
	const {controller, rows: drawn} = drawScreen({columns, rows});
	const asking = controller.secret.ask(
		{receiver: 'api.example.org:8443', reason: 'It wants one.', check: async key => (key === 'right-key' ? null : 'It refuses that key.')},
		new AbortController().signal,
	);
	const seen: string[] = [];
	const look = async () => {
		const text = (await drawn()).join('\n');
		seen.push(text);
		return text.replaceAll('\n', '');
	};
	expect(await look()).toContain('The key › _');
	controller.paste('wrong-');
	for (const letter of 'key') {
		controller.press(...inkKey(letter));
	}

	expect(await look()).toContain('The key › ••••••••_');
	expect((await drawn()).length).toBeLessThanOrEqual(rows);
	expect(seen.join('').includes('api.example.org:8443')).toBe(rows > 1);
	controller.press(...inkKey('enter'));
	await look();
	expect((await look()).includes('It refuses that key.')).toBe(rows > 1);
	controller.paste('right-key');
	controller.press(...inkKey('enter'));
	expect(await asking).toBe('right-key');
	expect(await look()).toContain('This window is too');
	expect(seen.join('\n')).not.toMatch(/wrong|right/);
	expect(controller.screen.snapshot().editor.draft.text).toBe('');
});

test.each([40, 80, 120])('a question of %i columns shows its finding, what is asked and every key, above the draft', async columns => {
	const screen = drawScreen({columns, rows: 24});
	talk(screen);
	void screen.controller.desk.consent.ask(question, new AbortController().signal);
	const drawn = await screen.rows();
	const text = drawn.join('\n');
	expect(drawn).toHaveLength(24);
	for (const part of ['SL-EXFIL-001', 'api.example.org:443', '[y]', '[s]', '[a]', '[d]', '[r]', '[N]']) {
		expect(text).toContain(part);
	}

	expect(drawn.at(-2)).toMatch(/^›/);
});

test('a name that reorders or hides text is spelt out where somebody decides by it', async () => {
	const screen = drawScreen({columns: 120, rows: 24});
	const report = reportOf({name: 'wea\u202Ether', verdict: 'confirm', findings: [{...finding, snippet: 'a\u200Bb\u001B[2J'}]}, network);
	void screen.controller.desk.consent.ask({...question, report}, new AbortController().signal);
	const text = (await screen.rows()).join('\n');
	expect(text).toContain('wea<U+202E>ther');
	expect(text).toContain('a<U+200B>b');
});

test('ASCII glyphs draw nothing else of our own', async () => {
	const screen = drawScreen({columns: 120, rows: 30, glyphs: glyphsFor({LANG: 'C'})});
	screen.controller.chat.dispatch({type: 'said', text: 'hello'});
	for (const one of toolCall('1', 'x\n')) {
		screen.controller.chat.dispatch(one);
	}

	void screen.controller.desk.consent.ask(question, new AbortController().signal);
	// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
	expect((await screen.rows()).join('').replace(/·/g, '')).toMatch(/^[\x00-\x7F]*$/);
});

test('every theme says the same without its colours, and mono and NO_COLOR have none', async () => {
	const texts = new Set<string>();
	for (const name of themeNames()) {
		const screen = drawScreen({columns: 80, rows: 24, theme: loadTheme(name, 24)});
		talk(screen);
		texts.add((await screen.rows()).join('\n'));
	}

	expect(texts.size).toBe(1);
	const screen = drawScreen({columns: 80, rows: 24, theme: loadTheme('dark', 1)});
	talk(screen);
	expect(await screen.painted()).not.toMatch(/\[(?:\d+;)*[349][0-8][;m]/);
});

test('the evolution panel shows mode, metrics, pending and active', async () => {
	const item = {id: '1', kind: 'skill', name: 'run-e2e', evidence: '8–1 E=11', isForeign: true, diff: ''} as const;
	const screen = drawScreen({
		columns: 120,
		rows: 40,
		evolution: {
			...noEvolution,
			mode: 'suggest',
			metrics: [{name: 'first-try', value: '71 % [62–79]', history: [0.2, 0.5, 0.9]}],
			canary: 'r-7f 9/11 vs 8/12',
			pending: [item],
			active: [{...item, id: '2', name: 'verify-after'}],
			log: ['10:31 gate benefit pass'],
		},
	});
	const text = (await screen.rows()).join('\n');
	for (const part of ['suggest', '71 % [62–79]', 'r-7f', 'pending 1', 'run-e2e', 'verify-after', 'gate benefit']) {
		expect(text).toContain(part);
	}
});

test('inline, what is settled stands above and is printed once', async () => {
	const screen = drawScreen({columns: 80, rows: 24, isInline: true});
	talk(screen);
	const text = (await screen.rows()).join('\n');
	expect(text.match(/Summarise sales.csv/g)).toHaveLength(1);
	expect(text).toContain('Done with all of it.');
});

test.each([
	[40, 12],
	[40, 15],
	[60, 20],
	[80, 24],
])('the question of a tool shows its command and every key in %i×%i', async (columns, rows) => {
	const screen = drawScreen({columns, rows});
	talk(screen);
	const permission = {
		kind: 'permission',
		tool: 'bash',
		summary: 'run a command: reads and writes the workspace, no network',
		detail: 'echo started; sleep 20; echo done',
		isForeign: false,
		standing: 'echo started · sleep 20 · echo done',
		always: ['allow bash echo started'],
	} as const;
	void screen.controller.desk.questions.permit(permission, new AbortController().signal);
	const drawn = await screen.rows();
	expect(drawn).toHaveLength(rows);
	for (const part of ['echo started; sleep 20; echo', '[y]', '[s]', '[a]', '[r]', '[N]']) {
		expect(drawn.join('\n')).toContain(part);
	}
});

test.each([
	[119, /│ -two +│\n.*│ \+zwei +│/],
	[120, /│ 2 - two +│ 2 \+ zwei +│/],
])('a change of a file is shown at %i columns as there is room for it', async (columns, change) => {
	const screen = drawScreen({columns, rows: 30});
	talk(screen);
	const detail = '--- a/a.txt\n+++ b/a.txt\n@@ -1,3 +1,3 @@\n one\n-two\n+zwei\n three';
	const permission = {
		kind: 'permission',
		tool: 'edit_file',
		summary: 'edit a.txt',
		detail,
		isForeign: false,
		standing: null,
		always: null,
	} as const;
	void screen.controller.desk.questions.permit(permission, new AbortController().signal);
	expect((await screen.rows()).join('\n')).toMatch(change);
});

test.each([60, 80, 120])('a row of two columns goes on below its second one, at %i columns', async columns => {
	const screen = drawScreen({columns, rows: 24});
	const text = 'show the rules for tools, or add one for this session, or for every session there will ever be on this machine';
	screen.controller.chat.dispatch({type: 'notice', tone: 'plain', text: `  /name                       ${text}`});
	const drawn = (await screen.rows()).map(row => row.split('│')[0] ?? '').filter(row => /\b(?:name|rules|session|machine)\b/.test(row));
	expect(drawn.length).toBeGreaterThan(1);
	expect(drawn.slice(1).every(row => row.startsWith(' '.repeat(30)))).toBe(true);
});
