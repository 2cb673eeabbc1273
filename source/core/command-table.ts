/**
The commands and their flags as plain data. Help, completion, suggestions and the
parser read this one table, so that none of them can say something that another does not.
*/

import {chatCommands} from './chat-commands.ts';
import {type CommandSpec, flag, type OptionSpec, text} from './command-spec.ts';
import {memoryCommands} from './memory-commands.ts';
import {programCommands} from './program-commands.ts';
import {skillCommands} from './skill-commands.ts';

export const globalOptions: readonly OptionSpec[] = [
	text('project', 'DIR', 'Work on this project folder instead of the current one'),
	flag('json', 'Print one JSON document on stdout'),
	flag('quiet', 'No progress and no remarks', 'q'),
	flag('verbose', 'Say more, and show where an error came from', 'v'),
	flag('no-color', 'No colours'),
	flag('version', 'Print the version', 'V'),
	flag('help', 'Print help, also for one command', 'h'),
];

/** In the order of help. */
export const commands: readonly CommandSpec[] = [...chatCommands, ...skillCommands, ...memoryCommands, ...programCommands];

/** Commands of the documentation that this version does not have. */
export const laterCommands: readonly string[] = ['init-claude', 'init-cursor', 'init-opencode', 'mcp', 'serve', 'themes'];
