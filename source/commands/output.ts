/** Where commands print: results on stdout, talk on stderr. */

import {type SkillLiteError, toDisplay, toDisplayJson} from '../../sandbox/index.ts';
import {type StartProgress, startProgress} from '../core/progress.ts';
import {createStyle, hasColor, type Style} from '../core/terminal.ts';

export interface Output {
	readonly json: boolean;
	readonly quiet: boolean;
	readonly verbose: boolean;
	/** Colours of stderr. */
	readonly style: Style;
	/** Colours of stdout. */
	readonly dataStyle: Style;
	/** The result, as it is: also bytes that a skill wrote. */
	data(text: string): void;
	/** The one JSON document of `--json`. */
	document(value: unknown): void;
	/** One JSON document on a line of its own, in a stream of them. */
	line(value: unknown): void;
	/** A remark; silent under --quiet. */
	note(text: string): void;
	/** Something the person should know; also under --quiet. */
	warn(text: string): void;
	/** Something takes longer, until `stop`; silent under --quiet. */
	readonly progress: StartProgress;
}

export interface OutputOptions {
	readonly json: boolean;
	readonly quiet: boolean;
	readonly verbose: boolean;
	readonly noColor: boolean;
}

export function createOutput({json, quiet, verbose, noColor}: OutputOptions): Output {
	const style = createStyle(!noColor && hasColor(process.stderr));
	return {
		json,
		quiet,
		verbose,
		style,
		dataStyle: createStyle(!noColor && hasColor(process.stdout)),
		data: text => void process.stdout.write(text),
		document: value => void process.stdout.write(`${toDisplayJson(JSON.stringify(value, null, process.stdout.isTTY ? 2 : undefined))}\n`),
		line: value => void process.stdout.write(`${toDisplayJson(JSON.stringify(value))}\n`),
		note(text) {
			if (!quiet) {
				process.stderr.write(`${text}\n`);
			}
		},
		warn: text => void process.stderr.write(`${style.yellow('warning:')} ${toDisplay(text)}\n`),
		progress: label => startProgress(label, quiet),
	};
}

/** One sentence and the next step on stderr; with --json the same as a document on stdout. The stack only with --verbose. */
export function printError(error: SkillLiteError, output: Output): void {
	const unexpected = error.code === 'internal';
	const hint = error.hint ?? (unexpected && !output.verbose ? 'Run it again with --verbose to see where it happened.' : undefined);
	if (output.json) {
		output.document({error: {code: error.code, message: error.message, ...(hint === undefined ? {} : {hint})}});
	} else {
		sayError({message: error.message, hint}, output);
	}

	if (output.verbose) {
		process.stderr.write(`${output.style.dim(toDisplay(stackOf(error), {multiline: true}))}\n`);
	}
}

/** The sentence and the next step on stderr, also where quiet was asked for. */
export function sayError(
	{message, hint}: {readonly message?: string | undefined; readonly hint?: string | undefined},
	output: Output,
): void {
	if (message !== undefined) {
		process.stderr.write(`${output.style.red(toDisplay(message))}\n`);
	}

	if (hint !== undefined) {
		process.stderr.write(`${toDisplay(hint)}\n`);
	}
}

function stackOf(error: unknown): string {
	if (!(error instanceof Error)) {
		return String(error);
	}

	const own = error.stack ?? error.message;
	return error.cause === undefined ? own : `${own}\nCaused by: ${stackOf(error.cause)}`;
}
