import {existsSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import matter from 'gray-matter';
import {expect, test} from 'vitest';
import {parseFrontMatter} from '../../../sandbox/manifest/front-matter.ts';
import {makeFolder} from '../folders.ts';
import {processorMs} from '../../processor-time.ts';

const canary = join(makeFolder(), 'canary');
const payload = `{name: (() => { process.getBuiltinModule('node:fs').writeFileSync(${JSON.stringify(canary)}, 'ran'); return 'x'; })()}`;

test('the attack is real: gray-matter by itself runs JavaScript front matter', () => {
	matter(`---js\n${payload}\n---\n`, {});
	expect(existsSync(canary)).toBe(true);
	rmSync(canary);
});

test.each([
	'---js',
	'--- js',
	'---javascript',
	'---JS',
	'---\tjs ',
	'---jsx',
	'---json',
	'---coffee',
	'---cson',
	'---toml',
	'---constructor',
	'---__proto__',
	'---yaml js',
])('runs nothing and reads nothing of front matter that begins with %s', first => {
	expect(() => parseFrontMatter(`${first}\n${payload}\n---\nbody`)).toThrow(/not YAML/);
	expect(existsSync(canary)).toBe(false);
});

test.each(['\r---js\n', '---js\r', '\n---js\n', ' ---js\n', '----js\n', '\u2028---js\n', '\0---js\n'])('runs nothing of %j', first => {
	expect(() => parseFrontMatter(`${first}${payload}\n---\nbody`)).toThrow();
	expect(existsSync(canary)).toBe(false);
});

test('is not fooled by a text that gray-matter has cached', () => {
	const text = `---js\n{name: 'x'}\n---\n`;
	matter(text);
	expect(() => parseFrontMatter(text)).toThrow(/not YAML/);
});

test('runs nothing of JavaScript tags in YAML', () => {
	expect(() => parseFrontMatter(`---\nname: !!js/function "function () { ${payload} }"\n---\n`)).toThrow(/unknown tag/);
	expect(existsSync(canary)).toBe(false);
});

test.each(['---\n', '---  \n', '---yaml\n', '--- yml\r\n'])('reads YAML after %j', first => {
	expect(parseFrontMatter(`${first}name: x\n---\nbody`)).toMatchObject({data: {name: 'x'}, body: 'body'});
});

test('keeps text as it was written', () => {
	const {data} = parseFrontMatter('---\nversion: 1.10\ndate: 2024-01-01\nflag: yes\nnothing:\nword: "null"\n---\n');
	expect(data).toEqual({version: '1.10', date: '2024-01-01', flag: 'yes', nothing: null, word: 'null'});
});

test('ends at the first line of three hyphens and keeps later ones in the body', () => {
	expect(parseFrontMatter('---\r\nname: x\r\n---\r\n\r\nBody\r\n---\r\nmore')).toMatchObject({
		body: '\r\nBody\r\n---\r\nmore',
		bodyLine: 4,
	});
});

test.each([
	['no front matter', 'name: x', /no front matter/],
	['no end', '---\nname: x\n', /without an end/],
	['an end that is not one', '---\nname: x\n---more\n---\n', /begins with --- inside/],
	['a list', '---\n- x\n---\n', /not a map/],
	['duplicate keys', '---\na: 1\na: 2\n---\n', /duplicated/],
	['a merge of two documents', '---\na: 1\n...\nb: 2\n---\n', /./],
	['deep nesting', `---\na: ${'{a: '.repeat(20)}1${'}'.repeat(20)}\n---\n`, /more than 16 deep/],
	['very deep nesting', `---\na: ${'['.repeat(50_000)}\n---\n`, /nested too deeply/],
	['a circle of aliases', '---\na: &a [*a]\n---\n', /more than 16 deep/],
	['64 KB', `---\na: ${'x'.repeat(66_000)}\n---\n`, /64 KB/],
	['thousands of empty lines', `---\na: 1${'\n'.repeat(60_000)}---\n`, /1000 lines/],
])('refuses %s', (_, text, message) => {
	const start = processorMs();
	expect(() => parseFrontMatter(text)).toThrow(message);
	expect(processorMs() - start).toBeLessThan(3000);
});

test('counts what aliases expand to, and reads an honest alias', () => {
	const level = (name: string, of: string) => `${name}: &${name} [${Array.from({length: 10}, () => `*${of}`).join(',')}]`;
	const bomb = ['a: &a [x,x,x,x,x,x,x,x,x,x]', level('b', 'a'), level('c', 'b'), level('d', 'c'), level('e', 'd'), level('f', 'e')].join(
		'\n',
	);
	expect(() => parseFrontMatter(`---\n${bomb}\n---\n`)).toThrow(/more than 10000 values/);
	expect(parseFrontMatter('---\na: &a [x]\nb: *a\n---\n').data).toEqual({a: ['x'], b: ['x']});
});

test('names the line of a fault as the file counts', () => {
	expect(() => parseFrontMatter('---\nname: x\nname: y\n---\n')).toThrow(expect.objectContaining({line: 3}));
});

test('quotes a top-level value with a colon, once, and says where', () => {
	const front = parseFrontMatter('---\nname: x\ndescription: Use when: asked "twice"\nlicense: MIT\n---\nbody');
	expect(front).toMatchObject({data: {name: 'x', description: 'Use when: asked "twice"', license: 'MIT'}, quotedLine: 3, body: 'body'});
});

test('quotes nothing nested: a broken policy stays broken', () => {
	expect(() => parseFrontMatter('---\nname: x\nsecurity_policy:\n  network: allow: all\n---\n')).toThrow(
		expect.objectContaining({line: expect.any(Number)}),
	);
});

test('does not pollute prototypes', () => {
	const {data} = parseFrontMatter('---\n__proto__: {polluted: 1}\nconstructor: {prototype: {polluted: 1}}\n---\n');
	expect(Object.hasOwn(data, '__proto__')).toBe(true);
	expect(({} as {polluted?: unknown}).polluted).toBeUndefined();
});
