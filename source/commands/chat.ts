/** `skilllite chat`: one answer with `--message`, else a conversation. */

import {createLatePool, exitCodeOf, toSkillLiteError, UsageError} from '../../sandbox/index.ts';
import type {ChatResult, ErrorBody} from '../core/events.ts';
import {loadSettings} from '../core/settings.ts';
import {preferSmallHeap} from '../core/small-heap.ts';
import {oneAtATime} from '../core/one-at-a-time.ts';
import {isInteractive} from '../core/terminal.ts';
import {isTrusted, trustFolder} from '../core/trust.ts';
import {createPrinter, exitCodeOfTurn, formatByFlags, type OutputFormat, printTurn, readMessage} from './chat-once.ts';
import type {CommandContext} from './command.ts';
import {chooseLevel} from './sandbox-level.ts';
import {type StartedAgent, startAgent} from './start-agent.ts';
import {createTerminalConsent} from './terminal-consent.ts';
import {createTerminalQuestions} from './terminal-questions.ts';

export function chat(context: CommandContext): Promise<number> {
	return converse(context, started => header(started).forEach(context.output.note));
}

/** Start the agent and talk; `introduce` says what was found. It speaks before a conversation, and before one answer only if `always`. */
export async function converse(
	{flags, project, output, interrupts}: CommandContext,
	introduce: (started: StartedAgent) => void,
	always = false,
): Promise<number> {
	const format = formatByFlags(flags);
	try {
		const message = await readMessage(flags, interrupts.signal);
		if (message === undefined && !isInteractive()) {
			throw new UsageError('Cannot chat: this is not a terminal.', {hint: 'Ask once with --message TEXT, or --message - for stdin.'});
		}

		if (message === undefined && format !== 'text') {
			throw new UsageError(`Cannot chat at a terminal in ${format}.`, {hint: 'Add --message TEXT.'});
		}

		return await talk(
			{flags, project, output, interrupts},
			{message, format, introduce: message === undefined || always ? introduce : () => {}},
		);
	} catch (thrown) {
		const error = toSkillLiteError(thrown);
		if (format === 'text') {
			throw error;
		}

		// Programs that read this stream wait for its one last line.
		const {code, message: sentence, hint} = error;
		const result = failedResult(flags.text('session') ?? '', {code, message: sentence, hint});
		if (format === 'json') {
			output.document(result);
		} else {
			output.line(result);
		}

		return interrupts.exitCode() ?? exitCodeOf(code);
	}
}

interface Talk {
	readonly message: string | undefined;
	readonly format: OutputFormat;
	readonly introduce: (started: StartedAgent) => void;
}

async function talk(
	{flags, project, output, interrupts}: Omit<CommandContext, 'positionals' | 'rest'>,
	{message, format, introduce}: Talk,
): Promise<number> {
	if (message === undefined) {
		preferSmallHeap();
	}

	const settings = loadSettings(project);
	settings.warnings.forEach(output.warn);
	if (flags.has('trust')) {
		trustFolder(project.folder);
	} else if (message === undefined && !project.isHome && !isTrusted(project.folder)) {
		const {offerTrust} = await import('./offer-trust.ts');
		await offerTrust(project, output, interrupts);
	}

	const level = await chooseLevel(flags, settings, output);
	const printer = createPrinter(format, output, level, message === undefined || Boolean(process.stdout.isTTY));
	const terminal = {style: output.style, onInterrupt: interrupts.interrupt};
	const [consent, questions] = [createTerminalConsent(terminal), createTerminalQuestions(terminal)];
	const quietly = <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
		printer.settle();
		return ask();
	};
	// One answer is over before a second run of a skill could gain by it.
	const pool = message === undefined ? createLatePool() : undefined;
	const started = await startAgent({
		flags,
		project,
		settings,
		level,
		...oneAtATime(
			{ask: (question, signal) => quietly(() => consent.ask(question, signal))},
			{
				permit: (question, signal) => quietly(() => questions.permit(question, signal)),
				choose: (question, signal) => quietly(() => questions.choose(question, signal)),
			},
		),
		runner: pool?.run,
		warn: output.warn,
		signal: interrupts.signal,
	});
	try {
		introduce(started);
		if (message !== undefined) {
			const turn = await printTurn(started.agent.send(message, {signal: interrupts.signal}), printer);
			return exitCodeOfTurn(turn, started.model.offline);
		}

		const [{chatLoop}, {createSlashCommands, createSkillCommands}, {createToolCommands}, {createMemoryCommands, createSignalCommands}] =
			await Promise.all([
				import('./chat-loop.ts'),
				import('./slash-commands.ts'),
				import('./tool-commands.ts'),
				import('./memory-commands.ts'),
			]);
		const {agent, tools, skills, openModel, memory, recorder} = started;
		const described = skills.map(({name, manifest}) => ({name, description: manifest?.description ?? ''}));
		const code = await chatLoop({
			agent,
			commands: [
				...createToolCommands(tools),
				...createSlashCommands({agent, project, skills: described, openModel}),
				...(memory ? createMemoryCommands(memory, recorder) : []),
				...createSignalCommands(recorder),
			],
			hidden: createSkillCommands(described),
			printer,
			output,
			interrupts,
		});
		if (agent.said().length > 0) {
			output.note(output.style.dim(`Go on with: skilllite chat --resume ${agent.session.id}`));
		}

		return code;
	} finally {
		started.tools.close();
		started.agent.close();
		started.memory?.close();
		await pool?.close();
	}
}

/** The result of a turn that never began. */
function failedResult(session: string, error: ErrorBody): ChatResult {
	const usage = {inputTokens: 0, outputTokens: 0, cost: null};
	const ended = error.code === 'interrupted' ? 'interrupted' : 'error';
	return {type: 'result', v: 1, ok: false, text: '', session, model: '', steps: 0, tools: [], refused: [], usage, ended, error};
}

function header({agent, model, modelSource, skills}: StartedAgent): readonly string[] {
	const what = model.offline ? 'offline planner: runs skills, does not converse' : `${model.name} from ${modelSource}`;
	const resumed = agent.said().length;
	return [
		`${what} · ${skills.length} skills`,
		...(resumed > 0 ? [`going on with ${agent.session.id}, ${resumed} ${resumed === 1 ? 'message' : 'messages'}`] : []),
		'/help says what there is; Ctrl+D leaves',
	];
}
