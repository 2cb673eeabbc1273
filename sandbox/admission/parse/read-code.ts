/**
Code of a skill → units that the rules look at: each file, then the code inside its literals (`sh -c '…'`, `eval('…')`),
three layers deep. Modules are gone through twice, so that a function called before it is defined, or from another file, is known.
*/

import type {Call, CodeUnit, Command, FlowModel, Layer, NestedCode} from './code.ts';
import {bytesToText} from './decode.ts';
import {DeadlinePassed} from './deadline.ts';
import {Evaluation} from './evaluation.ts';
import {type Language, parserFor} from './grammars.ts';
import {interpreterOf} from './interpreters.ts';
import {readJavaScript} from './javascript.ts';
import {evalCalls} from './eval-calls.ts';
import {processOf} from './process-calls.ts';
import {moduleOf, ProgramFacts} from './program.ts';
import {readPython} from './python.ts';
import {readShell} from './shell.ts';
import type {SourceFile} from './source-file.ts';
import {parseSource, type SyntaxTree} from './syntax-tree.ts';
import {HOLE, noTaints, type Taint} from './value.ts';

/** A piece of code of a document: its own text, and where it begins in the file. */
export interface DocumentBlock {
	readonly file: string;
	readonly language: Language;
	readonly text: string;
	readonly start: number;
	/** It stands there to be looked at, by what the document says around it. */
	readonly isShown: boolean;
	/** And nothing says that what it shows is bad. */
	readonly isExample?: boolean;
	/** It is marked as plain text. */
	readonly isPlain?: boolean;
	/** It is shown in a skill that is about attacks: twice removed from an order. */
	readonly isTaught?: boolean;
	/** It is no document but a setting: something else runs it as it stands. */
	readonly layer?: Layer;
}

export interface CodeInput {
	readonly files: readonly SourceFile[];
	readonly blocks: readonly DocumentBlock[];
	readonly flow: FlowModel;
	/** For one file. */
	readonly fileMs: number;
	/** Of `performance.now()`, for all files together. */
	readonly deadline: number;
}

/** A file that was not, or not wholly, read as code. */
export interface CodeProblem {
	readonly kind: 'syntax' | 'time' | 'nesting' | 'failure';
	readonly file: string;
	readonly cause: unknown;
}

export interface CodeReading {
	readonly units: readonly CodeUnit[];
	readonly problems: readonly CodeProblem[];
}

interface Origin {
	readonly file: string;
	readonly layer: Layer;
	readonly depth: number;
	readonly decoded: boolean;
	readonly isShown: boolean;
	/** And nothing says that what it shows is bad. */
	readonly isExample?: boolean;
	readonly isTaught: boolean;
}

interface Read {
	readonly calls: readonly Call[];
	readonly commands: readonly Command[];
	readonly functions: ReadonlySet<string>;
	readonly nested: readonly NestedCode[];
}

const maximumDepth = 3;
const maximumNested = 500;

/** Read all code. Never throws for what a file holds: what goes wrong with a file is a problem, and the others are read. */
export async function readCode(input: CodeInput): Promise<CodeReading> {
	const reader = new CodeReader(input);
	await reader.readFiles();
	await reader.readBlocks();
	return {units: reader.units, problems: reader.problems};
}

class CodeReader {
	readonly units: CodeUnit[] = [];
	readonly problems: CodeProblem[] = [];
	readonly #input: CodeInput;
	readonly #program: ProgramFacts;
	#nested = 0;

	constructor(input: CodeInput) {
		this.#input = input;
		this.#program = new ProgramFacts(input.files.map(file => file.path));
	}

	async readFiles(): Promise<void> {
		const parsed: {file: SourceFile; tree: SyntaxTree}[] = [];
		for (const file of this.#input.files) {
			const tree = await this.#guarded(file.path, () => this.#parse(file.language, file.text));
			if (tree) {
				parsed.push({file, tree});
				this.#complain(file.path, tree);
			}
		}

		for (const {file, tree} of parsed.filter(({file}) => file.language !== 'bash')) {
			await this.#guarded(file.path, async () => this.#evaluate(file.language, file.text, tree, file.path));
		}

		for (const {file, tree} of parsed) {
			const origin: Origin = {file: file.path, layer: 'code', depth: 0, decoded: false, isShown: false, isTaught: false};
			await this.#guarded(file.path, () => this.#readUnit(file.language, file.text, tree, origin, undefined));
		}
	}

	async readBlocks(): Promise<void> {
		for (const block of this.#input.blocks) {
			const origin: Origin = {
				file: block.file,
				layer: block.layer ?? 'instructions',
				depth: 0,
				decoded: false,
				isShown: block.isShown,
				isExample: block.isExample ?? false,
				isTaught: block.isTaught ?? false,
			};
			await this.#guarded(block.file, () => this.#readNested(blockCode(block), origin));
		}
	}

