import {cpSync, mkdirSync, symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {packageRoot} from '../../sandbox/index.ts';
import {discoverSkills, findSkill} from '../../source/skills/discover.ts';
import {createWorkspace} from './run-bundled.ts';

const skillMd = (name: string, more = '') => `---\nname: ${name}\ndescription: Says ${name}.\n${more}---\n\n# ${name}\n`;

test('looks in the named folders, the four of the project, then the bundled ones; the first of a name wins', async () => {
	const extra = createWorkspace({'one/SKILL.md': skillMd('one')});
	const projectFolder = createWorkspace({
		'.skills/one/SKILL.md': skillMd('one'),
		'.skills/two/SKILL.md': skillMd('two'),
		'skills/two/SKILL.md': skillMd('two'),
		'.agents/skills/three/SKILL.md': skillMd('three'),
		'.claude/skills/four/SKILL.md': skillMd('four'),
		'.claude/skills/calculator/SKILL.md': skillMd('calculator'),
	});
	const skills = await discoverSkills({projectFolder, extraFolders: [extra]});
	const found = Object.fromEntries(skills.map(skill => [skill.name, [skill.origin, skill.shadows]]));
	expect(found).toMatchObject({
		one: ['extra', [join(projectFolder, '.skills/one')]],
		two: ['.skills', [join(projectFolder, 'skills/two')]],
		three: ['.agents/skills', []],
		four: ['.claude/skills', []],
		calculator: ['.claude/skills', [join(packageRoot(), 'skills/calculator')]],
		weather: ['bundled', []],
	});
	expect(skills.map(skill => skill.name)).toEqual(skills.map(skill => skill.name).toSorted());
});

test('leaves the project out until it is trusted', async () => {
	const extra = createWorkspace({'one/SKILL.md': skillMd('one')});
	const projectFolder = createWorkspace({'.skills/calculator/SKILL.md': skillMd('calculator'), 'skills/two/SKILL.md': skillMd('two')});
	const skills = await discoverSkills({projectFolder, extraFolders: [extra], trustedOnly: true});
	expect(skills.find(skill => skill.name === 'one')).toMatchObject({origin: 'extra'});
	expect(skills.find(skill => skill.name === 'calculator')).toMatchObject({origin: 'bundled', shadows: []});
	expect(skills.some(skill => skill.name === 'two')).toBe(false);
});

test("calls the program's own skills bundled, and lists them once, when the project is the program itself", async () => {
	const skills = await discoverSkills({projectFolder: packageRoot(), extraFolders: []});
	const calculators = skills.filter(skill => skill.name === 'calculator');
	expect(calculators).toMatchObject([{origin: 'bundled', shadows: []}]);
});

test('lists a folder once that is reached by a link as well', async () => {
	const projectFolder = createWorkspace({'.skills/one/SKILL.md': skillMd('one')});
	mkdirSync(join(projectFolder, '.claude/skills'), {recursive: true});
	symlinkSync(join(projectFolder, '.skills/one'), join(projectFolder, '.claude/skills/one'));
	const skills = await discoverSkills({projectFolder, extraFolders: []});
	expect(skills.find(skill => skill.name === 'one')).toMatchObject({origin: '.skills', shadows: []});
});

test('takes a named folder that is itself a skill', async () => {
	const extra = createWorkspace({'one/SKILL.md': skillMd('one')});
	const skills = await discoverSkills({projectFolder: createWorkspace(), extraFolders: [join(extra, 'one')]});
	expect(skills.find(skill => skill.name === 'one')).toMatchObject({origin: 'extra'});
});

test('keeps broken skills with the reason and reads the others', async () => {
	const projectFolder = createWorkspace({
		'.skills/no-front-matter/SKILL.md': 'hello',
		'.skills/no-description/SKILL.md': '---\nname: no-description\n---\n',
		'.skills/bad-policy/SKILL.md': skillMd('bad-policy', 'security_policy: {magic: true}\n'),
		'.skills/bad-yaml/SKILL.md': '---\nname: [\n---\n',
		'.skills/good/SKILL.md': skillMd('good'),
		'.skills/no-skill/readme.md': 'not one',
	});
	const skills = await discoverSkills({projectFolder, extraFolders: []});
	const found = Object.fromEntries(skills.filter(skill => skill.origin === '.skills').map(skill => [skill.name, skill.problem]));
	expect(found).toEqual({
		'no-front-matter': expect.stringContaining('no-front-matter'),
		'no-description': expect.stringContaining('no description'),
		'bad-policy': expect.stringContaining('magic'),
		'bad-yaml': expect.stringContaining('bad-yaml'),
		good: null,
	});
	expect(skills.find(skill => skill.name === 'bad-yaml')).toMatchObject({manifest: null, entry: null, scripts: [], treeHash: null});
});

test('finds a skill by name, by path and by a bare folder name', async () => {
	const projectFolder = createWorkspace({
		'.skills/one/SKILL.md': skillMd('one'),
		'here/SKILL.md': skillMd('here'),
		'one/SKILL.md': skillMd('one'),
	});
	const places = {projectFolder, extraFolders: []};
	expect(await findSkill('one', places, projectFolder)).toMatchObject({name: 'one', origin: '.skills'});
	expect(await findSkill('./one', places, projectFolder)).toMatchObject({name: 'one', origin: 'path', dir: join(projectFolder, 'one')});
	expect(await findSkill('here', places, projectFolder)).toMatchObject({name: 'here', origin: 'path'});
	expect(await findSkill('.', places, join(projectFolder, 'here'))).toMatchObject({name: 'here'});
	expect(await findSkill(join(projectFolder, 'here'), places)).toMatchObject({name: 'here'});
});

test('gives the same skill by name as the list does', async () => {
	const projectFolder = createWorkspace({'.skills/one/SKILL.md': skillMd('one'), 'skills/one/SKILL.md': skillMd('one')});
	const places = {projectFolder, extraFolders: []};
	const listed = (await discoverSkills(places)).find(skill => skill.name === 'one');
	const {inventory: _, ...found} = (await findSkill('one', places)) ?? {};
	expect(found).toEqual(listed);
});

test('knows a copy of a bundled skill by its content', async () => {
	const projectFolder = createWorkspace();
	cpSync(join(packageRoot(), 'skills/calculator'), join(projectFolder, '.skills/calculator'), {recursive: true});
	const places = {projectFolder, extraFolders: []};
	const [copy, original] = [await findSkill('calculator', places), await findSkill('calculator', {...places, trustedOnly: true})];
	expect(copy.origin).toBe('.skills');
	expect(copy.treeHash).toBe(original.treeHash);
});

test.each([
	['calculater', 'Did you mean "calculator"?'],
	['zzzzzzzzzz', /^Known skills: .*calculator.*weather/],
	['./none', /SKILL\.md/],
	['', /^Known skills: /],
])('says of %j that there is no such skill, and what there is', async (name, hint) => {
	const error = await findSkill(name, {projectFolder: createWorkspace(), extraFolders: []}).catch((thrown: unknown) => thrown);
	expect(error).toMatchObject({code: 'skill-not-found', hint: expect.stringMatching(hint)});
});

test('shows a name from the command line without the escapes in it', async () => {
	const error = await findSkill('\u001B[31mred', {projectFolder: createWorkspace(), extraFolders: []}).catch((thrown: unknown) => thrown);
	expect(error).toMatchObject({message: 'Cannot find a skill named "red".'});
});

test('says of a folder without a SKILL.md that it is no skill yet, rather than naming another', async () => {
	const projectFolder = createWorkspace({'.skills/hollow/scripts/main.py': 'print(1)', '.skills/hallow/SKILL.md': skillMd('hallow')});
	await expect(findSkill('hollow', {projectFolder, extraFolders: []})).rejects.toThrow(/"hollow": its folder has no SKILL\.md/);
});
