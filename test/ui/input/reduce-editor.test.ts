import {expect, test} from 'vitest';
import {slashCommandsWith} from '../../../source/ui/input/slash.ts';
import {createDriver} from './editor-driver.ts';

const large = 'a line\n'.repeat(20);

test('sends what was written and is empty afterwards', () => {
	const {effects, state} = createDriver().type('hello').press('enter');
	expect(effects).toEqual([{kind: 'submit', text: 'hello', pasted: false}]);
	expect(state.draft.text).toBe('');
});

test('breaks the line by every key that a terminal may have for it', () => {
	for (const key of ['ctrl+j', 'alt+enter', 'shift+enter']) {
		expect(createDriver().type('a').press(key).type('b').shown()).toBe('a\nb|');
	}

	expect(createDriver().type('a\\').press('enter').type('b').shown()).toBe('a\nb|');
});

test('moves and deletes by whole graphemes', () => {
	const family = '👩‍👩‍👧';
	expect(createDriver().type(`a${family}e\u0301`).press('left', 'left').shown()).toBe(`a|${family}e\u0301`);
	expect(createDriver().type(`a${family}`).press('backspace').shown()).toBe('a|');
	expect(createDriver().type(`${family}a`).press('home', 'delete').shown()).toBe('|a');
	expect(createDriver().type('e\u0301').press('backspace').shown()).toBe('|');
});

test('cuts words and lines, and puts them back joined', () => {
	const driver = createDriver().type('one two three').press('ctrl+w', 'ctrl+w');
	expect(driver.shown()).toBe('one |');
	expect(driver.press('ctrl+y').shown()).toBe('one two three|');
	expect(createDriver().type('ab\ncd').press('ctrl+a', 'ctrl+k').shown()).toBe('ab\n|');
	expect(createDriver().type('abc').press('left', 'ctrl+u', 'ctrl+e', 'ctrl+y').shown()).toBe('cab|');
});

test('goes through older cuts', () => {
	const driver = createDriver().type('one').press('ctrl+u').type('two').press('ctrl+u', 'ctrl+y');
	expect(driver.shown()).toBe('two|');
	expect(driver.press('alt+y').shown()).toBe('one|');
	expect(driver.press('alt+y').shown()).toBe('two|');
});

test('takes back word by word, and forward again', () => {
	const driver = createDriver().type('one two').press('ctrl+_');
	expect(driver.shown()).toBe('one|');
	expect(driver.press('ctrl+_').shown()).toBe('|');
	expect(driver.press('alt+r', 'alt+r').shown()).toBe('one two|');
	expect(driver.press('alt+r').state.notice).toBe('Nothing to redo.');
});

test('keeps the column over a shorter row', () => {
	const driver = createDriver().type('abcdef\nx\nabcdef').press('up');
	expect(driver.shown()).toBe('abcdef\nx|\nabcdef');
	expect(driver.press('up').shown()).toBe('abcdef|\nx\nabcdef');
});

test('leaves the draft for the history only at its first and last row, and finds it again', () => {
	const driver = createDriver({history: ['first', 'second']})
		.type('a\nb')
		.press('up');
	expect(driver.shown()).toBe('a|\nb');
	expect(driver.press('up').shown()).toBe('second|');
	expect(driver.press('up').shown()).toBe('first|');
	expect(driver.press('up').shown()).toBe('first|');
	expect(driver.press('down', 'down').shown()).toBe('a|\nb');
});

test('searches the history, older and newer, takes it or leaves the draft as it was', () => {
	const history = ['run tests', 'write docs', 'run build'];
	const driver = createDriver({history}).type('draft').press('ctrl+r').type('run');
	expect(driver.state.search?.found).toBe(2);
	expect(driver.press('ctrl+r').state.search?.found).toBe(0);
	expect(driver.press('down').state.search?.found).toBe(2);
	expect(driver.press('enter').shown()).toBe('run build|');
	expect(driver.effects).toEqual([]);
	expect(createDriver({history}).type('draft').press('ctrl+r').type('doc').press('escape').shown()).toBe('draft|');
});

test('holds a large paste as one character and sends its text, marked as foreign', () => {
	const driver = createDriver().type('see ').act({kind: 'paste', text: large});
	expect(driver.state.draft.text.length).toBeLessThan(10);
	expect(driver.press('left').shown().startsWith('see |')).toBe(true);
	driver.press('enter');
	expect(driver.effects).toEqual([{kind: 'submit', text: `see ${large}`, pasted: true}]);
});

