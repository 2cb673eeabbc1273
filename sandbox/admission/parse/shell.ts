/** Reads a syntax tree of bash: every command with its words, what is piped into it, and its redirections. */

import type {Command, FlowModel, Place, Redirect} from './code.ts';
import {bytesToText, decodeBase64, decodeHex, unescapeLiteral} from './decode.ts';
import {isShellDecoder} from './interpreters.ts';
import {fieldOf, fieldsOf, namedOf, type SyntaxNode} from './syntax-tree.ts';
import {concatenate, HOLE, isExact, noTaints, shapeOf, type Taint, taintsOf, textValue, unknown, type Value, withTaints} from './value.ts';

export interface ShellInput {
	readonly source: string;
	readonly flow: FlowModel;
	/** What the unknown parts of the text may carry. */
	readonly taints: ReadonlySet<Taint>;
	/** Where the text stands when it is a literal inside other code. */
	readonly place: Place | undefined;
	/** Where the text begins in its file when it stands there as it is. */
	readonly offset: number;
}

/** The commands of a script in source order, and the names of the functions it defines. */
export function readShell(root: SyntaxNode, input: ShellInput): {commands: Command[]; functions: Set<string>} {
	const reader = new ShellReader(input);
	reader.run(root, undefined);
	return {commands: reader.commands, functions: reader.functions};
}

/** One command from its words, with wrappers such as `sudo` and `env` taken off. */
export function commandOf(words: readonly Value[], rest: Pick<Command, 'stdin' | 'redirects' | 'place'>): Command {
	const wrappers: string[] = [];
	let index = 0;
	for (; index < words.length - 1; index += 1) {
		const name = programName(words[index]);
		if (!name || !wrapperNames.has(name) || (name === 'command' && /^-[vV]/.test(words[index + 1]?.text ?? ''))) {
			break;
		}

		wrappers.push(name);
		while (index + 2 < words.length && isWrapperArgument(words[index + 1])) {
			index += 1;
		}
	}

	const program = words[index] ?? unknown;
	return {name: programName(program), program, args: words.slice(index + 1), wrappers, ...rest};
}

const wrapperNames = new Set([
	'sudo',
	'doas',
	'env',
	'nohup',
	'time',
	'timeout',
	'nice',
	'ionice',
	'setsid',
	'stdbuf',
	'command',
	'exec',
	'builtin',
	'xargs',
	'busybox',
	'unbuffer',
	'caffeinate',
]);

// Options, assignments and times before the real command; a value after an option is taken for the command, which errs towards seeing one more.
function isWrapperArgument(word: Value | undefined): boolean {
	return /^-|^\w+=|^\d+[smhd]?$/.test(word?.text ?? '');
}

function programName(word: Value | undefined): string | undefined {
	if (!isExact(word) || word.text === '') {
		return undefined;
	}

	return word.text
		.replace(/^.*\/(?=.)/, '')
		.toLowerCase()
		.replace(/\.exe$/, '');
}

class ShellReader {
	readonly commands: Command[] = [];
	readonly functions = new Set<string>();
	readonly #input: ShellInput;
	readonly #variables = new Map<string, Value>();
	/** What files were filled with, by path as written. */
	readonly #files = new Map<string, ReadonlySet<Taint>>();

	constructor(input: ShellInput) {
		this.#input = input;
	}

	/** Run through a statement; gives what it prints. */
	run(node: SyntaxNode, stdin: Value | undefined, redirects: readonly Redirect[] = []): Value {
		switch (node.type) {
			case 'command':
				return this.#command(node, stdin, redirects);
			case 'pipeline':
				return namedOf(node).reduce<Value | undefined>((output, part) => this.run(part, output), stdin) ?? unknown;
			case 'redirected_statement':
				return this.#redirected(node, stdin);
			case 'variable_assignment':
				this.#assignment(node);
				return unknown;
			case 'function_definition':
				this.functions.add(this.#textOf(fieldOf(node, 'name')));
				return this.run(fieldOf(node, 'body') ?? node, undefined);
			case 'for_statement':
				return this.#loop(node, stdin);
			case 'unset_command':
			case 'comment':
				return unknown;
			default:
				return this.#block(node, stdin);
		}
	}

	#block(node: SyntaxNode, stdin: Value | undefined): Value {
		return isWord(node) ? this.#word(node) : this.#statements(node, stdin);
	}

