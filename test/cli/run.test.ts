import {readdirSync, readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {createPlace, runCli} from './run-cli.ts';
import {asker, echo, pythonSkill, sleeper} from './skills.ts';

/** Processes of this machine whose command line holds a text. */
function processesWith(text: string): readonly string[] {
	return readdirSync('/proc')
		.filter(name => /^\d+$/.test(name))
		.filter(pid => {
			try {
				return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
			} catch {
				// It ended between the two looks.
				return false;
			}
		});
}

test('puts the result of a bundled skill on stdout and nothing else anywhere', async () => {
	const {stdout, stderr, code} = await runCli(createPlace(), ['run', 'calculator', '{"operation":"multiply","a":15,"b":27}']);
	expect([stdout, stderr, code]).toEqual(['{"result":405}\n', '', 0]);
});

test('takes the input from stdin, and the skill by its folder', async () => {
	const place = createPlace(echo);
	const result = await runCli(place, ['run', './.skills/echo', '-'], {stdin: '{"text": "héllo"}'});
	expect(result).toMatchObject({stdout: '{"got": {"text": "h\\u00e9llo"}}\n', code: 0});
});

test('gives the whole envelope with --json', async () => {
	const {stdout, code} = await runCli(createPlace(echo), ['run', 'echo', '{"text":"x"}', '--json']);
	expect(code).toBe(0);
	expect(JSON.parse(stdout)).toMatchObject({
		ok: true,
		skill: 'echo',
		script: 'scripts/main.py',
		level: 3,
		ended: 'exit',
		exitCode: 0,
		result: {got: {text: 'x'}},
		denied: [],
		admission: {verdict: 'clean'},
	});
});

test('exits 1 when the skill fails, with its own code in the envelope', async () => {
	const place = createPlace(pythonSkill('failing', 'import sys\nprint("half")\nprint("why", file=sys.stderr)\nsys.exit(7)\n'));
	const plain = await runCli(place, ['run', 'failing', '{}']);
	expect(plain).toMatchObject({stdout: 'half\n', stderr: 'why\nSkill "failing" failed with exit code 7.\n', code: 1});
	const json = await runCli(place, ['run', 'failing', '{}', '--json']);
	expect(json.code).toBe(1);
	expect(JSON.parse(json.stdout)).toMatchObject({ok: false, exitCode: 7, stdout: 'half\n'});
});

test.each([
	['no JSON', ['run', 'echo', '{text}'], 'The input is not JSON'],
	['a missing field', ['run', 'echo', '{}'], 'Field "text" is missing'],
	['a wrong type', ['run', 'echo', '{"text":5}'], 'Field "text" must be a string'],
	['a number', ['run', 'echo', '5'], 'The input must be an object'],
	['an unknown skill', ['run', 'ecko', '{}'], 'Did you mean "echo"?'],
	['an unknown folder', ['run', './nowhere', '{}'], 'there is no SKILL.md'],
	['an unknown script', ['run', 'echo', '--script', 'scripts/other.py'], 'Its scripts: scripts/main.py'],
	['a bad host', ['run', 'echo', '{"text":""}', '--allow-net', 'http://x/'], 'Cannot use --allow-net "http://x/"'],
	['a path out of the project', ['run', 'echo', '{"text":""}', '--allow-read', '../x'], 'points out of the workspace'],
	['a model key', ['run', 'echo', '{"text":""}', '--env', 'OPENAI_API_KEY'], 'no skill can be given'],
	['a bad time', ['run', 'echo', '{"text":""}', '--timeout', 'soon'], 'Cannot use --timeout "soon"'],
])('refuses %s before anything runs, and exits 2', async (_, args, sentence) => {
	const result = await runCli(createPlace(echo), args);
	expect(result).toMatchObject({code: 2, stdout: '', stderr: expect.stringContaining(sentence)});
	expect(result.stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
});

test.each([
	['no SKILL.md', {'.skills/bad/scripts/main.py': 'print(1)\n'}, '"bad": its folder has no SKILL.md'],
	['an empty SKILL.md', {'.skills/bad/SKILL.md': ''}, 'bad'],
	['broken YAML', {'.skills/bad/SKILL.md': '---\nname: [bad\n---\n'}, 'bad'],
	['front matter that is code', {'.skills/bad/SKILL.md': '---js\n{name: require("fs").writeFileSync("/tmp/owned", "")}\n---\n'}, 'bad'],
])('says what is wrong with a skill that has %s, and exits 2', async (_, files, sentence) => {
	const result = await runCli(createPlace(files), ['run', 'bad', '{}']);
	expect(result).toMatchObject({code: 2, stdout: '', stderr: expect.stringContaining(sentence)});
});

test('exits 5 at the wall-time limit and says how to raise it', async () => {
	const {code, stderr} = await runCli(createPlace(sleeper), ['run', 'sleeper', '--timeout', '1s']);
	expect(code).toBe(5);
	expect(stderr).toContain('Skill "sleeper" was stopped at its limit of wall time (1 s).\nRaise it with --timeout');
});

test('lets the environment lower a limit and never raise what the skill asks for', async () => {
	const own = pythonSkill('modest', 'import time\ntime.sleep(60)\n', 'security_policy:\n  resources: {wall: 1s}\n');
	const {code} = await runCli(createPlace(own), ['run', 'modest'], {env: {SKILLLITE_TIMEOUT_SECS: '50'}});
	expect(code).toBe(5);
});

test('needs consent without a terminal for what asks, names the command that gives it, and runs with --yes', async () => {
	const place = createPlace(asker);
	const refused = await runCli(place, ['run', 'asker']);
	expect(refused).toMatchObject({code: 3, stdout: ''});
	expect(refused.stderr).toMatch(/skilllite approve [0-9a-f]{32}/);
	expect(await runCli(place, ['run', 'asker', '--yes', '--json'])).toMatchObject({code: 0, stdout: expect.stringContaining('"ran\\n"')});
});

test('does not approve and does not lower the level without a terminal', async () => {
	const place = createPlace(asker);
	const refused = await runCli(place, ['run', 'asker']);
	const [, id = ''] = /approve ([0-9a-f]{32})/.exec(refused.stderr) ?? [];
	expect(await runCli(place, ['approve', id], {stdin: 'y\n'})).toMatchObject({code: 3, stdout: ''});
	expect(await runCli(place, ['run', 'asker', '--level', '1'], {stdin: 'unprotected\n'})).toMatchObject({code: 3, stdout: ''});
});

test('ignores what a project config may not set, with a warning, and still runs at level 3', async () => {
	const place = createPlace({...echo, '.skilllite/config.json': '{"level": 1, "approve": "confirm"}'});
	const {stdout, stderr, code} = await runCli(place, ['run', 'echo', '{"text":"x"}', '--json']);
	expect(code).toBe(0);
	expect(JSON.parse(stdout)).toMatchObject({level: 3});
	expect(stderr).toContain('Ignored "level"');
	expect(stderr).toContain('Ignored "approve"');
});

test('exits 2 without a writable home, and names the variable', async () => {
	const result = await runCli(createPlace(echo), ['run', 'echo', '{"text":"x"}'], {env: {SKILLLITE_HOME: '/dev/null/home'}});
	expect(result).toMatchObject({code: 2, stdout: '', stderr: expect.stringContaining('SKILLLITE_HOME')});
});

test.each([
	['SIGINT', 130],
	['SIGTERM', 143],
] as const)('ends by %s with exit %i and leaves no process behind', async (signal, expected) => {
	const marker = `marker-${process.pid}-${signal}`;
	let most = 0;
	const result = await runCli(createPlace(sleeper), ['run', 'sleeper', '--', marker], {
		onStderr(text, kill) {
			if (most === 0 && text.includes('started\n')) {
				most = Math.max(most, processesWith(marker).length);
				kill(signal);
			}
		},
	});
	expect(result.code).toBe(expected);
	expect(most).toBeGreaterThan(1);
	await expect.poll(() => processesWith(marker)).toEqual([]);
});

test('keeps what a skill prints to a pipe byte for byte', async () => {
	const place = createPlace(pythonSkill('raw', 'import sys\nsys.stdout.write("\\x1b[31mred\\x1b[0m\\ttab")\n'));
	expect((await runCli(place, ['run', 'raw'])).stdout).toBe('\u001B[31mred\u001B[0m\ttab');
});