test('shows a paste in its place on demand', () => {
	expect(createDriver().act({kind: 'paste', text: large}).press('ctrl+x').shown()).toBe(`${large}|`);
	expect(createDriver().type('a').press('ctrl+x').state.notice).toBe('There is no paste at the cursor.');
});

test('never reads a pasted text as a command or as a line for the shell', () => {
	expect(
		createDriver()
			.act({kind: 'paste', text: `!rm\n${large}`})
			.press('enter').effects[0]?.kind,
	).toBe('submit');
	expect(
		createDriver()
			.act({kind: 'paste', text: `/quit\n${large}`})
			.press('enter').effects[0]?.kind,
	).toBe('submit');
});

test('takes escapes, controls and private characters out of what is typed and pasted', () => {
	const hostile = '\u001B]52;c;aGk=\u0007a\u001B[31mb\u0000\u0085c\u{10F000}\u{E0041}\u2028d';
	expect(createDriver().act({kind: 'paste', text: hostile}).shown()).toBe('abcd|');
	expect(createDriver().act({kind: 'insert', text: hostile}).shown()).toBe('abcd|');
});

test('keeps flags that are made of tags', () => {
	const wales = '\u{1F3F4}\u{E0067}\u{E0062}\u{E0077}\u{E006C}\u{E0073}\u{E007F}';
	expect(createDriver().act({kind: 'paste', text: wales}).press('left').shown()).toBe(`|${wales}`);
});

test('sends a line that came in one piece with its Enter, and takes several lines for a paste', () => {
	expect(createDriver().act({kind: 'insert', text: 'hi\r'}).effects).toEqual([{kind: 'submit', text: 'hi', pasted: false}]);
	const driver = createDriver().act({kind: 'insert', text: 'one\rtwo\r'});
	expect(driver.effects).toEqual([]);
	expect(driver.state.draft.text).toBe('one\ntwo\n');
});

test('offers commands behind a slash, with their skills, and completes or runs the chosen one', () => {
	const commands = slashCommandsWith([{name: 'weather', description: 'Forecasts'}]);
	const driver = createDriver({sources: {commands, files: []}}).type('/we');
	expect(driver.state.menu?.items.map(({insert}) => insert)).toEqual(['/weather']);
	expect(driver.press('tab').shown()).toBe('/weather |');
	driver.type('Oslo').press('enter');
	expect(driver.effects).toEqual([{kind: 'command', name: 'weather', args: 'Oslo', skill: 'weather'}]);
	expect(createDriver().type('/mod').press('enter').effects).toEqual([{kind: 'command', name: 'model', args: ''}]);
	expect(createDriver().type('/add').press('enter').shown()).toBe('/add |');
});

test('says which command may be meant by one that there is not', () => {
	const driver = createDriver().type('/modle x').press('enter');
	expect(driver.effects).toEqual([]);
	expect(driver.state.notice).toContain('did you mean /model?');
	expect(driver.state.draft.text).toBe('/modle x');
});

test('takes a path for what it is', () => {
	expect(createDriver().type('/usr/bin is full').press('enter').effects).toEqual([
		{kind: 'submit', text: '/usr/bin is full', pasted: false},
	]);
});

test('asks which files there are behind an @, and puts the chosen one in', () => {
	const driver = createDriver().type('see @re');
	expect(driver.effects).toContainEqual({kind: 'list-files'});
	driver.act({kind: 'files', files: ['src/remote.ts', 'README.md', 'my notes/recipe.md']});
	expect(driver.state.menu?.items[0]?.label).toBe('README.md');
	driver.press('down', 'down', 'enter');
	expect(driver.shown()).toMatch(/^see @"?.+"? \|$/);
	expect(createDriver().type('me@re').effects).toEqual([]);
});

test('leaves the menu closed that was closed by hand', () => {
	const driver = createDriver().type('/mo').press('escape');
	expect(driver.state.menu).toBeNull();
	expect(driver.type('d').state.menu).toBeNull();
	expect(driver.press('ctrl+u').type('/mo').state.menu).not.toBeNull();
});

test('gives a line behind an exclamation mark to the sandbox', () => {
	expect(createDriver().type('!ls -l').press('enter').effects).toEqual([{kind: 'shell', line: 'ls -l'}]);
	expect(createDriver().type('!').press('enter').effects).toEqual([]);
});

