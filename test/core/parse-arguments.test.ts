import {expect, test} from 'vitest';
import {commands, globalOptions, laterCommands} from '../../source/core/command-table.ts';
import {parseArguments, wantsJson} from '../../source/core/parse-arguments.ts';

test('reads global flags before and after the command', () => {
	const {command, flags, positionals} = parseArguments(['--project', 'x', 'run', 'calculator', '{}', '--json', '-q']);
	expect(command?.name).toBe('run');
	expect(positionals).toEqual(['calculator', '{}']);
	expect(flags.text('project')).toBe('x');
	expect([flags.has('json'), flags.has('quiet'), flags.has('verbose')]).toEqual([true, true, false]);
});

test('collects a flag that may be repeated, and lets the last of another win', () => {
	const {flags} = parseArguments(['run', 'x', '--allow-net', 'a.example', '--allow-net=b.example', '--timeout', '1s', '--timeout', '2s']);
	expect(flags.list('allow-net')).toEqual(['a.example', 'b.example']);
	expect(flags.text('timeout')).toBe('2s');
});

test('passes on what follows -- as it is', () => {
	const {positionals, rest} = parseArguments(['run', 'x', '--', '--level', '-y']);
	expect(positionals).toEqual(['x']);
	expect(rest).toEqual(['--level', '-y']);
});

test('takes a flag whose value may be left out with and without one', () => {
	const resume = (...argv: string[]) => parseArguments(['chat', ...argv]).flags;
	expect(resume().has('resume')).toBe(false);
	expect(resume('--resume').text('resume')).toBe('');
	expect(resume('--resume', '--json').text('resume')).toBe('');
	expect(resume('--resume', '--json').has('json')).toBe(true);
	expect(resume('--resume', 'abc', '--json').text('resume')).toBe('abc');
	expect(resume('--resume=abc').text('resume')).toBe('abc');
});

test('takes a lone dash as a value', () => {
	expect(parseArguments(['chat', '--message', '-']).flags.text('message')).toBe('-');
	expect(parseArguments(['run', 'x', '-']).positionals).toEqual(['x', '-']);
});

test.each([
	[['rnu'], 'There is no command "rnu".', 'Did you mean skilllite run?'],
	[['frobnicate'], 'There is no command "frobnicate".', 'See what there is with skilllite --help.'],
	[['evolution', 'status'], 'This version does not have the command "evolution" yet.', 'skilllite --help'],
	[['run', 'x', '--tiemout', '3'], 'There is no flag --tiemout of skilllite run.', 'Did you mean --timeout?'],
	[
		['run', 'x', '--override-blocked'],
		'This version does not have the flag --override-blocked of skilllite run yet.',
		'skilllite run --help',
	],
	[['run', 'x', '-z'], 'There is no flag -z of skilllite run.', 'skilllite run --help'],
	[['run', 'x', '--level', '5'], 'The flag --level cannot be "5".', '1, 2, 3'],
	[['run', 'x', '--timeout'], 'The flag --timeout needs a value.', '--timeout TIME'],
	[['run', 'x', '--timeout', '--json'], 'The flag --timeout needs a value.', '--timeout TIME'],
	[['run', 'x', '--yes=no'], 'The flag --yes takes no value.', 'Write --yes alone.'],
	[['run'], 'The command run needs DIR_OR_NAME [JSON].', 'For example: skilllite run'],
	[['list', 'x'], 'The command list does not take "x".', 'Usage: skilllite list'],
	[['list', '--', 'x'], 'The command list does not take "x".', 'Usage: skilllite list'],
	[['--projct', 'x'], 'There is no command "x".', 'help'],
])('says what is wrong with %j', (argv, message, hint) => {
	const thrown = errorOf(() => parseArguments(argv));
	expect(thrown).toMatchObject({code: 'usage', message});
	expect(thrown.hint).toContain(hint);
});

test('does not demand arguments of a command that is asked for its help', () => {
	expect(parseArguments(['run', '--help']).flags.has('help')).toBe(true);
});

test('finds the wish for JSON without parsing, and not behind --', () => {
	expect(wantsJson(['run', '--nonsense', '--json'])).toBe(true);
	expect(wantsJson(['chat', '--output-format', 'stream-json'])).toBe(true);
	expect(wantsJson(['chat', '--output-format=json'])).toBe(true);
	expect(wantsJson(['run', 'x', '--', '--json'])).toBe(false);
	expect(wantsJson(['scan', '.', '--format', 'sarif'])).toBe(false);
});

test('throws when our own code asks for a flag that the table does not have', () => {
	expect(() => parseArguments(['list']).flags.has('level')).toThrow('no flag --level');
});

test('has a table without collisions, in which every entry has a summary and an example of itself', () => {
	expect(new Set([...commands.map(({name}) => name), ...laterCommands]).size).toBe(commands.length + laterCommands.length);
	for (const command of commands) {
		const names = [...globalOptions, ...command.options].map(({name}) => name);
		expect(new Set(names).size).toBe(names.length);
		expect(command.summary).toMatch(/^[A-Z].*[^.]$/);
		expect(command.example).toMatch(new RegExp(`^skilllite ${command.name}\\b`));
	}
});

function errorOf(run: () => unknown): Error & {readonly code?: unknown; readonly hint?: string} {
	try {
		run();
	} catch (error) {
		if (error instanceof Error) {
			return error;
		}
	}

	throw new Error('Nothing was thrown.');
}
