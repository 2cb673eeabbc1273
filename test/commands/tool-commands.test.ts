import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {createGate} from '../../source/agent/permissions/gate.ts';
import {decide} from '../../source/agent/permissions/rules.ts';
import {createTaint} from '../../source/agent/permissions/taint.ts';
import {createToolCommands} from '../../source/commands/tool-commands.ts';
import {noProgress} from '../../source/core/progress.ts';
import {nobodyAnswers} from '../../source/core/question.ts';
import {temporaryHome} from '../agent/temporary-home.ts';

const home = join(temporaryHome(), 'home');
const config = join(home, 'config.json');

function start() {
	const gate = createGate({rules: [], questions: nobodyAnswers, taint: createTaint()});
	const undone = {restored: ['a.txt'], left: [{path: 'b.txt', why: 'it was changed since'}]};
	const undo = {undo: () => undone, beginTurn() {}, noteFile() {}, noteFolder() {}, beforeTurn: () => null, restore: async () => []};
	const commands = createToolCommands({gate, undo});
	const run = (name: string, argument = '') =>
		commands.find(command => command.name === name)?.run(argument, new AbortController().signal, noProgress);
	return {run, does: (tool: string, subject: string) => decide(gate.rules(), {tool, class: 'exec', subjects: [subject]}, false).do};
}

test('/permissions adds a rule for the session, and writes nothing', () => {
	const {run, does} = start();
	expect(run('permissions', 'allow bash npm test')).toMatchObject({
		kind: 'said',
		lines: expect.arrayContaining(['  allow bash npm test (session)']),
	});
	expect([does('bash', 'npm test'), does('bash', 'npm run x')]).toEqual(['allow', 'ask']);
	expect(() => readFileSync(config)).toThrow('ENOENT');
});

test('/permissions save adds it to the config of the user, behind the others and beside all else', () => {
	mkdirSync(home, {recursive: true});
	writeFileSync(config, JSON.stringify({maxSteps: 9, permissions: [{tool: 'bash', match: '*', do: 'ask'}]}));
	const {run, does} = start();
	run('permissions', 'save deny write_file src/**');
	expect(does('write_file', 'src/a')).toBe('deny');
	expect(JSON.parse(readFileSync(config, 'utf8'))).toEqual({
		maxSteps: 9,
		permissions: [
			{tool: 'bash', match: '*', do: 'ask'},
			{tool: 'write_file', match: 'src/**', do: 'deny'},
		],
	});
});

test.each(['allow', 'allow bash', 'never bash x', 'save', 'saveallow bash x'])('/permissions does not take %j for a rule', argument => {
	const {run, does} = start();
	expect(run('permissions', argument)).toMatchObject({lines: [expect.stringContaining('Write /permissions')]});
	expect(does('bash', 'x')).toBe('ask');
});

test('/undo says what was restored and what was left', () => {
	expect(start().run('undo')).toEqual({kind: 'said', lines: ['Restored: a.txt.', 'Left b.txt as it is: it was changed since']});
});
