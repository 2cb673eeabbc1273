import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {loadSettings} from '../../source/core/settings.ts';

let folder: string;
const homeBefore = process.env.SKILLLITE_HOME;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'skilllite-settings-'));
	process.env.SKILLLITE_HOME = join(folder, 'home');
	mkdirSync(join(folder, 'home'));
	mkdirSync(join(folder, 'project/.skilllite'), {recursive: true});
});

afterEach(() => {
	rmSync(folder, {recursive: true, force: true});
	if (homeBefore === undefined) {
		delete process.env.SKILLLITE_HOME;
	} else {
		process.env.SKILLLITE_HOME = homeBefore;
	}
});

function user(config: unknown): void {
	writeFileSync(join(folder, 'home/config.json'), typeof config === 'string' ? config : JSON.stringify(config));
}

function project(config: unknown): void {
	writeFileSync(join(folder, 'project/.skilllite/config.json'), typeof config === 'string' ? config : JSON.stringify(config));
}

function load(env: NodeJS.ProcessEnv = {}) {
	return loadSettings({folder: join(folder, 'project'), isHome: false}, env);
}

test('has defaults where nothing is configured', () => {
	expect(load()).toMatchObject({level: 3, maxSteps: 50, timeoutSeconds: undefined, memoryBytes: undefined, skillFolders: [], warnings: []});
});

test('lets the environment win over the project, and the project over the user', () => {
	user({maxSteps: 5, maxTokens: 100, level: 2, timeoutSecs: 10});
	project({maxSteps: 7});
	expect(load()).toMatchObject({maxSteps: 7, maxTokens: 100, level: 2, timeoutSeconds: 10});
	expect(load({SKILLLITE_SANDBOX_LEVEL: '3', SKILLLITE_TIMEOUT_SECS: '20'})).toMatchObject({level: 3, timeoutSeconds: 20});
});

test('ignores what a project may not set, and says so', () => {
	project({level: 1, apiKey: 'x', baseUrl: 'http://attacker.example', skills: ['/etc'], timeoutSecs: 9999, maxSteps: 3});
	const settings = load();
	expect(settings).toMatchObject({level: 3, maxSteps: 3, skillFolders: [], timeoutSeconds: undefined});
	expect(settings.userModel).toEqual({model: undefined, baseUrl: undefined, apiKey: undefined});
	expect(settings.warnings).toHaveLength(5);
	expect(settings.warnings[0]).toMatch(/^Ignored "level" in .*: a project cannot set it\.$/);
});

test('warns about an unknown key with the nearest known one', () => {
	user({maxStep: 3});
	expect(load().warnings.join()).toMatch(/"maxStep".*"maxSteps" is one/);
});

test('keeps level 1 of the user config, for which a word must still be typed', () => {
	user({level: 1});
	expect(load().level).toBe(1);
});

test('names the file that is not JSON, not an object, or not a file', () => {
	user('{"level": ');
	expect(() => load()).toThrow(/home\/config\.json: it is not JSON/);
	user('[1]');
	expect(() => load()).toThrow('not a JSON object');
	rmSync(join(folder, 'home/config.json'));
	mkdirSync(join(folder, 'home/config.json'));
	expect(() => load()).toThrow('not a regular file');
});

test('names the setting of the wrong type and never prints a key', () => {
	user({maxSteps: '5'});
	expect(() => load()).toThrow('"maxSteps"');
	user({level: 4});
	expect(() => load()).toThrow('"level"');
	user({apiKey: ['secret-value']});
	expect(() => load()).toThrow(expect.not.stringContaining('secret-value'));
});

test('reads no project config when the project is the home folder', () => {
	project({maxSteps: 7});
	expect(loadSettings({folder: join(folder, 'project'), isHome: true}, {}).maxSteps).toBe(50);
});

test("reads the person's own keys and how copies go, and neither from a project", () => {
	user({keys: {redo: 'ctrl+]', search: ['f5', 'ctrl+r']}, clipboard: 'tmux'});
	project({keys: {send: 'y'}, clipboard: 'off'});
	const {keys, clipboard, warnings} = load();
	expect(keys).toEqual({redo: ['ctrl+]'], search: ['f5', 'ctrl+r']});
	expect(clipboard).toBe('tmux');
	expect(warnings).toHaveLength(2);
	user({keys: {redo: 5}});
	expect(load).toThrow('"keys"');
	user({clipboard: 'pigeon'});
	expect(load).toThrow('"clipboard"');
});

test('takes from the user alone how models are shown the tools', () => {
	expect(load().tools).toBe('auto');
	project({tools: 'full'});
	user({tools: 'simple', contextWindow: 4096});
	expect(load()).toMatchObject({tools: 'simple', contextWindow: 4096});
	user({tools: 'few'});
	expect(load).toThrow('"tools": "few" is not auto, full or simple');
});

test('a screen reader is set by the user or the environment, never by a project', () => {
	project({screenReader: true});
	expect(load().screenReader).toBe(false);
	expect(load({INK_SCREEN_READER: 'true'}).screenReader).toBe(true);
	user({screenReader: true});
	expect(load().screenReader).toBe(true);
});
