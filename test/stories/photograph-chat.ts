/** Pictures of the full screen: an answer with its tool, and a question that asks for consent. */

import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {type PtyProgram, startPty} from '../cli/pty.ts';
import {asker} from '../cli/skills.ts';
import {writeFiles} from '../cli/run-cli.ts';
import {startModelServer} from '../model-server/model-server.ts';
import type {Scenario} from '../model-server/scenario.ts';
import {drawTerminal} from './draw-terminal.ts';

const program = fileURLToPath(new URL('../../bin/skilllite', import.meta.url));
const table = '| region | sum |\n|:--|--:|\n| north | 412 |\n| south | 385 |\n| 東京 | 298 |\n\n';
const scenario: Scenario = {
	title: 'A calculation with a table, then a skill that asks',
	steps: [
		{
			when: {lastContains: '15 * 27'},
			reply: {kind: 'answer', text: 'I let the calculator do it.', calls: [{name: 'calculator', arguments: {expression: '15 * 27'}}]},
		},
		{
			when: {lastContains: '405'},
			reply: {
				kind: 'answer',
				text: `It is **405**. By region:\n\n${table}\`\`\`py\ntotal = sum(rows)  # 1095\n\`\`\`\n\nShall I chart it?`,
			},
		},
		{when: {lastContains: 'asker'}, reply: {kind: 'answer', calls: [{name: 'asker', arguments: {}}]}},
		{reply: {kind: 'answer', text: 'Done.'}, times: 'always'},
	],
};

/** Write `chat.svg` and `consent.svg` into a folder. */
export async function photographChat(folder: string): Promise<void> {
	const home = mkdtempSync(join(tmpdir(), 'skilllite-shot-'));
	const server = await startModelServer(scenario);
	const project = join(home, 'acme-site');
	mkdirSync(project);
	writeFiles(project, asker);
	try {
		using chat = startPty(program, ['chat', '--trust', '--theme', 'dark'], {
			cwd: project,
			columns: 116,
			rows: 30,
			env: environment(home, server.baseUrl),
		});
		await chat.sees('? keys');
		await say(chat, 'what is 15 * 27, by region?');
		await chat.sees('Shall I chart it?');
		await wait(500);
		writeFileSync(join(folder, 'chat.svg'), drawTerminal(chat.terminal));
		await say(chat, 'use asker');
		await chat.sees('[N] no (default)');
		await wait(1500);
		writeFileSync(join(folder, 'consent.svg'), drawTerminal(chat.terminal));
	} finally {
		await server.close();
		rmSync(home, {recursive: true, force: true});
	}
}

async function say(chat: PtyProgram, text: string): Promise<void> {
	chat.type(text);
	await chat.sees(text);
	chat.type('\r');
}

function environment(home: string, baseUrl: string): NodeJS.ProcessEnv {
	return {
		PATH: process.env.PATH,
		HOME: home,
		TERM: 'xterm-256color',
		COLORTERM: 'truecolor',
		LANG: 'C.UTF-8',
		CI: 'false',
		SKILLLITE_LOCAL_PORTS: '',
		SKILLLITE_API_BASE: baseUrl,
		SKILLLITE_MODEL: 'deepseek-chat',
		SKILLLITE_API_KEY: 'key',
		XDG_CACHE_HOME: join(home, '.cache'),
	};
}
