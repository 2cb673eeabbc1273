import {existsSync, mkdirSync, mkdtempSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {emptyPolicy} from '../../sandbox/index.ts';
import type {AgentTool, ToolContext} from '../../source/agent/agent-tool.ts';
import {createSkillTools} from '../../source/agent/skill-tools.ts';
import {discoverSkills} from '../../source/skills/discover.ts';
import {temporaryHome} from './temporary-home.ts';

const home = temporaryHome();

/** A skill that writes to the project with a person's consent. */
async function writer(readOnly: boolean): Promise<{readonly tool: AgentTool | undefined; readonly project: string}> {
	const project = mkdtempSync(join(home, 'project-'));
	const dir = join(project, 'skills', 'writer');
	mkdirSync(join(dir, 'scripts'), {recursive: true});
	writeFileSync(
		join(dir, 'SKILL.md'),
		'---\nname: writer\ndescription: Writes out.txt.\nsecurity_policy:\n  filesystem:\n    write: ["out"]\n---\n\n# writer\n',
	);
	writeFileSync(join(dir, 'scripts', 'main.py'), 'open("/workspace/out/x.txt", "w").write("x")\nprint("written")\n');
	mkdirSync(join(project, 'out'));
	const skills = await discoverSkills({projectFolder: project, extraFolders: []});
	const {tools} = createSkillTools(skills, {
		workspace: project,
		level: 3,
		approve: 'none',
		allow: emptyPolicy,
		limits: {},
		consent: {ask: async () => ({kind: 'once'})},
		readOnly,
	});
	return {tool: tools.find(({name}) => name === 'writer'), project};
}

const context: ToolContext = {callId: 'c1', signal: new AbortController().signal, emit: () => {}, label: 'user', turnEntry: 'e1'};

test('a skill that may write cannot in a reading session, and can otherwise', async () => {
	const reading = await writer(true);
	expect(await reading.tool?.run({}, context)).toMatchObject({ok: false});
	expect(existsSync(join(reading.project, 'out', 'x.txt'))).toBe(false);
	const writing = await writer(false);
	expect(await writing.tool?.run({}, context)).toMatchObject({ok: true, text: 'written'});
	expect(existsSync(join(writing.project, 'out', 'x.txt'))).toBe(true);
});