	#statements(node: SyntaxNode, stdin: Value | undefined): Value {
		const outputs = namedOf(node).map(child => this.run(child, stdin));
		return {text: outputs.length === 1 ? outputs[0]?.text : undefined, taints: taintsOf(outputs)};
	}

	#loop(node: SyntaxNode, stdin: Value | undefined): Value {
		const values = fieldsOf(node, 'value').map(value => this.#word(value));
		this.#variables.set(this.#textOf(fieldOf(node, 'variable')), {...values[0], taints: taintsOf(values)});
		const body = fieldOf(node, 'body');
		return body ? this.run(body, stdin) : unknown;
	}

	#placeOf({start, end}: SyntaxNode): Place {
		const {place, offset} = this.#input;
		return place ?? {start: start + offset, end: end + offset};
	}

	#textOf(node: SyntaxNode | undefined): string {
		return node ? this.#input.source.slice(node.start, node.end) : '';
	}

	#assignment(node: SyntaxNode): void {
		const value = fieldOf(node, 'value');
		this.#variables.set(this.#textOf(fieldOf(node, 'name')), value ? this.#word(value) : textValue(''));
	}

	#command(node: SyntaxNode, stdin: Value | undefined, outer: readonly Redirect[]): Value {
		const lines = this.#lines(node.children);
		return lines.reduce<Value>(
			(_, line, index) => this.#simpleCommand(line, index === 0 ? stdin : undefined, index === lines.length - 1 ? outer : []),
			unknown,
		);
	}

	// The grammar takes a line feed for a blank after `a=1 b=2` and in pipelines that end with `>&`: the next line is then glued to the command.
	#lines(parts: readonly SyntaxNode[]): readonly (readonly SyntaxNode[])[] {
		const lines: SyntaxNode[][] = [];
		for (const [index, part] of parts.entries()) {
			const gap = this.#input.source.slice(parts[index - 1]?.end ?? part.start, part.start);
			if (index === 0 || /(?<!\\)\n/.test(gap)) {
				lines.push([]);
			}

			lines.at(-1)?.push(part);
		}

		return lines;
	}

	#simpleCommand(parts: readonly SyntaxNode[], stdin: Value | undefined, outer: readonly Redirect[]): Value {
		for (const assignment of parts.filter(part => part.type === 'variable_assignment')) {
			this.#assignment(assignment);
		}

		const own = parts.filter(part => part.field === 'redirect').map(redirect => this.#redirect(redirect));
		const words = parts.filter(part => part.field === 'name' || part.field === 'argument').flatMap(word => this.#split(word));
		const [first, last] = [parts[0], parts.at(-1)];
		if (words.length === 0 || !first || !last) {
			return unknown;
		}

		const redirects = [...own, ...outer];
		const fed = redirects.find(redirect => redirect.operator.startsWith('<'));
		const command = commandOf(
			withoutKeyword(words).map(word => this.#asFile(word)),
			{
				stdin: fed ? this.#inputOf(fed) : stdin,
				redirects,
				place: this.#placeOf({...first, end: last.end}),
			},
		);
		this.commands.push(command);
		return this.#outputOf(command);
	}

	/** The name of a file carries what the file was filled with. */
	#asFile(word: Value): Value {
		const filled = this.#files.get(shapeOf(word).replace(/^\.\//, ''));
		return filled ? {...word, taints: word.taints.union(filled)} : word;
	}

	#inputOf(redirect: Redirect): Value {
		if (redirect.operator !== '<') {
			return redirect.target;
		}

		return {taints: this.#asFile(redirect.target).taints.union(this.#input.flow.ofCommand(catOf(redirect)))};
	}

	#outputOf(command: Command): Value {
		const taints = this.#input.flow.ofCommand(command);
		const written = command.redirects.filter(redirect => redirect.operator.includes('>')).map(redirect => redirect.target);
		for (const target of [...written, ...this.#downloadTargets(command)]) {
			this.#files.set(shapeOf(target).replace(/^\.\//, ''), taints);
		}

		if (isShellDecoder(command) && isExact(command.stdin)) {
			const hidden = command.stdin.text.trim();
			const text = decodeBase64(hidden) ?? decodeHex(hidden);
			return text === undefined ? {taints} : textValue(bytesToText(text), taints);
		}

		const printed =
			command.name === 'echo' || command.name === 'printf'
				? concatenate(withSpaces(command.args.filter(argument => !/^-[neE]+$/.test(argument.text ?? ''))))
				: undefined;
		return {text: printed?.text, taints: printed ? taints.union(printed.taints) : taints};
	}

	#downloadTargets(command: Command): readonly Value[] {
		if (command.name !== 'curl' && command.name !== 'wget') {
			return [];
		}

		const named = command.args.filter((_, index) =>
			/^(?:-[a-zA-Z]*[oO]|--output|--output-document)$/.test(command.args[index - 1]?.text ?? ''),
		);
		const remote = command.args
			.map(argument => /^https?:\/\/[^?#]*\/([^/?#]+)/.exec(argument.text ?? '')?.[1])
			.filter(name => name !== undefined);
		return [...named, ...remote.map(name => textValue(name))];
	}

	#redirected(node: SyntaxNode, stdin: Value | undefined): Value {
		const redirects = fieldsOf(node, 'redirect').map(redirect => this.#redirect(redirect));
		const body = fieldOf(node, 'body');
		const fed = redirects.find(redirect => redirect.operator.startsWith('<'));
		const output = body ? this.run(body, fed ? this.#inputOf(fed) : stdin, redirects) : unknown;
		if (body?.type !== 'command') {
			this.#bareRedirects(redirects, node);
		}

		// `cat <<EOF | sh` hangs the pipeline below the here-document.
		for (const redirect of fieldsOf(node, 'redirect').filter(part => part.type === 'heredoc_redirect')) {
			for (const next of redirect.children.filter(child => child.type === 'pipeline' || child.type === 'command')) {
				this.run(next, output.text === undefined ? {...fed?.target, taints: output.taints.union(fed?.target.taints ?? noTaints)} : output);
			}
		}

		return output;
	}

	// `exec 5<>/dev/tcp/…`, `{ …; } > file`: no command of its own to carry them.
	#bareRedirects(redirects: readonly Redirect[], node: SyntaxNode): void {
		if (redirects.length > 0) {
			this.commands.push({
				name: ':',
				program: textValue(':'),
				args: [],
				stdin: undefined,
				redirects,
				wrappers: [],
				place: this.#placeOf(node),
			});
		}
	}

	#redirect(node: SyntaxNode): Redirect {
		if (node.type === 'heredoc_redirect') {
			return {operator: '<<', target: this.#heredoc(node)};
		}

		const operator = node.children.find(child => !child.named)?.type ?? '<<<';
		const target = fieldOf(node, 'destination') ?? namedOf(node)[0];
		return {operator: node.type === 'herestring_redirect' ? '<<<' : operator, target: target ? this.#word(target) : unknown};
	}

	#heredoc(node: SyntaxNode): Value {
		const body = node.children.find(child => child.type === 'heredoc_body');
		const parts = body
			? namedOf(body)
					.filter(isWord)
					.map(part => this.#word(part))
			: [];
		return textValue(this.#textOf(body), taintsOf(parts));
	}

	// Words

	#split(node: SyntaxNode): Value[] {
		const inner = node.type === 'command_name' ? namedOf(node)[0] : node;
		const value = inner ? this.#word(inner) : unknown;
		// `$CMD` without quotes is several words.
		return inner?.type === 'simple_expansion' && isExact(value) && /\s/.test(value.text)
			? value.text.split(/\s+/).map(word => textValue(word, value.taints))
			: [value];
	}

	#word(node: SyntaxNode): Value {
		switch (node.type) {
			case 'word':
			case 'number':
			case 'string_content':
			case 'heredoc_content':
				return this.#plain(this.#textOf(node).replaceAll(/\\(.)/g, '$1'));
			case 'raw_string':
				return this.#plain(this.#textOf(node).slice(1, -1));
			case 'ansi_c_string':
				return textValue(unescapeLiteral(this.#textOf(node).slice(2, -1)));
			case 'string':
			case 'concatenation':
				return this.#joined(node);
			case 'simple_expansion':
			case 'expansion':
				return this.#expansion(node);
			case 'command_substitution':
			case 'process_substitution': {
				const output = this.#statements(node, undefined);
				return {text: output.text ?? HOLE, taints: output.taints};
			}
			default: {
				const parts = namedOf(node).map(child => this.run(child, undefined));
				return {taints: taintsOf(parts)};
			}
		}
	}

	#joined(node: SyntaxNode): Value {
		// Text between the parts of a string is not always a node of its own.
		const parts = namedOf(node).map(child => this.#word(child));
		if (parts.length === 1 && parts[0]) {
			return parts[0];
		}

		return parts.length === 0 ? textValue(this.#textOf(node).slice(1, -1)) : {...concatenate(parts), taints: taintsOf(parts)};
	}

	#plain(text: string): Value {
		return textValue(text, text.includes(HOLE) ? this.#input.taints : noTaints);
	}

	#expansion(node: SyntaxNode): Value {
		const name = this.#textOf(
			namedOf(node).find(child => child.type === 'variable_name' || child.type === 'special_variable_name') ?? node,
		);
		// `${1:-$(…)}` runs what is in it.
		const inside = namedOf(node)
			.filter(child => running.has(child.type))
			.map(child => this.#word(child));
		const known = this.#variables.get(name);
		if (known) {
			return known.text === undefined ? {...known, text: HOLE} : known;
		}

		const fallback = /^\$\{\w+:?-([^${}]+)\}$/.exec(this.#textOf(node))?.[1];
		if (fallback !== undefined) {
			return textValue(fallback.replaceAll(/^["']|["']$/g, ''));
		}

		return name === 'HOME'
			? textValue('~')
			: {text: HOLE, name: `$${name}`, taints: withTaints(this.#input.flow.ofVariable(name), [...taintsOf(inside)])};
	}
}

/** A keyword stands for a command only where the grammar lost its way; what follows it is the command. */
function withoutKeyword(words: readonly Value[]): readonly Value[] {
	const rest = keywords.has(words[0]?.text ?? '') ? words.slice(1) : words;
	return rest.length > 0 ? rest : [textValue(':')];
}

/** Parts of an expansion that hold commands. */
const running = new Set(['command_substitution', 'process_substitution', 'string', 'concatenation', 'expansion']);

const keywords = new Set([
	'if',
	'then',
	'else',
	'elif',
	'fi',
	'for',
	'while',
	'until',
	'do',
	'done',
	'case',
	'esac',
	'in',
	'function',
	'select',
	'!',
	'{',
	'}',
	'[[',
	']]',
	'time',
	'coproc',
]);

const wordTypes = new Set([
	'word',
	'number',
	'string',
	'raw_string',
	'ansi_c_string',
	'concatenation',
	'simple_expansion',
	'expansion',
	'command_substitution',
	'process_substitution',
]);

function isWord(node: SyntaxNode): boolean {
	return wordTypes.has(node.type);
}

function withSpaces(words: readonly Value[]): readonly Value[] {
	return words.flatMap((word, index) => (index === 0 ? [word] : [textValue(' '), word]));
}

function catOf(redirect: Redirect): Command {
	return {
		name: 'cat',
		program: textValue('cat'),
		args: [redirect.target],
		stdin: undefined,
		redirects: [],
		wrappers: [],
		place: {start: 0, end: 0},
	};
}
