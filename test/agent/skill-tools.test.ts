import {mkdirSync, mkdtempSync, symlinkSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {type ConsentAnswer, type ConsentPort, emptyPolicy, nobody} from '../../sandbox/index.ts';
import {type Agent, createAgent} from '../../source/agent/agent.ts';
import type {ToolContext, ToolResult} from '../../source/agent/agent-tool.ts';
import type {SkillToolSettings} from '../../source/agent/skill-run.ts';
import {readSkillText} from '../../source/agent/skill-file.ts';
import {createSkillTools, type SkillTools} from '../../source/agent/skill-tools.ts';
import {systemPrompt} from '../../source/agent/system-prompt.ts';
import type {AgentEventBody} from '../../source/core/events.ts';
import {createPlanner} from '../../source/model/planner/planner.ts';
import {createSession} from '../../source/session/transcript.ts';
import {discoverSkills} from '../../source/skills/discover.ts';
import {startAgent, turn, types} from './talk.ts';
import {temporaryHome} from './temporary-home.ts';

const folder = temporaryHome();
const workspace = join(folder, 'project');
mkdirSync(workspace);
writeFileSync(join(workspace, 'sales.csv'), 'name,price\na,1\nb,4\n');

/** Write a skill into a project of its own and give the tools there. */
async function toolsWith(files: Readonly<Record<string, string>>, settings: Partial<SkillToolSettings> = {}): Promise<SkillTools> {
	const project = mkdtempSync(join(folder, 'project-'));
	for (const [path, text] of Object.entries(files)) {
		const file = join(project, 'skills', path);
		mkdirSync(dirname(file), {recursive: true});
		writeFileSync(file, text);
	}

	return toolsIn(project, settings);
}

async function toolsIn(project: string, settings: Partial<SkillToolSettings> = {}): Promise<SkillTools> {
	const skills = await discoverSkills({projectFolder: project, extraFolders: []});
	return createSkillTools(skills, {
		workspace: project,
		level: 3,
		approve: 'none',
		allow: emptyPolicy,
		limits: {},
		consent: nobody,
		...settings,
	});
}

async function offlineAgent(project: string, settings?: Partial<SkillToolSettings>): Promise<Agent> {
	return agentOf(await toolsIn(project, settings));
}

function agentOf({tools, index}: SkillTools): Agent {
	const session = createSession();
	onTestFinished(() => session.close());
	return createAgent({model: createPlanner(), tools, session, skills: index});
}

async function run(
	{tools}: SkillTools,
	name: string,
	input: Record<string, unknown>,
	more: Partial<ToolContext> = {},
): Promise<{result: ToolResult; events: AgentEventBody[]}> {
	const events: AgentEventBody[] = [];
	const context: ToolContext = {
		callId: 'c1',
		signal: new AbortController().signal,
		emit: event => events.push(event),
		label: 'user',
		turnEntry: 'e1',
		...more,
	};
	const result = await tools.find(tool => tool.name === name)?.run(input, context);
	if (!result) {
		throw new Error(`There is no tool ${name}: ${tools.map(tool => tool.name).join(', ')}`);
	}

	return {result, events};
}

function answering(answer: ConsentAnswer): ConsentPort & {asked: number} {
	return {
		asked: 0,
		async ask() {
			this.asked++;
			return answer;
		},
	};
}

function manifest(name: string, more = '', body = ''): string {
	return `---\nname: ${name}\ndescription: A skill for a test.\n${more}---\n\n${body}\n`;
}

const networked = {
	'caller/SKILL.md': manifest(
		'caller',
		'security_policy:\n  network:\n    allow: ["example.org:443"]\n',
		'## Examples\n\n- `call now` → `{}`\n',
	),
	'caller/scripts/main.py': 'print("ran")\n',
};

const handbook = {
	'handbook/SKILL.md': manifest('handbook', '', 'Read references/style.md, then run scripts/count.py.'),
	'handbook/references/style.md': 'Short sentences.',
	'handbook/scripts/count.py': 'import sys\nprint(len(sys.stdin.read()), sys.argv[1:])\n',
};

test('runs a bundled skill for a plain request, through the planner and the sandbox', async () => {
	const {events, result} = await turn(await offlineAgent(workspace), "uppercase 'hello'");
	expect(result).toMatchObject({
		ok: true,
		text: 'HELLO',
		steps: 2,
		tools: [{name: 'text-processor', ended: 'exit'}],
		model: 'offline planner',
	});
	expect(types(events).filter(type => type.startsWith('tool.') && type !== 'tool.usage')).toEqual([
		...['tool.request', 'tool.admission', 'tool.start', 'tool.output', 'tool.end'],
	]);
	const end = events.find(event => event.type === 'tool.end');
	expect(end).toMatchObject({ok: true, label: 'derived', denied: [], usage: {processes: 1}});
});

test('computes, and reads a file of the workspace', async () => {
	const agent = await offlineAgent(workspace);
	expect((await turn(agent, "what's 12.5% of 80")).result.text).toBe('10');
	expect((await turn(agent, 'average of column price in sales.csv')).result.text).toContain('2.5');
});

test('says why a skill failed', async () => {
	const {result} = await turn(await offlineAgent(workspace), '1 / 0');
	expect(result).toMatchObject({ended: 'answer', text: 'calculator failed: Cannot divide by zero.'});
});

test('runs a bundled skill for a model over HTTP', async () => {
	const {tools, index} = await toolsIn(workspace);
	const {agent} = await startAgent('calculator', tools, {skills: index});
	expect((await turn(agent, 'what is 15 * 27?')).result).toMatchObject({ok: true, text: 'The tool says: {"result":405}'});
});

test('does not run a skill that needs consent when nobody is there, and ends as refused', async () => {
	const {events, result} = await turn(agentOf(await toolsWith(networked)), 'call now');
	expect(result).toMatchObject({ok: false, ended: 'refused', refused: ['caller'], error: {code: 'consent-needed'}});
	expect(result.error?.hint).not.toBeUndefined();
	expect(types(events)).not.toContain('tool.start');
});

test('runs it once a person says yes, and labels its output as foreign', async () => {
	const consent = answering({kind: 'once'});
	const {result} = await run(await toolsWith(networked, {consent}), 'caller', {});
	expect(result).toMatchObject({ok: true, text: 'ran', label: 'foreign'});
	expect(consent.asked).toBe(1);
});

test('says for whom it asks, behind what would be granted', async () => {
	const asked: string[] = [];
	const consent: ConsentPort = {
		async ask({summary}) {
			asked.push(summary);
			return {kind: 'deny', reason: null};
		},
	};
	const tools = await toolsWith(networked, {consent});
	await run(tools, 'caller', {});
	await run(tools, 'caller', {}, {asker: 'delegate: Look'});
	expect(asked).toEqual([asked[0], `${asked[0]} (for delegate: Look)`]);
});

test('answers when a person says no', async () => {
	const consent = answering({kind: 'deny', reason: 'not today'});
	const {result} = await turn(agentOf(await toolsWith(networked, {consent})), 'call now');
	expect(result).toMatchObject({ok: true, ended: 'answer', refused: ['caller']});
});

test('tells the model what a failed script said and what was denied', async () => {
	const script = 'import socket, sys\ntry:\n\tsocket.create_connection(("192.0.2.1", 80), 1)\nexcept OSError:\n\tsys.exit("no way out")\n';
	const tools = await toolsWith(
		{'loner/SKILL.md': manifest('loner', 'security_policy: {}\n'), 'loner/scripts/main.py': script},
		{approve: 'confirm'},
	);
	const {result} = await run(tools, 'loner', {});
	expect(result).toMatchObject({ok: false, ended: 'exit'});
	expect(result.text).toBe('loner failed: no way out\ndenied: network socket');
});

test('kills the sandbox of an interrupted skill', {retry: 4}, async () => {
	const tools = await toolsWith({
		'sleeper/SKILL.md': manifest('sleeper', '', '## Examples\n\n- `sleep long` → `{}`\n'),
		'sleeper/scripts/main.py': 'import time\nprint("asleep", flush=True)\ntime.sleep(30)\n',
	});
	const controller = new AbortController();
	let abortedAt = 0;
	let result: unknown;
	for await (const event of agentOf(tools).send('sleep long', {signal: controller.signal})) {
		if (event.type === 'tool.output') {
			abortedAt = performance.now();
			controller.abort();
		} else if (event.type === 'turn.end') {
			result = event.result;
		}
	}

	expect(performance.now() - abortedAt).toBeLessThan(1000);
	expect(result).toMatchObject({ended: 'interrupted', tools: [{name: 'sleeper', ended: 'cancelled'}]});
});

test('keeps instructions out of the prompt until they are asked for', async () => {
	const found = await toolsWith(handbook);
	const prompt = systemPrompt({skills: found.index});
	expect(prompt).toContain('- handbook: A skill for a test.');
	expect(prompt).not.toContain('Read references');
	const {result, events} = await run(found, 'use_skill', {name: 'handbook'});
	expect(result).toMatchObject({ok: true, label: 'foreign'});
	expect(result.text).toContain('Read references/style.md');
	expect(result.text).toContain('- references/style.md\n- scripts/count.py');
	expect(events.map(({type}) => type)).toEqual(['tool.admission', 'tool.start']);
});

test('reads a file of a skill of instructions and runs its script in the sandbox', async () => {
	const found = await toolsWith(handbook);
	expect((await run(found, 'read_skill_file', {name: 'handbook', path: 'references/style.md'})).result.text).toBe('Short sentences.');
	const ran = await run(found, 'run_skill_script', {name: 'handbook', path: 'scripts/count.py', args: ['-x'], stdin: 'four'});
	expect(ran.result).toMatchObject({ok: true, text: "4 ['-x']"});
	expect(ran.events.map(({type}) => type)).toContain('tool.start');
});

test.each(['../../secret.txt', '/etc/passwd', 'references', 'missing.md', 'SKILL.md/../../x', ''])(
	'does not read %j for a model',
	async path => {
		const {result} = await run(await toolsWith(handbook), 'read_skill_file', {name: 'handbook', path});
		expect(result.ok).toBe(false);
		expect(result.text).not.toContain('root:');
	},
);

test('does not follow a link out of a skill', async () => {
	const skill = mkdtempSync(join(folder, 'linked-'));
	symlinkSync('/etc/passwd', join(skill, 'link'));
	expect(() => readSkillText(skill, 'link')).toThrow('is not inside the skill folder');
});

test('does not run a file that is no script of the skill', async () => {
	const found = await toolsWith(handbook);
	const {result} = await run(found, 'run_skill_script', {name: 'handbook', path: '../other/scripts/main.py'});
	expect(result).toMatchObject({ok: false, ended: 'invalid'});
	expect(result.text).toContain('Known: scripts/count.py');
});

test('says nothing of skills of instructions when there are none', () => {
	expect(systemPrompt()).not.toContain('use_skill');
});

test('shows a bundled skill of instructions offline when it is named', async () => {
	const agent = await offlineAgent(workspace);
	expect((await turn(agent, 'help me write an email')).result.text).toContain('read writing-helper');
	const {result} = await turn(agent, 'read writing-helper');
	expect(result).toMatchObject({ok: true, tools: [{name: 'use_skill', ended: 'exit'}]});
	expect(result.text).toContain('#');
});
