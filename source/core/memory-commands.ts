/** The commands about what is kept: what was learnt, conversations, notes. */

import {type CommandSpec, flag, oneOf, text} from './command-spec.ts';

export const memoryCommands: readonly CommandSpec[] = [
	{
		name: 'evolution',
		summary: 'What was learnt here, what waits for your answer, and the way back',
		arguments:
			'[status | run | log | show | explain | diff | confirm | reject | rollback | mode | disable | verify | export | erase | reset]',
		minArguments: 0,
		maxArguments: 3,
		completes: [
			'status',
			'run',
			'log',
			'show',
			'explain',
			'diff',
			'confirm',
			'reject',
			'rollback',
			'mode',
			'disable',
			'verify',
			'export',
			'erase',
			'reset',
		],
		options: [
			text('hash', 'HASH', 'With confirm: the hash of what you read'),
			text('since', 'TIME', 'With log: entries from this date on, or of the last 7d, 12h, 30m'),
			text('budget', 'TOKENS', 'With mode: what tests may take in a week without being asked for; none to be asked'),
			flag('dry-run', 'With run: say what would be tested and what it costs'),
			flag('yes', 'With erase and reset: do not ask', 'y'),
		],
		example: 'skilllite evolution status',
	},
	{
		name: 'sessions',
		summary: 'List, show, export or remove conversations',
		arguments: '[list | show ID | export ID | remove ID]',
		minArguments: 0,
		maxArguments: 2,
		completes: ['list', 'show', 'export', 'remove'],
		options: [
			oneOf('format', ['md', 'html', 'jsonl'], 'How export writes it (default md)'),
			flag('yes', 'Do not ask before removing', 'y'),
		],
		example: 'skilllite sessions export 20260131-094500-3f9a1c --format html > talk.html',
	},
	{
		name: 'arena',
		summary: 'Try the evolution engine in simulated worlds',
		arguments: '',
		minArguments: 0,
		maxArguments: 0,
		options: [
			text('world', 'W1..W8', 'The worlds, as W1, W1,W3 or W1..W5 (default W1)'),
			text('arms', 'NAMES', 'The arms, as frozen,ungated,full (default all but the ablations)'),
			text('seeds', 'N', 'Runs of each arm in each world (default 20)'),
			text('first-seed', 'N', 'The first of them (default 1001; lower ones were used to choose constants)'),
			text('tasks', 'N', 'Tasks of a run (default 1000)'),
			oneOf('speed', ['fast', 'real'], 'Simulated tasks (default), or turns of the agent with real files and sandboxes'),
			text('bring', 'FILE', 'Compare results of your own with a real model instead (JSON)'),
			text('out', 'DIR', 'Write arena.md, arena.json and arena.svg there'),
			flag('plain', 'A line of progress instead of the live view'),
		],
		example: 'skilllite arena --world W1,W3 --arms frozen,judge,full --seeds 50',
	},
	{
		name: 'memory',
		summary: 'List, search, add, forget or export the notes that the agent keeps',
		arguments: '[list | search WORDS | add TEXT | forget ID | export | status | bench]',
		minArguments: 0,
		maxArguments: 200,
		completes: ['list', 'search', 'add', 'forget', 'export', 'status', 'bench'],
		options: [
			flag('global', 'The notes that hold in every project'),
			oneOf('kind', ['preference', 'fact', 'decision', 'episode', 'pointer'], 'What add keeps (default fact)'),
		],
		example: "skilllite memory add 'The staging server is called heron.'",
	},
];
