/**
Chat on plain lines: a prompt, a turn, a prompt.

Lines are read only between turns: during a turn the terminal is in its ordinary mode, so that Ctrl+C
stops the turn, and what is typed meanwhile waits in the terminal for the next prompt.
*/

import {createInterface} from 'node:readline';
import {toSkillLiteError} from '../../sandbox/index.ts';
import type {AgentEvent} from '../core/events.ts';
import {printTurn} from './chat-once.ts';
import type {Interrupts} from './interrupts.ts';
import {type Output, printError} from './output.ts';
import type {TurnPrinter} from './turn-printer.ts';

export interface ChatLoopOptions {
	readonly send: (text: string, signal: AbortSignal) => AsyncIterable<AgentEvent>;
	readonly printer: TurnPrinter;
	readonly output: Output;
	readonly interrupts: Interrupts;
}

const help = [
	'/help   this list',
	'/quit   leave, as Ctrl+D does',
	'Ctrl+C  stop the answer; at the prompt: clear the line, twice: leave',
].join('\n');

/** Chat until the person leaves; gives the exit code. */
export async function chatLoop({send, printer, output, interrupts}: ChatLoopOptions): Promise<number> {
	const history: string[] = [];
	let pending: readonly string[] = [];
	let draft = '';
	while (!interrupts.signal.aborted) {
		const [next, ...others] = pending;
		let line = next;
		pending = others;
		if (line === undefined) {
			const read = await readLines({prompt: output.style.bold('› '), draft, history, signal: interrupts.signal});
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

		if (text === '/quit' || text === '/exit') {
			return 0;
		}

		if (text === '/help') {
			output.note(help);
		} else if (/^\/\w/.test(text)) {
			output.note(`There is no command ${text.split(/\s/)[0]}; /help shows what there is.`);
		} else if (text !== '') {
			await turn(text, {send, printer, output, interrupts});
		}
	}

	return 0;
}

/** One turn; what fails is said and the chat goes on. */
async function turn(text: string, {send, printer, output, interrupts}: ChatLoopOptions): Promise<void> {
	const controller = new AbortController();
	const release = interrupts.capture(() => controller.abort());
	try {
		await printTurn(send(text, AbortSignal.any([controller.signal, interrupts.signal])), printer);
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