	/** The time of a file begins when its grammar is there: loading that is no fault of the file's. */
	async #parse(language: Language, text: string): Promise<SyntaxTree> {
		await parserFor(language);
		return parseSource(language, text, this.#deadline());
	}

	#deadline(): number {
		return Math.min(this.#input.deadline, performance.now() + this.#input.fileMs);
	}

	#complain(file: string, tree: SyntaxTree): void {
		if (tree.hasErrors) {
			this.problems.push({kind: 'syntax', file, cause: undefined});
		}
	}

	async #guarded<Result>(file: string, body: () => Promise<Result | undefined>): Promise<Result | undefined> {
		try {
			if (performance.now() > this.#input.deadline) {
				throw new DeadlinePassed();
			}

			return await body();
		} catch (cause) {
			this.problems.push({kind: cause instanceof DeadlinePassed ? 'time' : 'failure', file, cause});
			return undefined;
		}
	}

	async #readUnit(language: Language, text: string, tree: SyntaxTree, origin: Origin, nested: NestedCode | undefined): Promise<void> {
		const read = language === 'bash' ? this.#readShell(text, tree, nested) : this.#readScript(language, text, tree, origin, nested);
		const {calls, commands, functions} = read;
		this.units.push({...origin, language, calls, commands, functions});
		for (const inner of [...read.nested, ...commands.flatMap(command => codeOfCommand(command))]) {
			await this.#readNested(inner, {...origin, depth: origin.depth + 1, decoded: inner.taints.has('decoded')});
		}
	}

	async #readNested(nested: NestedCode, origin: Origin): Promise<void> {
		if (nested.text.replaceAll(HOLE, '').trim() === '') {
			return;
		}

		this.#nested += 1;
		if (origin.depth > maximumDepth || this.#nested > maximumNested) {
			this.problems.push({kind: 'nesting', file: origin.file, cause: undefined});
			return;
		}

		const text = bytesToText(nested.text);
		const tree = await this.#parse(nested.language, text);
		if (origin.layer === 'code' && origin.depth > 0 && !text.includes(HOLE)) {
			this.#complain(origin.file, tree);
		}

		await this.#readUnit(nested.language, text, tree, origin, nested);
	}

	#readShell(source: string, tree: SyntaxTree, nested: NestedCode | undefined): Read {
		const {taints = noTaints, offset} = nested ?? {};
		const place = offset === undefined ? nested?.place : undefined;
		const {commands, functions} = readShell(tree.root, {source, flow: this.#input.flow, taints, place, offset: offset ?? 0});
		return {calls: [], commands, functions, nested: []};
	}

	#readScript(language: Language, text: string, tree: SyntaxTree, origin: Origin, nested: NestedCode | undefined): Read {
		const calls = this.#evaluate(language, text, tree, origin.file).map(call => (nested ? {...call, place: nested.place} : call));
		const commands: Command[] = [];
		const inner: NestedCode[] = [];
		for (const call of calls) {
			const started = processOf(call);
			if (started && 'command' in started) {
				commands.push(started.command);
			}

			inner.push(...(started && 'line' in started ? [started.line] : codeOfCall(call, language)));
		}

		return {calls, commands, functions: new Set(), nested: inner};
	}

	#evaluate(language: Language, text: string, tree: SyntaxTree, file: string): readonly Call[] {
		const evaluation = new Evaluation({module: moduleOf(file), program: this.#program, flow: this.#input.flow, deadline: this.#deadline()});
		(language === 'python' ? readPython : readJavaScript)(tree.root, text, evaluation);
		return evaluation.calls;
	}
}

function blockCode({language, text, start}: DocumentBlock): NestedCode {
	return {language, text, taints: noTaints, place: {start, end: start + text.length}, offset: start};
}

/** The text that `eval`, `exec` or `new Function` runs, where it is known. */
function codeOfCall(call: Call, language: Language): readonly NestedCode[] {
	const code = evalCalls.has(call.name) ? call.args.at(call.name === 'Function' ? -1 : 0) : undefined;
	return code?.text === undefined ? [] : [{language, text: code.text, taints: code.taints, place: call.place}];
}

function codeOfCommand(command: Command): readonly NestedCode[] {
	const found = interpreterOf(command);
	if (!found) {
		return typedInto(command);
	}

	const code = found.inline ?? (found.fromStdin ? command.stdin : undefined);
	const taints: ReadonlySet<Taint> = code?.taints ?? noTaints;
	return found.language && code?.text !== undefined ? [{language: found.language, text: code.text, taints, place: command.place}] : [];
}

/** What is typed into another terminal runs there: `tmux send-keys … "curl x | sh" Enter`. */
function typedInto({name, args, place}: Command): readonly NestedCode[] {
	const isTyped = name === 'tmux' && args.some(({text}) => text === 'send-keys' || text === 'send');
	return isTyped
		? args.flatMap(({text, taints}) =>
				text !== undefined && /\S\s\S.*[|>;&]/.test(text) ? [{language: 'bash' as const, text, taints, place}] : [],
			)
		: [];
}
