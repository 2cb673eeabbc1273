/** The commands about the program itself. */

import type {CommandSpec} from './command-spec.ts';

export const programCommands: readonly CommandSpec[] = [
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
