import {mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {packageRoot} from '../../sandbox/index.ts';
import {lineOf, tones} from '../../source/ui/line.ts';
import {createThemeShelf} from '../../source/ui/theme-shelf.ts';
import {eventually} from '../eventually.ts';

const watching = vi.hoisted(() => ({folders: [] as string[]}));
vi.mock('node:fs', async original => {
	const fs: typeof import('node:fs') = await original();
	const watch = (path: string, ...rest: [object, (event: string, file: string | null) => void]) => {
		watching.folders.push(path);
		return fs.watch(path, ...rest);
	};
	return {...fs, watch};
});

let folder = '';
let themes = '';
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'themes-'));
	themes = join(folder, 'themes');
	mkdirSync(themes);
	vi.stubEnv('SKILLLITE_HOME', folder);
	watching.folders = [];
});
afterEach(() => {
	vi.unstubAllEnvs();
	rmSync(folder, {recursive: true});
});

const themed = (color: string) => JSON.stringify({tones: {heading: {color}}});
const painted = '\u001B[38;2;17;34;51mhi\u001B[0m';

function openShelf() {
	const [onChange, onFault] = [vi.fn(), vi.fn()];
	const shelf = createThemeShelf({depth: 24, onChange, onFault});
	return {shelf, onChange, onFault, paint: (name: string) => shelf.of(name).paint(lineOf('hi', 'heading')), [Symbol.dispose]: shelf.close};
}

test('a theme of the person is there beside those of the program, and a bundled name stays bundled', () => {
	writeFileSync(join(themes, 'mine.json'), themed('#112233'));
	writeFileSync(join(themes, 'mono.json'), themed('#112233'));
	using open = openShelf();
	expect(open.shelf.names()).toEqual(expect.arrayContaining(['dark', 'mono', 'mine']));
	expect(open.shelf.names().filter(name => name === 'mono')).toHaveLength(1);
	expect(open.paint('mine')).toBe(painted);
	expect(open.paint('mono')).not.toBe(painted);
});

test('it is read again when it is written, and when an editor puts another file in its place', async () => {
	const path = join(themes, 'mine.json');
	writeFileSync(path, themed('#000000'));
	using open = openShelf();
	open.shelf.use('mine');
	expect(open.paint('mine')).not.toBe(painted);
	writeFileSync(path, themed('#112233'));
	await eventually(() => expect(open.paint('mine')).toBe(painted));
	expect(open.onChange).toHaveBeenCalled();

	writeFileSync(`${path}~`, themed('#445566'));
	renameSync(`${path}~`, path);
	await eventually(() => expect(open.paint('mine')).toContain('68;85;102'));
	expect(open.onFault).not.toHaveBeenCalled();
});

test('behind a link the file it leads to counts', async () => {
	const real = join(folder, 'dotfiles');
	mkdirSync(real);
	writeFileSync(join(real, 'colours.json'), themed('#000000'));
	symlinkSync(join(real, 'colours.json'), join(themes, 'mine.json'));
	using open = openShelf();
	open.shelf.use('mine');
	open.paint('mine');
	writeFileSync(join(real, 'colours.json'), themed('#112233'));
	await eventually(() => expect(open.paint('mine')).toBe(painted));
});

test('a file that breaks keeps the old colours, and why is one line', async () => {
	const path = join(themes, 'mine.json');
	writeFileSync(path, themed('#112233'));
	using open = openShelf();
	open.shelf.use('mine');
	expect(open.paint('mine')).toBe(painted);
	writeFileSync(path, '{"tones": {"heading": {"color": "1;31m\\u001b]0;x"}}}');
	await eventually(() => expect(open.onFault).toHaveBeenCalled());
	expect(open.onFault.mock.lastCall?.[0]).toBe('The theme mine stays as it was: "heading.color" is not a colour as #rrggbb');
	expect(open.paint('mine')).toBe(painted);
	rmSync(path);
	await eventually(() => expect(open.onFault.mock.lastCall?.[0]).toContain('its file is not there'));
	expect(open.onChange).not.toHaveBeenCalled();
});

test('nothing is watched with a theme of the program, nor any longer once another is shown', () => {
	writeFileSync(join(themes, 'mine.json'), themed('#112233'));
	using open = openShelf();
	open.shelf.use('dark');
	open.paint('dark');
	expect(watching.folders).toEqual([]);
	open.shelf.use('mine');
	open.shelf.use('mine');
	expect(watching.folders).toEqual([themes]);
	open.shelf.use('dark');
	expect(watching.folders).toEqual([themes]);
});

test.each([
	['{', /JSON/],
	['[]', /it has no "tones"/],
	['{"tones": {"headng": {}}}', /no tone "headng"/],
	['{"tones": {"heading": {"ansi": "0m"}}}', /"heading.ansi" is not a number from 0 to 15/],
	['{"tones": {"heading": {"bold": 1}}}', /"heading.bold" is not true or false/],
	['{"tones": {"heading": {"blink": true}}}', /"heading.blink" is not known/],
	['{"tones": {"heading": "red"}}', /"heading" is not an object/],
])('%s is no theme, and is said to be none', (text, why) => {
	writeFileSync(join(themes, 'mine.json'), text);
	using open = openShelf();
	expect(open.shelf.faultOf('mine')).toMatch(why);
	expect(open.paint('mine')).toBe('hi');
});

test('a name is no path', () => {
	using open = openShelf();
	expect(open.shelf.faultOf('../themes/mine')).toContain('is no name of a theme');
});

test('docs/themes.md names every theme and every tone', () => {
	const text = readFileSync(join(packageRoot(), 'docs', 'themes.md'), 'utf8');
	const bundled = readdirSync(join(packageRoot(), 'themes')).map(file => file.replace('.json', ''));
	expect([...bundled, ...tones].filter(name => !text.includes(`\`${name}\``))).toEqual([]);
});
