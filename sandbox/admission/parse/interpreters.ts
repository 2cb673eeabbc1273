/** Programs that run code given to them: as an option, as a file, on standard input. */

import type {Command} from './code.ts';
import type {Language} from './grammars.ts';
import type {Value} from './value.ts';

export interface Interpretation {
	/** Undefined for interpreters whose code is not parsed (perl, ruby, php, PowerShell). */
	readonly language: Language | undefined;
	/** The code given with `-c`, `-e` or as the words of `eval`. */
	readonly inline: Value | undefined;
	readonly script: Value | undefined;
	/** The code comes through a pipe or here-document. */
	readonly fromStdin: boolean;
}

const interpreters: readonly (readonly [RegExp, Language | undefined, RegExp])[] = [
	[/^(?:ba|da|z|k|a|fi|c|tc)?sh$/, 'bash', /^-[a-z]*c$/],
	[/^python[\d.]*$|^pypy3?$/, 'python', /^-[a-zA-Z]*c$/],
	[/^(?:node|nodejs|bun|deno)$/, 'javascript', /^(?:-e|--eval|-p|--print|eval)$/],
	[/^(?:perl|ruby)[\d.]*$/, undefined, /^-\w*e$/],
	[/^php[\d.]*$/, undefined, /^-r$/],
	[/^(?:pwsh|powershell|osascript|lua[\d.]*)$/, undefined, /^(?:-e|-c|-[Cc]ommand|-[Ee]ncoded[Cc]ommand|-enc)$/],
];

/** How a command runs code, or undefined when it is not an interpreter. */
export function interpreterOf(command: Command): Interpretation | undefined {
	const {name = '', args, stdin} = command;
	if (name === 'eval') {
		return {language: 'bash', inline: args[0], script: undefined, fromStdin: false};
	}

	if (name === 'source' || name === '.') {
		return {language: 'bash', inline: undefined, script: args[0], fromStdin: false};
	}

	const known = interpreters.find(([pattern]) => pattern.test(name));
	if (!known) {
		return undefined;
	}

	const option = args.findIndex(argument => known[2].test(argument.text ?? ''));
	const inline = option === -1 ? undefined : args[option + 1];
	const reads = args.some(argument => argument.text === '-s' || argument.text === '-');
	const script = inline || reads ? undefined : args.find(argument => !argument.text?.startsWith('-'));
	return {language: known[1], inline, script, fromStdin: stdin !== undefined && !inline && !script};
}

/** Whether a command turns hidden text into readable text: `base64 -d`, `xxd -r`, `openssl enc -d`. */
export function isShellDecoder({name, args}: Command): boolean {
	const flags = args.map(argument => argument.text ?? '');
	switch (name) {
		case 'base64':
		case 'base32':
		case 'gbase64':
			return flags.some(flag => /^-[a-zA-Z]*[dD]|^--decode$/.test(flag));
		case 'xxd':
			return flags.some(flag => /^-\w*r/.test(flag));
		case 'openssl':
			return flags.includes('-d');
		case 'uudecode':
		case 'rev':
			return true;
		case 'tr':
			return /^[A-Za-z]-/.test(flags[0] ?? '') && /^[N-Zn-z]-/.test(flags[1] ?? '');
		default:
			return false;
	}
}
