/** `skilllite chat`: one answer with `--message`, else a conversation. */

import {exitCodeOf, toSkillLiteError, UsageError} from '../../sandbox/index.ts';
import type {ChatResult, ErrorBody} from '../core/events.ts';
import {loadSettings} from '../core/settings.ts';
import {preferSmallHeap} from '../core/small-heap.ts';
import {canShowScreen, isInteractive} from '../core/terminal.ts';
import {isTrusted, trustFolder} from '../core/trust.ts';
import {formatByFlags, type OutputFormat, readMessage} from './chat-once.ts';
import type {CommandContext} from './command.ts';
import {chooseLevel} from './sandbox-level.ts';
import type {Introduce, StartedAgent} from './start-agent.ts';

export function chat(context: CommandContext): Promise<number> {
	return converse(context, header);
}

/** Start the agent and talk; `introduce` says what was found. It speaks before a conversation, and before one answer only on a first run. */
export async function converse(
	{flags, project, output, interrupts}: CommandContext,
	introduce: Introduce,
	isFirstRun = false,
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
			{message, format, introduce: message === undefined || isFirstRun ? introduce : () => [], isFirstRun},
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
	readonly introduce: Introduce;
	readonly isFirstRun: boolean;
}

async function talk(
	{flags, project, output, interrupts}: Omit<CommandContext, 'positionals' | 'rest'>,
	{message, format, introduce, isFirstRun}: Talk,
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
		await offerTrust(project, output, interrupts, settings.screenReader);
	}

	const level = await chooseLevel(flags, settings, output);
	const place = {flags, project, output, interrupts};
	if (message === undefined && !settings.screenReader && canShowScreen()) {
		const {chatOnScreen} = await import('./chat-screen.ts');
		return chatOnScreen(place, {settings, level, introduce, isFirstRun});
	}

	const {chatOnLines} = await import('./chat-lines.ts');
	return chatOnLines(place, {settings, level, introduce, isFirstRun, message, format});
}

/** The result of a turn that never began. */
function failedResult(session: string, error: ErrorBody): ChatResult {
	const usage = {inputTokens: 0, outputTokens: 0, cost: null};
	const ended = error.code === 'interrupted' ? 'interrupted' : 'error';
	return {type: 'result', v: 1, ok: false, text: '', session, model: '', steps: 0, tools: [], refused: [], usage, ended, error};
}

function header({agent, model, modelSource, skills}: StartedAgent): readonly string[] {
	const what = model.offline
		? 'offline planner: runs skills, does not converse'
		: `${model.name} from ${modelSource?.replace(/ \(.*\)$/, '')}`;
	const resumed = agent.said().length;
	return [
		`${what} · ${skills.length} skills`,
		...(resumed > 0 ? [`going on with ${agent.session.id}, ${resumed} ${resumed === 1 ? 'message' : 'messages'}`] : []),
		'/help says what there is; Ctrl+D leaves',
	];
}
