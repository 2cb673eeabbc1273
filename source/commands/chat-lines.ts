/** `skilllite chat` on plain lines: one answer, or a conversation where the terminal holds no screen. */

import {createLatePool} from '../../sandbox/index.ts';
import {oneAtATime} from '../core/one-at-a-time.ts';
import {startLine} from '../core/progress.ts';
import {isCi} from '../core/terminal.ts';
import type {Settings} from '../core/settings.ts';
import {createPrinter, exitCodeOfTurn, type OutputFormat, printTurn} from './chat-once.ts';
import type {CommandContext} from './command.ts';
import {type Introduce, startAgent} from './start-agent.ts';
import {createTerminalConsent} from './terminal-consent.ts';
import {createTerminalSecret} from './terminal-secret.ts';
import {createTerminalQuestions} from './terminal-questions.ts';

export interface LineTalk {
	readonly settings: Settings;
	readonly level: 1 | 2 | 3;
	/** What is said before the first answer. */
	readonly introduce: Introduce;
	readonly isFirstRun: boolean;
	/** Answer this and leave; undefined for a conversation. */
	readonly message: string | undefined;
	readonly format: OutputFormat;
}

/** Chat on lines; gives the exit code. */
export async function chatOnLines(
	{flags, project, output, interrupts}: Omit<CommandContext, 'positionals' | 'rest'>,
	{settings, level, introduce, isFirstRun, message, format}: LineTalk,
): Promise<number> {
	const labelled = settings.screenReader;
	const printer = createPrinter(format, output, {
		level,
		live: message === undefined || Boolean(process.stdout.isTTY),
		labelled,
	});
	const terminal = {style: output.style, onInterrupt: interrupts.interrupt, isNumbered: labelled};
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
		...(message === undefined && !isCi() ? {askSecret: createTerminalSecret(output), isFirstRun} : {}),
		warn: output.warn,
		...(message === undefined ? {notice: output.note} : {}),
		signal: interrupts.signal,
	});
	try {
		(await introduce(started)).forEach(output.note);
		if (message !== undefined) {
			const turn = await printTurn(started.agent.send(message, {signal: interrupts.signal}), printer);
			return exitCodeOfTurn(turn, started.model.offline);
		}

		const [{chatLoop}, {createSkillCommands}, {conversationCommands, describedSkills}] = await Promise.all([
			import('./chat-loop.ts'),
			import('./slash-commands.ts'),
			import('./conversation-commands.ts'),
		]);
		const code = await chatLoop({
			agent: started.agent,
			shell: started.shell,
			commands: conversationCommands(started, project),
			hidden: () => createSkillCommands(describedSkills(started)),
			printer,
			output,
			interrupts,
			progress: labelled ? startLine : output.progress,
			prompt: labelled ? 'You: ' : output.style.bold('› '),
		});
		if (started.agent.said().length > 0) {
			output.note(output.style.dim(`Go on with: skilllite chat --resume ${started.agent.session.id}`));
		}

		return code;
	} finally {
		started.close();
		await pool?.close();
	}
}
