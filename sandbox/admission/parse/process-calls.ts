/** Functions that start programs, turned into commands: the same rules then hold for `os.system('x')`, `spawn('x')` and a line of shell. */

import type {Call, Command, NestedCode} from './code.ts';
import {commandOf} from './shell.ts';
import {HOLE, shapeOf, type Taint, taintsOf, textValue, unknown, type Value} from './value.ts';

/** `shell`: a line for a shell. `list`: a list of words. `words`: the program, then its words or a list of them. `after`: as `words`, behind another argument. */
type Form = 'shell' | 'list' | 'words' | 'after';

const forms = new Map<string, Form>([
	...named(
		'shell',
		'os.system os.popen os.popen2 os.popen3 os.popen4 popen2.popen2 subprocess.getoutput subprocess.getstatusoutput commands.getoutput commands.getstatusoutput',
	),
	...named(
		'shell',
		'asyncio.create_subprocess_shell asyncio.subprocess.create_subprocess_shell ctypes.library.system ctypes.library.popen child_process.exec child_process.execSync',
	),
	...named('shell', 'shelljs.exec execa.execaCommand execa.execaCommandSync execa.command'),
	...named(
		'list',
		'subprocess.run subprocess.call subprocess.check_call subprocess.check_output subprocess.Popen pty.spawn asyncio.subprocess.Popen anyio.run_process trio.run_process',
	),
	...named(
		'words',
		'os.execl os.execle os.execlp os.execlpe os.execv os.execve os.execvp os.execvpe asyncio.create_subprocess_exec asyncio.subprocess.create_subprocess_exec',
	),
	...named(
		'words',
		'os.posix_spawn os.posix_spawnp child_process.spawn child_process.spawnSync child_process.execFile child_process.execFileSync child_process.fork execa.execa',
	),
	...named('words', 'os.startfile subprocess._winapi.CreateProcess _posixsubprocess.fork_exec ctypes.library.execv ctypes.library.execve'),
	...named('after', 'os.spawnl os.spawnle os.spawnlp os.spawnlpe os.spawnv os.spawnve os.spawnvp os.spawnvpe'),
]);

function named(form: Form, list: string): (readonly [string, Form])[] {
	return list.split(/\s+/).map(name => [name, form]);
}

/** What a call that starts a program starts: one command, or a line of shell that is still to be parsed. Undefined for other calls. */
export function processOf(call: Call): {readonly command: Command} | {readonly line: NestedCode} | undefined {
	const form = forms.get(call.name);
	if (!form) {
		return undefined;
	}

	const words = wordsOf(call, form);
	const viaShell =
		form === 'shell' || isTruthy(call.keywords.get('shell')) || call.args.some(argument => isTruthy(argument.members?.get('shell')));
	const first = words[0] ?? unknown;
	if (viaShell || (words.length === 1 && form === 'list' && !call.args[0]?.items)) {
		return lineOf(viaShell && words.length > 1 && form === 'words' ? joined(words) : first, call);
	}

	const stdin = call.keywords.get('input');
	return {
		command: commandOf(form === 'words' && call.name.includes('.exec') && call.name.startsWith('os.') ? withoutZeroth(words) : words, {
			stdin,
			redirects: [],
			place: call.place,
		}),
	};
}

/** A line made only of plain words needs no parser; anything else is handed on. */
function lineOf(value: Value, call: Call): {readonly command: Command} | {readonly line: NestedCode} {
	const text = shapeOf(value);
	if (text === HOLE && value.taints.size === 0) {
		return {command: commandOf([value], {stdin: undefined, redirects: [], place: call.place})};
	}

	if (/^[\w\s.,:=@%+/-]+$/.test(text) && !/[\n=]/.test(text.trim())) {
		return {
			command: commandOf(
				text
					.trim()
					.split(/\s+/)
					.map(word => textValue(word, value.taints)),
				{stdin: call.keywords.get('input'), redirects: [], place: call.place},
			),
		};
	}

	return {line: {language: 'bash', text, taints: value.taints, place: call.place}};
}

function wordsOf(call: Call, form: Form): readonly Value[] {
	const args = form === 'after' ? call.args.slice(1) : call.args;
	const given = call.keywords.get('args') ?? call.keywords.get('cmd') ?? call.keywords.get('command');
	const first = args[0] ?? given ?? unknown;
	if (form === 'list') {
		return first.items ?? [first];
	}

	const [, ...rest] = args;
	return form === 'shell' ? [first] : [first, ...rest.flatMap(value => value.items ?? [value])];
}

// `execv(path, [path, …])` names the program twice.
function withoutZeroth(words: readonly Value[]): readonly Value[] {
	return words.length > 1 ? [words[0] ?? unknown, ...words.slice(2)] : words;
}

function joined(words: readonly Value[]): Value {
	const taints: ReadonlySet<Taint> = taintsOf(words);
	return textValue(words.map(word => word.text ?? HOLE).join(' '), taints);
}

function isTruthy(value: Value | undefined): boolean {
	return value?.name === 'True' || value?.name === 'true' || value?.number === 1 || (value?.text ?? '') !== '';
}
