/**
The commands and their flags as plain data. Help, completion, suggestions and the
parser read this one table, so that none of them can say something that another does not.
*/

export interface OptionSpec {
	readonly name: string;
	readonly type: 'boolean' | 'string';
	readonly short?: string;
	/** May be given more than once. */
	readonly multiple?: boolean;
	/** May be given without a value, which then is the empty text. */
	readonly optional?: boolean;
	/** Stands for the value in help, for example `DIR`. */
	readonly value?: string;
	/** The only values there are. */
	readonly choices?: readonly string[];
	readonly help: string;
}

export interface CommandSpec {
	readonly name: CommandName;
	readonly summary: string;
	/** As help shows them, for example `DIR_OR_NAME [JSON]`. */
	readonly arguments: string;
	readonly minArguments: number;
	readonly maxArguments: number;
	/** What the first argument completes to. */
	readonly completes?: 'folder' | 'file' | readonly string[];
	readonly options: readonly OptionSpec[];
	readonly example: string;
	/** Flags that the documentation names and this version does not have. */
	readonly later?: readonly string[];
}

export type CommandName =
	| 'quickstart'
	| 'chat'
	| 'run'
	| 'scan'
	| 'audit'
	| 'list'
	| 'show'
	| 'verify'
	| 'init'
	| 'add'
	| 'update'
	| 'remove'
	| 'reindex'
	| 'clean-env'
	| 'approve'
	| 'evolution'
	| 'sessions'
	| 'arena'
	| 'memory'
	| 'config'
	| 'doctor'
	| 'completion'
	| 'help';

const flag = (name: string, help: string, short?: string): OptionSpec => ({name, type: 'boolean', help, ...(short ? {short} : {})});
const text = (name: string, value: string, help: string): OptionSpec => ({name, type: 'string', value, help});
const list = (name: string, value: string, help: string): OptionSpec => ({...text(name, value, help), multiple: true});
const oneOf = (name: string, choices: readonly string[], help: string): OptionSpec => ({
	...text(name, choices.join('|'), help),
	choices,
});

export const globalOptions: readonly OptionSpec[] = [
	text('project', 'DIR', 'Work on this project folder instead of the current one'),
	flag('json', 'Print one JSON document on stdout'),
	flag('quiet', 'No progress and no remarks', 'q'),
	flag('verbose', 'Say more, and show where an error came from', 'v'),
	flag('no-color', 'No colours'),
	flag('version', 'Print the version', 'V'),
	flag('help', 'Print help, also for one command', 'h'),
];

const approve = oneOf('approve', ['none', 'clean', 'confirm'], 'The worst verdict accepted without asking (default none)');
const level = oneOf('level', ['1', '2', '3'], 'Sandbox level: 3 strict (default), 2 without the confirm question, 1 none');

const chatOptions: readonly OptionSpec[] = [
	text('message', 'TEXT', 'Answer this once and leave; - reads it from stdin'),
	oneOf('output-format', ['text', 'json', 'stream-json'], 'How the answer is printed (--json is json)'),
	approve,
	list('allow', 'WHAT', 'Answer tool questions: write, bash, net:HOST, mcp:SERVER'),
	flag('read-only', 'No tool that writes; bash and skills may only read the project'),
	list('skills', 'DIR', 'Look for skills here too'),
	text('session', 'NAME', 'Continue or start the session of this name'),
	{...text('resume', '[ID]', 'Go on with this session, or choose one; its first letters do'), optional: true},
	text('model', 'PROVIDER:NAME', 'The model to use'),
	text('base-url', 'URL', 'An OpenAI-compatible endpoint'),
	level,
	text('max-steps', 'N', 'Model calls a turn (default 50)'),
	text('max-tokens', 'N', 'Tokens the model may answer with'),
	flag('plan', 'Begin every request with a list of tasks (default: the model decides)'),
	flag('no-plan', 'Keep no list of tasks'),
	flag('no-memory', 'Neither recall notes nor keep any'),
	flag('no-evolution', 'Neither record how turns went nor use what was learnt from that'),
	flag('trust', 'Trust this project folder from now on'),
	flag('inline', 'Chat below the prompt instead of on a screen of its own'),
	text('theme', 'NAME', 'Colours: dark, light, high-contrast, colour-blind, 16-colour, mono'),
];