test('queues while a turn runs, sends one at its end, and gives the rest back on Esc', () => {
	const driver = createDriver()
		.act({kind: 'busy', busy: true})
		.type('one')
		.press('enter')
		.type('two')
		.press('enter')
		.type('three')
		.press('enter');
	expect(driver.effects).toEqual([]);
	driver.act({kind: 'busy', busy: false});
	expect(driver.effects).toEqual([{kind: 'submit', text: 'one', pasted: false}]);
	driver.act({kind: 'busy', busy: true}).type('four').press('escape');
	expect(driver.shown()).toBe('two\nthree\nfour|');
	expect(driver.state.queue).toEqual([]);
});

test('keeps the pastes of what waits', () => {
	const driver = createDriver().act({kind: 'busy', busy: true}, {kind: 'paste', text: large}).press('enter').type('x').press('enter');
	driver.act({kind: 'busy', busy: false}, {kind: 'busy', busy: false});
	expect(driver.effects).toEqual([
		{kind: 'submit', text: large, pasted: true},
		{kind: 'submit', text: 'x', pasted: false},
	]);
});

test('runs a command of ours at once while a turn runs', () => {
	const driver = createDriver().act({kind: 'busy', busy: true}).type('/context').press('escape', 'enter');
	expect(driver.effects).toEqual([{kind: 'command', name: 'context', args: ''}]);
});

test('Esc closes the menu first, then takes the queue back, then stops the turn', () => {
	const driver = createDriver().act({kind: 'busy', busy: true}).type('one').press('enter').type('/mo').press('escape');
	expect(driver.state.menu).toBeNull();
	expect(driver.state.queue).toHaveLength(1);
	driver.press('escape');
	expect(driver.state.queue).toHaveLength(0);
	expect(driver.effects).toEqual([]);
	expect(driver.press('escape').effects).toEqual([{kind: 'interrupt'}]);
});

test('Ctrl+C clears the draft, stops the turn, and leaves only twice', () => {
	const driver = createDriver().act({kind: 'busy', busy: true}).type('draft').press('ctrl+c');
	expect(driver.shown()).toBe('|');
	expect(driver.press('ctrl+c').effects).toEqual([{kind: 'interrupt'}]);
	driver.act({kind: 'busy', busy: false}).press('ctrl+c');
	expect(driver.state.notice).toContain('again');
	expect(driver.press('ctrl+c').effects.at(-1)).toEqual({kind: 'quit'});
});

test('forgets the first Ctrl+C after a while and at any other key', () => {
	const waited = createDriver().press('ctrl+c').act({kind: 'disarm-quit'}).press('ctrl+c');
	expect(waited.effects.map(({kind}) => kind)).toEqual(['wait', 'wait']);
	const typed = createDriver().press('ctrl+c').type('a').press('ctrl+c', 'ctrl+c');
	expect(typed.effects.map(({kind}) => kind)).toEqual(['wait', 'wait']);
});

test('a draft that Ctrl+C cleared comes back by undo', () => {
	expect(createDriver().type('precious').press('ctrl+c', 'ctrl+_').shown()).toBe('precious|');
});

test('Ctrl+D leaves an empty draft only', () => {
	expect(createDriver().press('ctrl+d').effects).toEqual([{kind: 'quit'}]);
	expect(createDriver().type('ab').press('home', 'ctrl+d').shown()).toBe('|b');
	expect(createDriver().act({kind: 'busy', busy: true}).press('ctrl+d').effects).toEqual([]);
});

test('? asks for the keys on an empty line only', () => {
	expect(createDriver().type('?').effects).toEqual([{kind: 'app', command: 'key-map'}]);
	expect(createDriver().type('why?').shown()).toBe('why?|');
});

test('takes what the external editor wrote, the large as a token', () => {
	expect(createDriver().type('a').act({kind: 'replace', text: 'b\nc\n'}).shown()).toBe('b\nc|');
	const driver = createDriver()
		.act({kind: 'replace', text: 'word '.repeat(40_000)})
		.press('enter');
	expect(driver.effects).toMatchObject([{kind: 'submit', text: 'word '.repeat(40_000)}]);
});

test('a state does not change under the one who holds it', () => {
	const {state} = createDriver().type('one two').press('ctrl+w');
	const before = JSON.stringify(state);
	createDriver(state).type('x').press('ctrl+y', 'ctrl+_', 'up', 'enter');
	expect(JSON.stringify(state)).toBe(before);
});
