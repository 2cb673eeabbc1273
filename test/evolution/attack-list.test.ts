/**
The 56 attacks and failures that self-evolution has to withstand, each with the files whose tests are about it. A title says
its number at the beginning: "attack 8: …", "8: …", "attacks 26 and 27: …", "1, 3: …".
*/

import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

const attacks: Readonly<Record<number, readonly [what: string, ...files: string[]]>> = {
	1: ['an instruction in the output of a tool', 'evolution/engine/engine', 'evolution/miner/mine', 'evolution/proposer/propose'],
	2: [
		'the same, pasted by the user',
		'evolution/replays/task-recorder',
		'evolution/engine/engine',
		'evolution/miner/mine',
		'evolution/drafts/call-recorder',
	],
	3: ['notes that lead from one to the next', 'evolution/attacks/memory', 'evolution/proposer/reflect'],
	4: ['experience that a repository ships', 'evolution/attacks/foreign-experience', 'evolution/miner/recordings'],
	5: ['a trigger word', 'evolution/attacks/memory', 'session/notes/memory', 'evolution/proposer/offline'],
	6: ['a foreign text that is summarised until it looks own', 'evolution/gates/checks', 'evolution/miner/mine'],
	7: ['a project that raises the mode', 'evolution/engine/engine'],
	8: ['hostile code in a skill', 'evolution/attacks/hostile-skill', 'evolution/gates/code', 'evolution/drafts/draft'],
	9: ['code that waits until its tests are over', 'evolution/attacks/hostile-skill', 'evolution/drafts/draft'],
	10: ['a skill that asks for more in its own words', 'evolution/gates/checks'],
	11: ['words that switch approvals off', 'evolution/attacks/approvals', 'evolution/grammar/parse', 'evolution/gates/probes'],
	12: ['text smuggled in a slot', 'evolution/grammar/parse', 'evolution/gates/checks', 'evolution/proposer/propose'],
	13: ['names that lead elsewhere', 'evolution/attacks/file-names', 'evolution/grammar/parse'],
	14: ['entry points and links that lead elsewhere', 'evolution/attacks/file-names', 'evolution/grammar/parse'],
	15: ['a folder beside whose name begins alike', 'evolution/attacks/file-names'],
	16: ['a link swapped in between check and use', 'evolution/attacks/link-race', 'evolution/store/store', 'session/notes/journal'],
	17: ['an open umask', 'evolution/store/store', 'evolution/drafts/call-recorder', 'session/notes/journal'],
	18: ['names that are one elsewhere', 'evolution/store/store', 'evolution/grammar/parse'],
	19: ['characters that hide, reorder and imitate', 'evolution/grammar/parse', 'evolution/gates/checks'],
	20: ['what is too large or too deep', 'evolution/attacks/bounded', 'evolution/grammar/parse'],
	21: ['a text that ends its fence', 'session/notes/memory', 'agent/memory', 'evolution/proposer/propose'],
	22: ['secrets in what is recorded', 'evolution/replays/decision-recorder', 'evolution/drafts/call-recorder', 'evolution/gates/checks'],
	23: ['honest words about tokens and passwords', 'evolution/grammar/parse'],
	24: ['words taken for moods', 'evolution/attacks/signals', 'evolution/miner/mine'],
	25: ['a tool that speaks as the user', 'evolution/attacks/signals', 'evolution/drafts/call-recorder'],
	26: ['regression to the mean', 'evolution/gates/benefit'],
	27: ['looking after each pair', 'evolution/gates/benefit'],
	28: ['a flood of candidates', 'evolution/engine/engine', 'evolution/proposer/propose', 'evolution/proposer/reflect'],
	29: ['a rule that is too general', 'evolution/gates/benefit'],
	30: ['better by spending more', 'evolution/gates/benefit'],
	31: ['code that forges what its tests say', 'evolution/gates/code', 'evolution/drafts/draft'],
	32: ['a check that always passes', 'evolution/attacks/foreign-experience'],
	33: ['replays that reach outside', 'evolution/replays/model-replays', 'evolution/replays/decision-recorder', 'commands/run-task'],
	34: ['replays off the recorded path', 'evolution/gates/benefit'],
	35: [
		'a provider that counts nothing or never ends',
		'evolution/gates/benefit',
		'evolution/proposer/propose',
		'evolution/replays/model-replays',
		'commands/run-task',
	],
	36: ['several processes at once', 'evolution/store/crash'],
	37: ['a lock of the dead and of those who slept', 'evolution/store/crash'],
	38: ['kill and full disks at every step', 'evolution/store/crash'],
	39: ['a rollback that is interrupted or lacks its index', 'evolution/store/crash', 'evolution/store/store'],
	40: ['rolling back the first of all', 'evolution/store/store'],
	41: ['HEAD set back by hand', 'evolution/store/tamper', 'evolution/store/store'],
	42: ['a change from outside in the middle of one', 'evolution/store/tamper'],
	43: ['a log that was edited', 'evolution/store/tamper'],
	44: ['other bytes than those that were reviewed', 'evolution/engine/engine', 'evolution/gates/checks'],
	45: ['who answers in the name of the user', 'cli/evolution'],
	46: ['what one project knows of another', 'evolution/attacks/foreign-experience', 'session/notes/memory', 'evolution/miner/recordings'],
	47: ['knowing the arm', 'evolution/engine/engine'],
	48: ['a trial that goes wrong', 'evolution/engine/engine'],
	49: ['another model', 'evolution/engine/engine'],
	50: ['twenty harmless steps', 'evolution/gates/code', 'evolution/gates/probes'],
	51: ['the language of the index', 'evolution/attacks/memory', 'session/notes/search'],
	52: ['a hostile endpoint for vectors', 'evolution/attacks/memory'],
	53: ['an export or skill of strangers', 'evolution/attacks/foreign-experience'],
	54: ['erasing', 'evolution/store/store', 'evolution/replays/model-replays'],
	55: ['the size and the bytes of the prompt', 'evolution/engine/engine', 'evolution/gates/checks'],
	56: ['random histories', 'evolution/store/interleavings'],
};

/** Titles by file, and the numbers with which they begin. */
const found = new Map(
	readdirSync(root, {recursive: true, encoding: 'utf8'})
		.filter(name => name.endsWith('.test.ts') && !name.startsWith('attacks'))
		.map(name => [name.replace(/\.test\.ts$/, ''), numbersIn(readFileSync(join(root, name), 'utf8'))]),
);

function numbersIn(source: string): ReadonlySet<number> {
	const titles = [
		...source.matchAll(/(?:^(?:test|describe)(?:\.each\([^\n]*\))?\(|^\]?\)\(|^\s+test\()\s*'(?:attacks? )?(\d+(?:(?:, | and )\d+)*): /gm),
	];
	return new Set(titles.flatMap(([, numbers = '']) => numbers.split(/, | and /).map(Number)));
}

test('there are 56, and each is named', () => {
	expect(Object.keys(attacks).map(Number)).toEqual(Array.from({length: 56}, (_, index) => index + 1));
});

const listed = Object.entries(attacks).map(([number, [what, ...files]]) => ({number: Number(number), what, files}));

test.each(listed)('$number, $what, stands in the titles of its tests', ({number, files}) => {
	expect(files.length).toBeGreaterThan(0);
	expect(files.filter(file => !found.get(file)?.has(number))).toEqual([]);
});
