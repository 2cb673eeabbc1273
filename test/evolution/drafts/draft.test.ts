/** Drafts in the real sandbox. The numbers are those of the list of attacks. */

import {execFileSync} from 'node:child_process';
import {once} from 'node:events';
import {readdirSync, rmSync, writeFileSync} from 'node:fs';
import {type AddressInfo, createServer} from 'node:net';
import {dirname, join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {emptyPolicy, nobody, readInventory, readManifest, runSkill, scanPath} from '../../../sandbox/index.ts';
import {type Draft, draftSkills} from '../../../source/evolution/drafts/draft.ts';
import {proveSkill} from '../../../source/evolution/drafts/prove.ts';
import type {RecordedCall} from '../../../source/evolution/drafts/recorded-call.ts';
import {parseArtefact} from '../../../source/evolution/grammar/parse.ts';
import {choose} from '../../../source/model/planner/choose.ts';
import {inputSchema} from '../../../source/skills/schema.ts';
import {readExamples} from '../../../source/skills/examples.ts';
import {makeFolder, makeSkill, useFreshHome} from '../../sandbox/folders.ts';
import {recorded, wordCounts} from './calls.ts';

useFreshHome();

const options = {taken: new Set<string>(), now: new Date('2026-11-21T00:00:00Z')};

async function draft(calls: readonly RecordedCall[]): Promise<Draft | undefined> {
	const drafts = await draftSkills(calls, options);
	expect(drafts.length).toBeLessThanOrEqual(1);
	return drafts[0];
}

async function skillOf(calls: readonly RecordedCall[]): Promise<(Draft & {kind: 'draft'})['artefact']> {
	const made = await draft(calls);
	if (made?.kind !== 'draft') {
		throw new Error(`No draft: ${made?.why ?? 'no group'}`);
	}

	return made.artefact;
}

async function refusalOf(calls: readonly RecordedCall[]): Promise<string | undefined> {
	const made = await draft(calls);
	return made?.kind === 'refused' ? made.why : undefined;
}

/** The skill as a folder, and the stdout of one run of it. */
async function run(
	{name, files}: {readonly name: string; readonly files: Readonly<Record<string, string>>},
	input: unknown,
): Promise<string> {
	const folder = makeSkill(files, name);
	const envelope = await runSkill({
		skillDir: folder,
		stdin: JSON.stringify(input),
		workspace: dirname(folder),
		level: 3,
		approve: 'clean',
		allow: emptyPolicy,
		limits: {},
		consent: nobody,
	});
	return envelope.stdout;
}

test('three calls of Python become a skill that gives their outputs, and new ones', async () => {
	const skill = await skillOf(wordCounts);
	expect(parseArtefact(skill)).toMatchObject({kind: 'artefact'});
	expect(skill).toMatchObject({name: 'count-words', label: 'derived', scope: 'project', model: 'offline'});
	expect(Object.keys(skill.files)).toEqual(['SKILL.md', 'scripts/main.py', 'tests/1.json', 'tests/2.json', 'tests/3.json']);
	expect(skill.files['scripts/main.py']).toContain('text = given["text"]');
	expect(await run(skill, {text: 'never seen before, these six'})).toBe('5\n');
});

test('a draft loads as any other skill: clean scan, no policy, its schema, and requests that the planner understands', async () => {
	const skill = await skillOf(wordCounts);
	const folder = makeSkill(skill.files, skill.name);
	const [report] = await scanPath(folder);
	expect(report).toMatchObject({verdict: 'clean', policy: {asked: emptyPolicy}});
	const manifest = await readManifest(readInventory(folder));
	expect(manifest).toMatchObject({name: 'count-words', warnings: [], unknownFields: []});
	expect(inputSchema(manifest)).toMatchObject({
		source: 'json',
		schema: {type: 'object', properties: {text: {type: 'string'}}, required: ['text'], additionalProperties: false},
	});
	const tool = {
		name: skill.name,
		description: manifest.description,
		parameters: inputSchema(manifest).schema,
		examples: readExamples(manifest),
	};
	expect(choose("count the words in 'red green blue'", [tool])).toMatchObject({kind: 'call', input: {text: 'red green blue'}});
});

test('three calls of JavaScript become a skill, with lists, numbers and nested data as parameters', async () => {
	const calls = [
		[[3, 1, 2], 1.5, {unit: 'm', deep: [null, true]}],
		[[10], -2, {unit: 'kg', deep: []}],
		[[5, 5, 5, 5], 0.25, {unit: 's', deep: [{a: 'b'}]}],
	].map(([items, factor, data]) => {
		const code = `import {basename} from 'node:path';\nconst items = ${JSON.stringify(items)};\nconst factor = ${factor};\nconst out = items.map(x => x * factor).sort((a, b) => a - b);\nconsole.log(JSON.stringify({out, data: ${JSON.stringify(data)}, file: basename('/a/b')}));\n`;
		const out = (items as number[]).map(x => x * (factor as number)).sort((a, b) => a - b);
		return recorded({language: 'javascript', code, stdout: `${JSON.stringify({out, data, file: 'b'})}\n`});
	});
	const skill = await skillOf(calls);
	expect(skill.name).toMatch(/^javascript-[0-9a-f]{4}$/);
	expect(JSON.parse(await run(skill, {items: [2, 1], factor: 10, data: {unit: 'x'}}))).toEqual({
		out: [10, 20],
		data: {unit: 'x'},
		file: 'b',
	});
});

test('three calls of bash become a skill whose policy names the programs that it needs and no others', async () => {
	const calls = [
		['3 1 2', '3'],
		['10 9', '01'],
		['5 7 6 1', '7'],
	].map(([numbers, most]) =>
		recorded({
			language: 'bash',
			code: `numbers='${numbers}'\nprintf '%s\\n' $numbers | sort -n -r | head -n 1 | rev\n`,
			stdout: `${most}\n`,
			request: `the largest of ${numbers}`,
		}),
	);
	const skill = await skillOf(calls);
	// Of a shell's own programs none has to be granted.
	expect(skill.files['SKILL.md']).toContain('security_policy: {"exec":["rev"]}');
	expect(await run(skill, {numbers: '4 410 40'})).toBe('014\n');
});

test('a bash skill needs no program to read its input: quotes, line feeds, signs and letters beyond ASCII come through', async () => {
	const calls = ['a', 'bb', 'ccc'].map(text =>
		recorded({language: 'bash', code: `t='${text}'\nprintf '[%s]\\n' "$t"\n`, stdout: `[${text}]\n`}),
	);
	const skill = await skillOf(calls);
	expect(skill.files['SKILL.md']).toContain('security_policy: {}');
	for (const text of [
		'say "hi"',
		'two\nlines\t.',
		'back\\slash',
		'$(id) `id` $HOME',
		'größe 日本 😀',
		'a/b',
		'%s %d',
		'"t": "x"',
		'',
		"it's",
	]) {
		expect(await run(skill, {t: text}), text).toBe(`[${text}]\n`);
	}
});

test('values that always go together are one parameter, and equal ones stay constants', async () => {
	const calls = ['ab', 'cd', 'ef'].map(text =>
		recorded({language: 'python', code: `a = "${text}"\nb = "${text}"\nprint(a + b, 7.0 / 2)\n`, stdout: `${text}${text} 3.5\n`}),
	);
	const skill = await skillOf(calls);
	expect(skill.files['tests/1.json']).toBe('{"input":{"a":"ab"},"stdout":"abab 3.5\\n"}\n');
	expect(skill.files['scripts/main.py']).toContain('7.0 / 2');
});

test('numbers with a point stay such numbers in Python', async () => {
	const calls = [2, 3, 4].map(number =>
		recorded({language: 'python', code: `x = ${number}.0\nprint(x * 2)\n`, stdout: `${number * 2}.0\n`}),
	);
	expect(await run(await skillOf(calls), {x: 5})).toBe('10.0\n');
});

test('fewer than three calls, or three times the same one, make nothing', async () => {
	expect(await draft(wordCounts.slice(1))).toBeUndefined();
	expect(await draft([...wordCounts.slice(1), ...wordCounts.slice(1)])).toBeUndefined();
	expect(await draft([...wordCounts.slice(1), recorded({language: 'python', code: 'print((', stdout: 'x\n'})])).toBeUndefined();
	expect(
		await draft([
			...wordCounts.slice(1),
			recorded({language: 'python', code: 'text = "a"\n\nwords = text.split()\nprint(sum(words))\n', stdout: '1\n'}),
		]),
	).toBeUndefined();
});

test('a script that does not generalise is refused with the reason', async () => {
	const wrong = wordCounts.map((call, index) => (index === 2 ? {...call, stdout: '7\n'} : call));
	expect(await refusalOf(wrong)).toBe('It does not give the recorded output.');
	const printed = [3, 4, 5].map(number => recorded({language: 'python', code: `print(${number})\n`, stdout: `${number}\n`}));
	expect(await refusalOf(printed)).toBe('The script only prints what it is given.');
	const reading = wordCounts.map(call => ({...call, files: ['data.csv']}));
	expect(await refusalOf(reading)).toContain('read files');
});

test('a script that gives another output each time is refused', async () => {
	const calls = [1, 2, 3].map(number =>
		recorded({language: 'python', code: `import random\nprint(random.random() + ${number})\n`, stdout: `${number}.5\n`}),
	);
	expect(await refusalOf(calls)).toMatch(/^It does not give the (?:recorded output|same output twice)\.$/);
	// The recorded output by chance, once.
	const files = {
		'SKILL.md': '---\nname: coin\ndescription: A coin.\nsecurity_policy: {}\n---\n',
		'scripts/main.py': 'import random, sys\nsys.stdin.read()\nprint(random.choice("ab"))\n',
		'tests/1.json': '{"input":{},"stdout":"a\\n"}\n',
	};
	expect(await proveSkill('coin', files, {times: 40})).toMatchObject({kind: 'failed'});
});

test('22: a secret in a literal or in an output refuses the draft, and stands in no reason', async () => {
	const key = 'AKIAABCDEFGHIJKLMNOP';
	for (const calls of [
		wordCounts.map((call, index) => (index === 1 ? {...call, code: call.code.replace('one two', key)} : call)),
		wordCounts.map((call, index) => (index === 1 ? {...call, stdout: `${key}\n`} : call)),
	]) {
		const made = await draft(calls);
		expect(made).toMatchObject({kind: 'refused', why: 'A secret stands in a call or in what it printed.'});
		expect(JSON.stringify(made)).not.toContain(key);
	}
});

test('6: code that was written after text of strangers becomes no draft, nor does it help one to its three calls', async () => {
	const foreign = wordCounts.map(call => ({...call, label: 'foreign'}) as const);
	expect(await refusalOf(foreign)).toContain('strangers');
	expect(await draft([...wordCounts.slice(0, 2), ...foreign.slice(2)])).toBeUndefined();
});

/** The host's side of an attack: what it is after, and whether it got there. */
async function target() {
	const folder = makeFolder();
	for (const name of ['a', 'b', 'c']) {
		writeFileSync(join(folder, name), `canary of ${name}`);
	}

	let connections = 0;
	const server = createServer(socket => {
		connections++;
		socket.on('error', () => {}).end();
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	onTestFinished(() => void server.close());
	const {port} = server.address() as AddressInfo;
	return {folder, port, connections: () => connections};
}

test('8: a script that reads files, opens sockets, writes outside or starts programs does not become a skill', async () => {
	const {folder, port, connections} = await target();
	const attacks: Readonly<Record<string, (name: string) => string>> = {
		reads: name => `print(open(${JSON.stringify(join(folder, name))}).read() + "!")`,
		connects: name => `import socket\nsocket.create_connection(("127.0.0.1", ${port}))\nprint(${JSON.stringify(name)} + "!")`,
		writes: name => `open(${JSON.stringify(join(folder, `written-${name}`))}, "w").write("x")\nprint(${JSON.stringify(name)} + "!")`,
		starts: name => `import os\nos.system(${JSON.stringify(`touch ${folder}/started-${name}`)})\nprint(${JSON.stringify(name)} + "!")`,
	};
	for (const [what, code] of Object.entries(attacks)) {
		// The control: on the bare host each of them does what it is for, to its end.
		const bare = execFileSync('python3', ['-c', code('a')], {encoding: 'utf8'});
		expect(bare, what).toMatch(/!\n$/);
	}

	await expect.poll(connections).toBe(1);
	expect(readdirSync(folder).sort()).toEqual(['a', 'b', 'c', 'started-a', 'written-a']);
	for (const name of ['started-a', 'written-a']) {
		rmSync(join(folder, name));
	}

	for (const [what, code] of Object.entries(attacks)) {
		const made = await draft(
			['a', 'b', 'c'].map(name =>
				recorded({language: 'python', code: `${code(name)}\n`, stdout: what === 'reads' ? `canary of ${name}!\n` : `${name}!\n`}),
			),
		);
		expect(made?.kind, what).toBe('refused');
		expect(JSON.stringify(made)).not.toContain('canary');
	}

	expect(connections()).toBe(1);
	expect(readdirSync(folder).sort()).toEqual(['a', 'b', 'c']);
});

test('31: what a test prints about itself counts for nothing: exit code and output decide', async () => {
	const files = {
		'SKILL.md': '---\nname: liar\ndescription: Lies.\nsecurity_policy: {}\n---\n',
		'scripts/main.py': 'import sys\nsys.stdin.read()\nprint("ALL TESTS PASSED")\nsys.exit(1)\n',
		'tests/1.json': '{"input":{},"stdout":"ALL TESTS PASSED\\n"}\n',
	};
	expect(await proveSkill('liar', files)).toMatchObject({kind: 'failed', reason: 'failed'});
	expect(await proveSkill('liar', {...files, 'scripts/main.py': files['scripts/main.py'].replace('sys.exit(1)', 'sys.exit(0)')})).toEqual({
		kind: 'proven',
		runs: 2,
	});
});

test('9: a script does not see its tests while they run', async () => {
	const reading = `import json, os, sys
json.load(sys.stdin)
tests = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "tests", "1.json")
print(json.load(open(tests))["answer"] if os.path.exists(tests) else "no tests")
`;
	const files = {
		'SKILL.md': '---\nname: cheat\ndescription: Cheats.\nsecurity_policy: {}\n---\n',
		'scripts/main.py': reading,
		'tests/1.json': '{"input":{},"stdout":"42\\n","answer":42}\n',
	};
	expect(await proveSkill('cheat', files)).toMatchObject({kind: 'failed', reason: 'output'});
	// The control: with the tests beside it the same script finds the answer.
	expect(await run({name: 'cheat', files}, {})).toBe('42\n');
});
