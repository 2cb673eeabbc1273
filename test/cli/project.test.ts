import {appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {createPlace, runCli} from './run-cli.ts';
import {asker, echo, pythonSkill} from './skills.ts';

test('makes a project with the bundled skills, locked and scanned, and changes nothing the second time', async () => {
	const place = createPlace();
	const first = await runCli(place, ['init', '--json']);
	expect(first.code).toBe(0);
	const made = JSON.parse(first.stdout);
	expect(made).toMatchObject({trusted: true, written: ['.skilllite/config.json', '.env.example']});
	expect(made.skills).toContainEqual({name: 'calculator', state: 'added', verdict: 'clean', changed: [], missing: null});
	const lock = readFileSync(join(place.project, '.skills/skilllite.lock'), 'utf8');
	writeFileSync(join(place.project, '.env.example'), '# mine\n');
	const second = JSON.parse((await runCli(place, ['init', '--json'])).stdout);
	expect(second.written).toEqual([]);
	expect(second.skills.every(({state}: {state: string}) => state === 'unchanged')).toBe(true);
	expect(readFileSync(join(place.project, '.skills/skilllite.lock'), 'utf8')).toBe(lock);
	expect(readFileSync(join(place.project, '.env.example'), 'utf8')).toBe('# mine\n');
	const {stdout} = await runCli(place, ['run', 'calculator', '{"operation":"add","a":1,"b":2}', '--json']);
	expect(JSON.parse(stdout)).toMatchObject({ok: true, result: {result: 3}});
});

test('makes the folder that --project names, and leaves the skills out with --bare', async () => {
	const place = createPlace();
	expect((await runCli(place, ['init', '--bare', '--full', '--project', 'new/site'])).code).toBe(0);
	const folder = join(place.project, 'new/site');
	expect(existsSync(join(folder, '.skills/calculator'))).toBe(false);
	expect(readFileSync(join(folder, '.env.example'), 'utf8')).toContain('SKILLLITE_HOME');
});

test('does not trust a folder that brought skills of its own', async () => {
	const place = createPlace(echo);
	expect(JSON.parse((await runCli(place, ['init', '--bare', '--json'])).stdout)).toMatchObject({
		trusted: false,
		skills: [{name: 'echo', state: 'locked', verdict: 'clean'}],
	});
	expect(existsSync(join(place.home, '.skilllite/trusted.json'))).toBe(false);
});

test('says which files of an installed skill changed, refuses to run it, and locks it anew only by init', async () => {
	const place = createPlace(echo);
	await runCli(place, ['init', '--bare']);
	expect(await runCli(place, ['verify'])).toMatchObject({code: 0, stdout: 'echo: unchanged\n'});
	appendFileSync(join(place.project, '.skills/echo/scripts/main.py'), '# more\n');
	writeFileSync(join(place.project, '.skills/echo/extra.txt'), '');
	const changed = await runCli(place, ['verify', 'echo']);
	expect(changed).toMatchObject({code: 4, stdout: 'echo: CHANGED, changed scripts/main.py, added extra.txt\n'});
	expect(await runCli(place, ['run', 'echo', '{"text":"x"}'])).toMatchObject({
		code: 4,
		stdout: '',
		stderr: expect.stringContaining('scripts/main.py'),
	});
	expect((await runCli(place, ['init', '--bare'])).stdout).toContain('echo: locked anew (scripts/main.py, extra.txt), scanned clean');
	expect((await runCli(place, ['run', 'echo', '{"text":"x"}'])).code).toBe(0);
	rmSync(join(place.project, '.skills/echo'), {recursive: true});
	expect(await runCli(place, ['verify', '--json'])).toMatchObject({
		code: 4,
		stdout: '{"ok":false,"skills":[{"name":"echo","kind":"missing"}]}\n',
	});
	expect(await runCli(place, ['verify', 'ecko'])).toMatchObject({code: 2, stderr: expect.stringContaining('Did you mean "echo"?')});
});

test('lists every skill with where it is from and how it stands, broken and hidden ones too', async () => {
	const place = createPlace({
		...echo,
		...asker,
		'.skills/broken/SKILL.md': '---\nname: [\n---\n',
		'skills/echo/SKILL.md': '---\nname: echo\ndescription: Other.\n---\n',
	});
	const {stdout, stderr, code} = await runCli(place, ['list']);
	expect(code).toBe(0);
	expect(stdout).toMatch(/^NAME +VERSION +SOURCE +VERDICT +INTEGRITY +RUNS +SUCCESS +POLICY$/m);
	expect(stdout).toMatch(/^echo +- +\.skills +clean +not pinned +0 +- +no network/m);
	expect(stdout).toMatch(/^asker .* network api\.example\.com:443/m);
	expect(stdout).toMatch(/^broken +- +\.skills +broken/m);
	expect(stdout).toMatch(/^calculator +\S+ +bundled/m);
	expect(stderr).toContain('broken');
	expect(stderr).toContain('echo: hides the one in');
	const json = JSON.parse((await runCli(place, ['list', '--json'])).stdout);
	expect(json.skills.find(({name}: {name: string}) => name === 'broken')).toMatchObject({verdict: null, problem: expect.any(String)});
});

test('shows schema, files, permissions and findings of one skill', async () => {
	const place = createPlace({...echo, ...asker});
	const {stdout} = await runCli(place, ['show', 'echo']);
	expect(stdout).toContain('text: string  What to print.');
	expect(stdout).toContain('scripts/main.py (entry)');
	const json = JSON.parse((await runCli(place, ['show', 'asker', '--json'])).stdout);
	expect(json).toMatchObject({
		name: 'asker',
		report: {policy: {asked: {network: {allow: ['api.example.com:443']}}}},
		integrity: {kind: 'unpinned'},
	});
	expect(await runCli(place, ['show', 'ask'])).toMatchObject({code: 2, stderr: expect.stringContaining('ask')});
});

test('keeps escapes and hidden characters of a skill away from the terminal', async () => {
	const place = createPlace(pythonSkill('sly', 'print(1)\n', 'license: "\\e]0;owned\\a\\u202Etxt"\n'));
	const {stdout} = await runCli(place, ['show', 'sly']);
	expect(stdout).toContain('sly');
	expect(stdout).not.toContain('\u001B');
	expect(stdout).not.toContain('\u202E');
});

test('checks the machine, and says what is missing beside the sandbox', async () => {
	const place = createPlace();
	const {stdout, code} = await runCli(place, ['doctor', '--json']);
	const {ok, checks} = JSON.parse(stdout);
	expect([ok, code]).toEqual([true, 0]);
	const byName = Object.fromEntries(checks.map((check: {name: string}) => [check.name, check]));
	expect(byName['strict run']).toMatchObject({state: 'pass'});
	expect(byName.model).toMatchObject({state: 'warn', remedy: expect.stringContaining('OPENAI_API_KEY')});
	expect(byName.terminal).toMatchObject({state: 'skip'});
	mkdirSync(join(place.home, '.skilllite'), {recursive: true});
	writeFileSync(join(place.home, '.skilllite/config.json'), '{');
	expect(await runCli(place, ['doctor'])).toMatchObject({code: 1, stdout: expect.stringMatching(/^fail +settings/m)});
});

test('writes its files for the owner alone', async () => {
	const place = createPlace(echo);
	await runCli(place, ['run', 'echo', '{"text":"x"}']);
	expect(statSync(join(place.home, '.skilllite')).mode & 0o777).toBe(0o700);
});

test('says in one line what the evolution mode does, and writes nothing where it cannot be read', async () => {
	const place = createPlace();
	expect((await runCli(place, ['init', '--bare'])).stdout).toContain(
		'  learns  suggests from turns, changes nothing unasked (skilllite evolution)\n',
	);
	expect((await runCli(place, ['init', '--bare'], {env: {SKILLLITE_EVOLUTION: 'off'}})).stdout).toContain('  learns  nothing (');
	const wrong = await runCli(place, ['init', '--bare', '--project', 'other'], {env: {SKILLLITE_EVOLUTION: 'wild'}});
	expect(wrong).toMatchObject({code: 2, stderr: expect.stringContaining('SKILLLITE_EVOLUTION')});
	expect(existsSync(join(place.project, 'other/.env.example'))).toBe(false);
});
