/**
Reads a line of bash for permission rules: as its simple commands, or not at all.

It knows words, quotes, `&&`, `||`, `;`, `|`, `&` and redirections to files. Whatever else could mean something to bash
(substitutions, expansions, groups, keywords, assignments, here-documents, escapes) makes the line opaque: a rule cannot
promise anything about it. For every line that is read, bash sees the same words; a test asks bash.
*/

export type ShellLine =
	| {
			readonly kind: 'commands';
			/** One a simple command, its words with single blanks between and quotes where they are needed; `> path` for a file that is written. */
			readonly commands: readonly string[];
			/** The same without the wrappers and folders in front of the program, for rules that deny. */
			readonly aliases: readonly string[];
			/** Whether a program is among them that runs what its arguments say. */
			readonly isIndirect: boolean;
	  }
	| {readonly kind: 'opaque'; readonly why: string};

/** A simple command: its words, and the files that it writes. */
interface SimpleCommand {
	readonly words: string[];
	readonly targets: string[];
}

const longestLine = 10_000;

/** Read a line. Never throws: what is not understood is opaque. */
export function readShellLine(text: string): ShellLine {
	if (text.length > longestLine) {
		return opaque('it is very long');
	}

	try {
		const commands = new LineReader(text).read();
		const written = commands.flatMap(({words, targets}) => [
			...(words.length > 0 ? [joined(words)] : []),
			...targets.map(target => `> ${quoted(target)}`),
		]);
		return {
			kind: 'commands',
			commands: written,
			aliases: commands.flatMap(({words}) => aliasesOf(words)),
			isIndirect: commands.some(({words}) => isIndirect(words)),
		};
	} catch (error) {
		if (error instanceof Opaque) {
			return opaque(error.message);
		}

		throw error;
	}
}

class Opaque extends Error {
	override readonly name = 'Opaque';
}

const keywords = new Set('if then else elif fi for while until do done case esac in function select time coproc { } [[ ]] !'.split(' '));
const plain = /[A-Za-z0-9_@%+=:,./-]/;

class LineReader {
	readonly #text: string;
	#at = 0;

	constructor(text: string) {
		this.#text = text;
	}

