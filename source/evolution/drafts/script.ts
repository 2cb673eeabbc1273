/** The script of a draft: the first call with its parameters in the places of their literals, and a few lines that read them. */

import type {ScriptLanguage} from '../../../sandbox/index.ts';
import {type AlikeCalls, cutOut} from './alike.ts';
import type {Parameter} from './parameters.ts';

export const scriptPaths: Readonly<Record<ScriptLanguage, string>> = {
	python: 'scripts/main.py',
	javascript: 'scripts/main.js',
	bash: 'scripts/main.sh',
};

/** The whole script. */
export function writeScript([{call, literals}]: AlikeCalls, parameters: readonly Parameter[]): string {
	const given = freeIdentifier(call.code);
	const spans = parameters.flatMap(parameter =>
		parameter.places.flatMap(place => {
			const literal = literals[place];
			return literal ? [{start: literal.start, end: literal.end, mark: expressionOf(call.language, given, parameter)}] : [];
		}),
	);
	const body = cutOut(call.code, spans);
	return `${opening(call.language, given, parameters, call.code)}\n${body.trimEnd()}\n`;
}

function expressionOf(language: ScriptLanguage, given: string, {name, isFloat}: Parameter): string {
	switch (language) {
		case 'python':
			return isFloat ? `float(${given}["${name}"])` : `${given}["${name}"]`;
		case 'javascript':
			return `${given}.${name}`;
		case 'bash':
			return `"$${given}_${name}"`;
	}
}

function opening(language: ScriptLanguage, given: string, parameters: readonly Parameter[], code: string): string {
	switch (language) {
		case 'python':
			return `import json\nimport sys\n\n${given} = json.load(sys.stdin)\n`;
		case 'javascript':
			return [
				"import {readFileSync as readGiven} from 'node:fs';",
				// The tool gives its programs this function, too.
				...(/\brequire\s*\(/.test(code)
					? ["import {createRequire as createGivenRequire} from 'node:module';", 'const require = createGivenRequire(import.meta.url);']
					: []),
				'',
				`const ${given} = JSON.parse(readGiven(0, 'utf8'));`,
				'',
			].join('\n');
		case 'bash':
			return bashOpening(given, parameters);
	}
}

/** Bash alone reads one member of a flat object: its text, with the escapes of JSON, of which `%b` knows all but two. */
function bashOpening(given: string, parameters: readonly Parameter[]): string {
	return `IFS= read -r -d '' ${given}_input || true
${given}() {
	local pattern='"'"$1"'"[[:space:]]*:[[:space:]]*"(([^"\\\\]|\\\\.)*)"'
	[[ $${given}_input =~ $pattern ]] || { printf 'The input has no text "%s".\\n' "$1" >&2; exit 2; }
	local text="\${BASH_REMATCH[1]//\\\\\\///}"
	printf -v "${given}_$1" '%b' "\${text//\\\\\\"/\\"}"
}
${parameters.map(({name}) => `${given} ${name}\n`).join('')}`;
}

/** A name that the code does not use. */
function freeIdentifier(code: string): string {
	return ['given', 'skill_input', 'input_of_skill'].find(name => !code.includes(name)) ?? 'input_of_this_skill';
}
