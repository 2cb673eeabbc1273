/**
Chat on plain lines: a prompt, a turn, a prompt.

Lines are read only between turns: during a turn the terminal is in its ordinary mode, so that Ctrl+C
stops the turn, and what is typed meanwhile waits in the terminal for the next prompt.
*/

import {createInterface} from 'node:readline';
import {toDisplay, toSkillLiteError} from '../../sandbox/index.ts';
import type {Agent} from '../agent/agent.ts';
import type {StartProgress} from '../core/progress.ts';
import {readSlash, runSlash, type SlashCommand, type SlashOutcome} from '../core/slash-command.ts';
import {printTurn} from './chat-once.ts';
import type {StartedAgent} from './start-agent.ts';
import type {Interrupts} from './interrupts.ts';
import {type Output, printError} from './output.ts';
import {helpCommand} from './slash-commands.ts';
import type {TurnPrinter} from './turn-printer.ts';

export interface ChatLoopOptions {
	readonly agent: Pick<Agent, 'send'>;
	/** Run a line of bash as the person's own act. */
	readonly shell: StartedAgent['shell'];
	/** What /help lists, beside itself. */
	readonly commands: readonly SlashCommand[];
	/** What /help does not list: one for each skill. */
	readonly hidden: () => readonly SlashCommand[];
	readonly printer: TurnPrinter;
	readonly output: Output;
	readonly interrupts: Interrupts;
	readonly prompt: string;
	/** Says what a command does that takes longer. */
	readonly progress: StartProgress;
}

const keys = ['Ctrl+C stops the answer; at the prompt it clears the line, twice it leaves.'];

/** Chat until the person leaves; gives the exit code. */
export async function chatLoop(options: ChatLoopOptions): Promise<number> {
	const {output, interrupts} = options;
	const listed = [helpCommand(options.commands, keys), ...options.commands];
	const history: string[] = [];
	let pending: readonly string[] = [];
	let draft = '';
	while (!interrupts.signal.aborted) {
		const [next, ...others] = pending;
		let line = next;
		pending = others;
		if (line === undefined) {
			const read = await readLines({prompt: options.prompt, draft, history, signal: interrupts.signal});
			draft = read.draft;
			[line, ...pending] = read.lines;
			if (line === undefined) {
				return 0;
			}
		}

		// A Ctrl+D typed during a turn reaches us as a NUL: the terminal kept it as the end of a line.
		const text = line.replaceAll('\0', '').trim();
		if (text !== '' && text !== history[0]) {
			history.unshift(text);
		}

		if (/^!\s*\S/.test(text)) {
			await stoppable(options, async signal => void (await printTurn(options.shell(text.slice(1).trim(), signal), options.printer)));
			continue;
		}

		const slash = readSlash(text === '/exit' ? '/quit' : text);
		const outcome: SlashOutcome = slash
			? await command(slash, [...listed, ...options.hidden()], options)
			: text === ''
				? {kind: 'said', lines: []}
				: {kind: 'send', text};
		if (outcome.kind === 'quit') {
			return 0;
		}

		present(outcome, output);
		// A line end would send it.
		draft = outcome.kind === 'changed' ? outcome.draft.replace(/\s*\n\s*/g, ' ') : draft;
		if (outcome.kind === 'send') {
			await turn(outcome.text, options);
		}
	}

	return 0;
}

/** Run a command; what fails is said and the chat goes on. */
async function command(
	slash: NonNullable<ReturnType<typeof readSlash>>,
	commands: readonly SlashCommand[],
	options: ChatLoopOptions,
): Promise<SlashOutcome> {
	let outcome: SlashOutcome = {kind: 'said', lines: []};
	await stoppable(options, async signal => {
		outcome = await runSlash(commands, slash, signal, label => options.progress(`${label} (Ctrl+C stops it)`));
	});
	return outcome;
}

function present(outcome: SlashOutcome, output: Output): void {
	const say = (line: string) => output.note(toDisplay(line, {reveal: true}));
	switch (outcome.kind) {
		case 'said':
		case 'changed':
			outcome.lines.forEach(say);
			break;
		case 'choose':
			say(outcome.title);
			for (const {value, label} of outcome.choices) {
				say(`  /${outcome.command} ${value}  ${label}`);
			}

			break;
		default:
		// Sent or left by the loop.
	}
}

/** One turn. */
function turn(text: string, options: ChatLoopOptions): Promise<void> {
	return stoppable(options, async signal => void (await printTurn(options.agent.send(text, {signal}), options.printer)));
}

/** Do what Ctrl+C stops; what fails is said. */
async function stoppable({output, interrupts}: ChatLoopOptions, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
	const controller = new AbortController();
	const release = interrupts.capture(() => controller.abort());
	try {
		await work(AbortSignal.any([controller.signal, interrupts.signal]));
	} catch (thrown) {
		if (!controller.signal.aborted) {
			printError(toSkillLiteError(thrown), output);
		}
	} finally {
		release();
	}

	if (controller.signal.aborted) {
		output.note('Stopped.');
	}
}

interface ReadLines {
	/** Usually one; more when several were pasted; none when the person left. */
	readonly lines: readonly string[];
	/** What was typed behind the last line end. */
	readonly draft: string;
}

interface PromptOptions {
	readonly prompt: string;
	readonly draft: string;
	/** Newest first. */
	readonly history: readonly string[];
	readonly signal: AbortSignal;
}

/** Read the next line, and what came in the same breath. */
function readLines({prompt, draft, history, signal}: PromptOptions): Promise<ReadLines> {
	const reader = createInterface({input: process.stdin, output: process.stderr, terminal: true, prompt, history: [...history]});
	const lines: string[] = [];
	let leaving = false;
	let finished = false;
	return new Promise(resolve => {
		// The reader lets go of the keyboard in its own 'close' listener: without it the next reader would echo each key again.
		function finish(rest: string): void {
			if (!finished) {
				finished = true;
				signal.removeEventListener('abort', onAbort);
				reader.close();
				resolve({lines, draft: rest});
			}
		}

		function onAbort(): void {
			process.stderr.write('\n');
			finish('');
		}

		signal.addEventListener('abort', onAbort);
		reader.on('line', line => {
			if (lines.push(line) === 1) {
				// A paste brings several lines in one chunk: all of them are read before the reader goes.
				setImmediate(() => finish(reader.line));
			}
		});
		reader.on('close', () => {
			if (!finished) {
				process.stderr.write('\n');
				finish('');
			}
		});
		reader.on('SIGINT', () => {
			if (reader.line === '' && leaving) {
				process.stderr.write('\n');
				finish('');
				return;
			}

			leaving = reader.line === '';
			process.stderr.write(leaving ? '\nCtrl+C again to leave\n' : '\n');
			reader.write(null, {ctrl: true, name: 'e'});
			reader.write(null, {ctrl: true, name: 'u'});
			// On a dumb terminal no key clears the line.
			Object.assign(reader, {line: '', cursor: 0});
			reader.prompt();
		});
		reader.prompt();
		if (draft !== '') {
			reader.write(draft);
		}
	});
}