	read(): readonly SimpleCommand[] {
		const commands: SimpleCommand[] = [];
		let needsMore = false;
		while (this.#at < this.#text.length) {
			const command = this.#command();
			const operator = this.#operator();
			const isEmpty = command.words.length + command.targets.length === 0;
			if (isEmpty && (operator !== '\n' || (needsMore && this.#at >= this.#text.length)) && operator !== '') {
				throw new Opaque('an operator has no command before it');
			}

			if (!isEmpty) {
				commands.push(command);
			}

			needsMore = operator === '&&' || operator === '||' || operator === '|' || (needsMore && isEmpty);
		}

		if (needsMore || commands.length === 0) {
			throw new Opaque('it ends before its last command');
		}

		return commands;
	}

	#command(): SimpleCommand {
		const command: SimpleCommand = {words: [], targets: []};
		for (;;) {
			this.#skipBlanks();
			const next = this.#text[this.#at];
			if (next === undefined || '&|;\n'.includes(next)) {
				assertNoSubscript(command.words);
				return command;
			}

			if (this.#redirection(command)) {
				continue;
			}

			const word = this.#word(command.words.length > 0);
			if (command.words.length === 0 && (keywords.has(word) || word === '' || /^\w+(?:\[.*)?\+?=/.test(word))) {
				throw new Opaque(`it has ${JSON.stringify(word)} where a program is named`);
			}

			command.words.push(word);
		}
	}

	#skipBlanks(): void {
		while (this.#text[this.#at] === ' ' || this.#text[this.#at] === '\t') {
			this.#at += 1;
		}
	}

	#operator(): string {
		const [operator = ''] = /^(?:&&|\|\||[;|&\n])?/.exec(this.#text.slice(this.#at, this.#at + 2)) ?? [];
		this.#at += operator.length;
		const next = this.#text[this.#at] ?? '';
		if ((operator === ';' && next === ';') || (operator === '|' && next === '&') || (operator === '&' && next === '>')) {
			throw new Opaque(`it has ${operator}${next}`);
		}

		return operator;
	}

	/** Take one redirection, if there is one here. */
	#redirection(command: SimpleCommand): boolean {
		const match = /^\d{0,2}(>>?|<)(&[0-9](?![^\s;|&])|&)?/.exec(this.#text.slice(this.#at, this.#at + 8));
		if (!match) {
			return false;
		}

		const [whole, operator = '', copy] = match;
		this.#at += whole.length;
		if (copy !== undefined) {
			if (copy === '&') {
				throw new Opaque('it copies a descriptor in a way that is not known');
			}

			return true;
		}

		if (/[<>|(&]/.test(this.#text[this.#at] ?? '')) {
			throw new Opaque('it has a redirection that is not known');
		}

		this.#skipBlanks();
		const target = this.#word(false);
		if (!staysInWorkspace(target)) {
			throw new Opaque(`it has a redirection to ${JSON.stringify(target)}`);
		}

		if (operator !== '<' && target !== '/dev/null') {
			command.targets.push(target);
		}

		return true;
	}

	#word(mayGlob: boolean): string {
		const from = this.#at;
		let word = '';
		for (;;) {
			const next = this.#text[this.#at];
			if (next === undefined || ' \t\n;|&<>'.includes(next)) {
				if (this.#at === from) {
					throw new Opaque('a word is missing');
				}

				if ((next === '<' || next === '>') && this.#at > from) {
					throw new Opaque('a redirection stands right behind a word');
				}

				return word;
			}

			if (next === "'" || next === '"') {
				word += this.#quote(next);
				continue;
			}

			const isFirst = this.#at === from;
			const isKnown =
				plain.test(next) ||
				(!isFirst && (next === '#' || next === '^')) ||
				(next === '~' && !isFirst && /[A-Za-z0-9]/.test(this.#text[this.#at - 1] ?? '')) ||
				(mayGlob && !isFirst && (next === '*' || next === '?') && /[A-Za-z0-9._/]/.test(this.#text[from] ?? ''));
			if (!isKnown) {
				throw new Opaque(`it has ${JSON.stringify(next)} outside of quotes`);
			}

			word += next;
			this.#at += 1;
		}
	}

	#quote(mark: string): string {
		const end = this.#text.indexOf(mark, this.#at + 1);
		const inside = this.#text.slice(this.#at + 1, end);
		if (end < 0 || (mark === '"' && /[$`\\!]/.test(inside)) || hasControls(inside)) {
			throw new Opaque(end < 0 ? 'a quote is not closed' : 'it has something in quotes that may be replaced');
		}

		this.#at = end + 1;
		return inside;
	}
}

/** These take names of variables, and bash expands what stands in the brackets of one, quoted or not. */
const takesNames = new Set('test [ let printf read mapfile readarray declare typeset local export readonly unset getopts wait'.split(' '));
const wordsInFront = new Set(['command', 'builtin']);

function assertNoSubscript(words: readonly string[]): void {
	const [program = ''] = words.filter(word => !wordsInFront.has(word));
	if (takesNames.has(program) && words.some(word => /\[.*[$`]/s.test(word))) {
		throw new Opaque('it has a subscript that bash would expand');
	}
}

function hasControls(text: string): boolean {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is looked for
	return /[\u0000-\u001F\u007F-\u009F]/.test(text);
}

function staysInWorkspace(target: string): boolean {
	const isInside = !target.startsWith('/') || target === '/dev/null' || target.startsWith('/workspace/');
	return isInside && target !== '' && !target.startsWith('~') && !target.split('/').includes('..');
}

const wrappers = new Set(
	[
		'sudo doas pkexec env nohup time timeout nice ionice setsid setpriv stdbuf unbuffer command exec builtin',
		'xargs busybox toybox flock chroot unshare nsenter',
	].flatMap(line => line.split(' ')),
);
/** Programs that run what their arguments or a file say; a version behind the name does not matter. */
const indirect = new Set(
	[
		'eval source . sh bash dash zsh ksh fish tcsh csh python pypy node deno bun perl ruby php lua luajit tclsh expect',
		'awk gawk mawk sed find ssh watch parallel make vi vim ed emacs gdb strace script su runuser m4 cmake ninja java',
		'npx npm yarn pnpm bunx uv uvx poetry tox cargo go just rake gradle mvn',
		'trap alias hash enable bind fc complete compgen mapfile readarray',
	].flatMap(line => line.split(' ')),
);
/** Words of git that name a program to run, or a setting that may name one. */
const gitRuns =
	/^(?:-c|--config-env|--exec(?!ute)|--upload-pack|--receive-pack|config$|bisect$|submodule$|rebase$|filter-branch$|difftool$|mergetool$)/;
const systemFolders = new Set(['', '/bin', '/sbin', '/usr/bin', '/usr/sbin', '/usr/local/bin']);

/** Without its folder, and without each wrapper in front. */
function aliasesOf(words: readonly string[]): readonly string[] {
	const [program = '', ...rest] = words;
	const name = nameOf(program);
	const own = name === program ? [] : [joined([name, ...rest])];
	if (!wrappers.has(name)) {
		return own;
	}

	// Any of the words behind a wrapper may be the program: options have values.
	return [...own, ...rest.flatMap((_, index) => [joined(rest.slice(index)), ...aliasesOf(rest.slice(index))])].slice(0, 100);
}

function isIndirect(words: readonly string[]): boolean {
	const [program = ''] = words;
	const isGit = words.some(word => nameOf(word) === 'git');
	// Any of the words behind a wrapper may be the program.
	return (
		(isGit && words.some(word => gitRuns.test(word))) ||
		(wrappers.has(nameOf(program)) ? words : [program]).some(word => runsWhatItIsTold(word) || isOwnProgram(word))
	);
}

function runsWhatItIsTold(program: string): boolean {
	return indirect.has(nameOf(program).replace(/(?<=\w)[\d.]+$/, ''));
}

/** A program of the project's may do anything, also what a rule denies by name. */
function isOwnProgram(program: string): boolean {
	return !systemFolders.has(program.slice(0, Math.max(0, program.lastIndexOf('/'))));
}

function nameOf(word: string): string {
	return word.slice(word.lastIndexOf('/') + 1);
}

function joined(words: readonly string[]): string {
	return words.map(quoted).join(' ');
}

function quoted(word: string): string {
	return /^[A-Za-z0-9_@%+=:,./^~*?#-]+$/.test(word) ? word : `'${word}'`;
}

function opaque(why: string): ShellLine {
	return {kind: 'opaque', why};
}
