/** Completion scripts, made from the command table. */

import {UsageError} from '../../sandbox/index.ts';
import type {CommandSpec, OptionSpec} from '../core/command-spec.ts';
import {commands, globalOptions} from '../core/command-table.ts';
import type {CommandContext} from './command.ts';

const shells = {bash, zsh, fish} as const;

export async function completion({positionals, output}: CommandContext): Promise<number> {
	const shell = positionals[0] ?? '';
	if (shell !== 'bash' && shell !== 'zsh' && shell !== 'fish') {
		throw new UsageError(`There is no completion for ${JSON.stringify(shell)}.`, {hint: 'Write bash, zsh or fish.'});
	}

	output.data(shells[shell]());
	return 0;
}

function optionsOf(command: CommandSpec): readonly OptionSpec[] {
	return [...command.options, ...globalOptions];
}

/** Names of all commands, or what the first argument of one can be; null stands for files or folders. */
function words({name, completes}: CommandSpec): readonly string[] | null {
	if (name === 'help') {
		return commands.map(command => command.name);
	}

	return typeof completes === 'string' ? null : (completes ?? []);
}

function bash(): string {
	const flags = commands.map(command => `\t\t${command.name}) flags=${quote(names(optionsOf(command)))};;`);
	const choices = distinctChoices().map(
		([flag, values]) => `\t\t--${flag}) COMPREPLY=($(compgen -W ${quote(values)} -- "$word")); return;;`,
	);
	const folders = valued('DIR').map(({name}) => `--${name}`);
	const first = commands.map(command => {
		const known = words(command);
		const action = known === null ? (command.completes === 'file' ? '-f' : '-d') : `-W ${quote(known.join(' '))}`;
		return `\t\t${command.name}) COMPREPLY=($(compgen ${action} -- "$word"));;`;
	});
	return `# Completion of skilllite for bash: source this file, or put it where bash-completion looks.
_skilllite() {
	local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command='' flags='' part
	for part in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		case "$part" in ${commands.map(({name}) => name).join('|')}) command="$part"; break;; esac
	done
	case "$before" in
${choices.join('\n')}
		${folders.join('|')}) COMPREPLY=($(compgen -d -- "$word")); return;;
	esac
	case "$command" in
${flags.join('\n')}
		*) flags=${quote(names(globalOptions))};;
	esac
	if [[ "$word" == -* ]]; then
		COMPREPLY=($(compgen -W "$flags" -- "$word"))
		return
	fi
	case "$command" in
		'') COMPREPLY=($(compgen -W ${quote(commands.map(({name}) => name).join(' '))} -- "$word"));;
${first.join('\n')}
	esac
}
complete -F _skilllite skilllite
`;
}

function zsh(): string {
	const list = commands.map(({name, summary}) => `\t\t${quote(`${name}:${summary}`)}`);
	const cases = commands.map(command => {
		const specs = [...optionsOf(command).map(zshOption), ...zshArgument(command)];
		return `\t\t${command.name})\n\t\t\t_arguments -s \\\n${specs.map(spec => `\t\t\t\t${spec}`).join(' \\\n')};;`;
	});
	return `#compdef skilllite
# Completion of skilllite for zsh: put this as _skilllite into a folder of $fpath.
_skilllite() {
	local -a commands=(
${list.join('\n')}
	)
	local state line
	_arguments -C ${globalOptions.map(zshOption).join(' ')} '1: :->command' '*:: :->arguments'
	case "$state" in
		command) _describe command commands;;
		arguments)
		case "$line[1]" in
${cases.join('\n')}
		esac;;
	esac
}
if [[ "$funcstack[1]" == _skilllite ]]; then _skilllite "$@"; else compdef _skilllite skilllite; fi
`;
}

function zshOption({name, value, choices, multiple, help}: OptionSpec): string {
	const text = help.replace(/[[\]:]/g, '\\$&');
	const action = choices ? `(${choices.join(' ')})` : value === 'DIR' ? '_files -/' : value?.endsWith('PATH') ? '_files' : '';
	return quote(`${multiple ? '*' : ''}--${name}[${text}]${value ? `:${value.replace(/[[\]:]/g, '\\$&')}:${action}` : ''}`);
}

function zshArgument(command: CommandSpec): readonly string[] {
	const known = words(command);
	if (known === null) {
		return [quote(`1:${command.completes ?? ''}:_files${command.completes === 'folder' ? ' -/' : ''}`)];
	}

	return known.length > 0 ? [quote(`1:value:(${known.join(' ')})`)] : [];
}

function fish(): string {
	const all = commands.map(({name}) => name).join(' ');
	const lines = [
		'# Completion of skilllite for fish: put this into ~/.config/fish/completions/skilllite.fish.',
		'complete -c skilllite -f',
	];
	for (const {name, summary} of commands) {
		lines.push(`complete -c skilllite -n '__fish_use_subcommand' -a ${name} -d ${quote(summary)}`);
	}

	lines.push(...globalOptions.map(option => fishOption(option, '')));
	for (const command of commands) {
		const when = `-n '__fish_seen_subcommand_from ${command.name}' `;
		lines.push(...command.options.map(option => fishOption(option, when)));
		const known = words(command);
		if (known === null) {
			lines.push(
				`complete -c skilllite ${when}-a '(${command.completes === 'file' ? '__fish_complete_path' : '__fish_complete_directories'})'`,
			);
		} else if (known.length > 0) {
			lines.push(`complete -c skilllite ${when}-a ${quote(command.name === 'help' ? all : known.join(' '))}`);
		}
	}

	return `${lines.join('\n')}\n`;
}

function fishOption({name, short, type, value, choices, help}: OptionSpec, when: string): string {
	const parts = [`complete -c skilllite ${when}-l ${name}`];
	if (short) {
		parts.push(`-s ${short}`);
	}

	if (choices) {
		parts.push(`-x -a ${quote(choices.join(' '))}`);
	} else if (type === 'string') {
		parts.push(value === 'DIR' ? "-x -a '(__fish_complete_directories)'" : '-r');
	}

	return `${parts.join(' ')} -d ${quote(help)}`;
}

function names(options: readonly OptionSpec[]): string {
	return options.map(({name}) => `--${name}`).join(' ');
}

function distinctChoices(): readonly (readonly [string, string])[] {
	const all = commands.flatMap(({options}) => options).filter(({choices}) => choices);
	return [...new Map(all.map(({name, choices}) => [name, (choices ?? []).join(' ')])).entries()];
}

function valued(value: string): readonly OptionSpec[] {
	const all = [...globalOptions, ...commands.flatMap(({options}) => options)].filter(option => option.value === value);
	return [...new Map(all.map(option => [option.name, option])).values()];
}

function quote(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}