export const commands: readonly CommandSpec[] = [
	{
		name: 'quickstart',
		summary: 'Find a model, make the skills ready and chat',
		arguments: '',
		minArguments: 0,
		maxArguments: 0,
		options: chatOptions,
		example: "skilllite quickstart --message 'what is 15 * 27?'",
	},
	{
		name: 'chat',
		summary: 'Talk to the agent, or let it answer once',
		arguments: '',
		minArguments: 0,
		maxArguments: 0,
		options: chatOptions,
		example: "skilllite chat --message 'what is 15 * 27?'",
	},
	{
		name: 'run',
		summary: 'Run one skill in the sandbox',
		arguments: 'DIR_OR_NAME [JSON]',
		minArguments: 1,
		maxArguments: 2,
		completes: 'folder',
		options: [
			text('script', 'PATH', 'Run this script of the skill instead of its entry'),
			list('args', 'VALUE', "An argument of the script; all that follows '--' are arguments too"),
			level,
			text('timeout', 'TIME', 'Wall time, for example 90s'),
			text('memory', 'SIZE', 'Memory, for example 512MB'),
			list('allow-net', 'HOST[:PORT]', 'Let it reach this host, for this run'),
			list('allow-read', 'PATH', 'Let it read this path of the project, for this run'),
			list('allow-write', 'PATH', 'Let it write this path of the project, for this run'),
			list('env', 'NAME', 'Pass on this environment variable, for this run'),
			flag('observe', 'Write every file, program and address it tries into the audit log'),
			flag('yes', 'Accept a confirm verdict without asking; never a blocked one', 'y'),
			approve,
		],
		example: 'skilllite run calculator \'{"operation": "multiply", "a": 15, "b": 27}\'',
		later: ['override-blocked'],
	},
	{
		name: 'scan',
		summary: 'Scan a skill, a folder of skills or one file',
		arguments: 'PATH',
		minArguments: 1,
		maxArguments: 1,
		completes: 'file',
		options: [
			oneOf('format', ['text', 'json', 'sarif', 'html'], 'How findings are printed (--json is json)'),
			oneOf('fail-on', ['low', 'medium', 'high', 'critical'], 'Exit 4 from this severity on (default high)'),
			flag('llm', 'Let the configured model look too: it adds findings and may clear a confirm'),
			flag('offline', 'Ask no model and no network, whatever else is given'),
			flag('runtime', 'Run it too, on samples and with nothing at stake, and say what it does'),
			text('input', 'JSON', 'The sample for --runtime, instead of the examples in SKILL.md; - is stdin'),
			text('rules', 'DIR', 'Apply the rules in the YAML files of this folder too'),
			text('baseline', 'FILE', 'Accept what this file suppresses too, beside your own baseline'),
			text('suppress', 'ID[:FILE[:LINE]]', 'Accept this finding from now on; needs --reason and --expires'),
			text('reason', 'TEXT', 'Why the finding is accepted'),
			text('expires', 'TIME', 'Until when, for example 90d or 2027-02-19; at most a year'),
		],
		example: 'skilllite scan .skills --fail-on high',
	},
	{
		name: 'audit',
		summary: 'Look up the packages that skills want, or read the audit log',
		arguments: '[log | URL_OR_FILE]',
		minArguments: 0,
		maxArguments: 1,
		completes: ['log'],
		options: [
			flag('update', 'Refresh the local advisory database, from URL_OR_FILE where one is named'),
			flag('sbom', 'Print a bill of materials (CycloneDX 1.6) instead'),
			flag('offline', 'Ask only the local database'),
			list('skills', 'DIR', 'Look for skills here too'),
			text('since', 'TIME', 'With log: entries from this date on, or of the last 7d, 12h, 30m'),
			flag('verify', 'With log: check that nothing was changed, exit 4 otherwise'),
		],
		example: 'skilllite audit --update',
	},
	{
		name: 'list',
		summary: 'List the skills of this project',
		arguments: '',
		minArguments: 0,
		maxArguments: 0,
		options: [list('skills', 'DIR', 'Look for skills here too')],
		example: 'skilllite list',
	},
	{
		name: 'show',
		summary: 'Show one skill: schema, files, permissions, findings',
		arguments: 'NAME',
		minArguments: 1,
		maxArguments: 1,
		completes: 'folder',
		options: [list('skills', 'DIR', 'Look for skills here too')],
		example: 'skilllite show calculator',
	},
	{
		name: 'verify',
		summary: 'Compare installed skills with the lock',
		arguments: '[NAME]',
		minArguments: 0,
		maxArguments: 1,
		options: [],
		example: 'skilllite verify',
	},
	{
		name: 'init',
		summary: 'Set up a project: skills, settings, an example .env',
		arguments: '',
		minArguments: 0,
		maxArguments: 0,
		options: [flag('bare', 'Without the bundled skills'), flag('full', 'Write the long .env.example')],
		example: 'skilllite init --project my-site',
	},
	{
		name: 'add',
		summary: 'Fetch, scan and install skills',
		arguments: 'SOURCE',
		minArguments: 1,
		maxArguments: 1,
		completes: 'file',
		options: [
			flag('list', 'Only list what the source holds'),
			flag('replace', 'Put it in place of an installed skill of its name'),
			flag('yes', 'Accept a confirm verdict without asking; never a blocked one', 'y'),
			approve,
			flag('override-blocked', 'Ask for the name of a blocked skill, and install it all the same'),
			flag('no-llm', 'Let the configured model not look at it, only the rules'),
		],
		example: 'skilllite add owner/repo@skill',
	},
	{
		name: 'update',
		summary: 'Fetch installed skills again and show what changed',
		arguments: '[NAME]',
		minArguments: 0,
		maxArguments: 1,
		options: [
			flag('dry-run', 'Only show what would change'),
			flag('replace', 'Also where the installed files were changed here'),
			flag('yes', 'Accept a confirm verdict without asking; never a blocked one', 'y'),
			approve,
			flag('override-blocked', 'Ask for the name of a blocked skill, and install it all the same'),
			flag('no-llm', 'Let the configured model not look at it, only the rules'),
		],
		example: 'skilllite update',
	},
	{
		name: 'remove',
		summary: 'Remove an installed skill and its lock entry',
		arguments: 'NAME',
		minArguments: 1,
		maxArguments: 1,
		options: [flag('yes', 'Do not ask', 'y')],
		example: 'skilllite remove csv-tools',
	},
	{
		name: 'reindex',
		summary: 'Scan all skills anew; never changes locks',
		arguments: '',
		minArguments: 0,
		maxArguments: 0,
		options: [],
		example: 'skilllite reindex',
	},
	{
		name: 'clean-env',
		summary: 'Remove cached environments and snapshots',
		arguments: '',
		minArguments: 0,
		maxArguments: 0,
		options: [
			flag('dry-run', 'Only list them'),
			flag('yes', 'Do not ask', 'y'),
			text('older-than', 'TIME', 'Only those not used for so long, for example 30d'),
		],
		example: 'skilllite clean-env --older-than 30d',
	},
	{
		name: 'approve',
		summary: 'Answer a consent that a program could not ask for',
		arguments: 'SCAN_ID',
		minArguments: 1,
		maxArguments: 1,
		options: [],
		example: 'skilllite approve 7c1f0a52',
	},
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
	{
		name: 'config',
		summary: 'Show and change your own settings',
		arguments: '[list | path | get KEY | set KEY VALUE]',
		minArguments: 0,
		maxArguments: 3,
		completes: ['list', 'path', 'get', 'set'],
		options: [],
		example: 'skilllite config set model deepseek:deepseek-chat',
	},
	{
		name: 'doctor',
		summary: 'Check this machine and say what to do',
		arguments: '',
		minArguments: 0,
		maxArguments: 0,
		options: [],
		example: 'skilllite doctor',
	},
	{
		name: 'completion',
		summary: 'Print a completion script for a shell',
		arguments: 'bash|zsh|fish',
		minArguments: 1,
		maxArguments: 1,
		completes: ['bash', 'zsh', 'fish'],
		options: [],
		example: 'skilllite completion bash > ~/.local/share/bash-completion/completions/skilllite',
	},
	{
		name: 'help',
		summary: 'Print help, also for one command',
		arguments: '[COMMAND]',
		minArguments: 0,
		maxArguments: 1,
		options: [],
		example: 'skilllite help run',
	},
];

/** Commands of the documentation that this version does not have. */
export const laterCommands: readonly string[] = ['init-claude', 'init-cursor', 'init-opencode', 'mcp', 'serve', 'themes'];
