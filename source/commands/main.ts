/** From the command line to one command and its exit code. */

import {exitCodeOf, toSkillLiteError, UsageError} from '../../sandbox/index.ts';
import type {CommandName} from '../core/command-spec.ts';
import {commands} from '../core/command-table.ts';
import {type Invocation, parseArguments, wantsJson} from '../core/parse-arguments.ts';
import {findProject} from '../core/paths.ts';
import {isInteractive} from '../core/terminal.ts';
import type {Execute} from './command.ts';
import {commandHelp, overview} from './help.ts';
import {type Interrupts, listenForInterrupts} from './interrupts.ts';
import {createOutput, type Output, printError} from './output.ts';

/** Each command in its own chunk: a command pays for what it needs. */
const executes: Record<Exclude<CommandName, 'help'>, () => Promise<Execute>> = {
	quickstart: async () => (await import('./quickstart.ts')).quickstart,
	chat: async () => (await import('./chat.ts')).chat,
	run: async () => (await import('./run.ts')).run,
	scan: async () => (await import('./scan.ts')).scan,
	audit: async () => (await import('./audit.ts')).audit,
	list: async () => (await import('./list.ts')).list,
	show: async () => (await import('./show.ts')).show,
	verify: async () => (await import('./verify.ts')).verify,
	init: async () => (await import('./init.ts')).init,
	add: async () => (await import('./add.ts')).add,
	update: async () => (await import('./update.ts')).update,
	remove: async () => (await import('./remove.ts')).remove,
	reindex: async () => (await import('./reindex.ts')).reindex,
	'clean-env': async () => (await import('./clean-env.ts')).cleanEnv,
	evolution: async () => (await import('./evolution.ts')).evolution,
	approve: async () => (await import('./approve.ts')).approve,
	sessions: async () => (await import('./sessions.ts')).sessions,
	arena: async () => (await import('./arena.ts')).arena,
	memory: async () => (await import('./memory.ts')).memory,
	config: async () => (await import('./config.ts')).config,
	doctor: async () => (await import('./doctor.ts')).doctor,
	completion: async () => (await import('./completion.ts')).completion,
};

/** Run the program and leave it with the exit code of the command-line contract. */
export async function main(argv: readonly string[], version: string): Promise<void> {
	leaveQuietlyWhenNobodyReads();
	const interrupts = listenForInterrupts();
	const code = await outcome(argv, version, interrupts);
	process.exitCode = interrupts.exitCode() ?? code;
	await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
	// A write that failed says so one round later.
	await new Promise(setImmediate);
	// Handles that a library left open must not keep the program: what was written is out, so it is done.
	process.exit();
}

async function outcome(argv: readonly string[], version: string, interrupts: Interrupts): Promise<number> {
	let output = createOutput({
		json: wantsJson(argv),
		quiet: false,
		verbose: argv.includes('--verbose'),
		noColor: argv.includes('--no-color'),
	});
	try {
		const invocation = parseArguments(argv);
		const {flags} = invocation;
		output = createOutput({
			json: wantsJson(argv),
			quiet: flags.has('quiet'),
			verbose: flags.has('verbose'),
			noColor: flags.has('no-color'),
		});
		if (flags.has('version')) {
			output.data(`skilllite ${version}\n`);
			return 0;
		}

		return await perform(invocation, output, interrupts);
	} catch (thrown) {
		const error = toSkillLiteError(thrown);
		if (interrupts.exitCode() === null) {
			printError(error, output);
		}

		return exitCodeOf(error.code);
	}
}

async function perform(invocation: Invocation, output: Output, interrupts: Interrupts): Promise<number> {
	const {flags, positionals, rest} = invocation;
	const name = invocation.command?.name;
	if (flags.has('help')) {
		output.data(invocation.command && name !== 'help' ? commandHelp(invocation.command) : overview());
		return 0;
	}

	if (name === 'help') {
		output.data(helpFor(positionals[0]));
		return 0;
	}

	if (name === undefined && !isInteractive()) {
		throw new UsageError('No command was given.', {hint: 'See what there is with skilllite --help.'});
	}

	const folder = flags.text('project');
	if (name === 'init' && folder !== undefined) {
		const {makeProjectFolder} = await import('./init.ts');
		makeProjectFolder(folder);
	}

	// Started bare at a terminal, the program does the one thing it is for.
	const execute = await executes[name ?? 'quickstart']();
	const known = name === undefined ? parseArguments(['quickstart', ...bareFlags(invocation)]).flags : flags;
	return execute({flags: known, positionals, rest, project: findProject(folder), output, interrupts});
}

function bareFlags({flags}: Invocation): readonly string[] {
	const project = flags.text('project');
	return project === undefined ? [] : [`--project=${project}`];
}

function helpFor(name: string | undefined): string {
	if (name === undefined) {
		return overview();
	}

	const command = commands.find(command => command.name === name) ?? parseArguments([name]).command;
	return command ? commandHelp(command) : overview();
}

/** `skilllite … | head`: the reader has enough, which is no error of ours. */
function leaveQuietlyWhenNobodyReads(): void {
	for (const stream of [process.stdout, process.stderr]) {
		stream.on('error', error => {
			const isClosed = 'code' in error && error.code === 'EPIPE';
			if (!isClosed && stream === process.stdout) {
				process.stderr.write(`Cannot write the result: ${error.message}.\n`);
			}

			process.exit(isClosed ? 0 : 1);
		});
	}
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
	return new Promise(resolve => {
		if (stream.writableLength === 0 || stream.destroyed) {
			resolve();
		} else {
			stream.write('', () => resolve());
		}
	});
}
