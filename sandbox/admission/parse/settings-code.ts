/** Command lines that stand in settings and manifests, where other programs run them: npm scripts, hooks, tasks, workflows. */

import {blocksOf} from '../instructions/blocks.ts';
import type {DocumentBlock} from './read-code.ts';

const settings = /\.(?:json|jsonc|ya?ml|toml|tf|hcl)$/i;
const inJson =
	/"(?:command|cmd|run|exec|shell|script|entrypoint|(?:pre|post)?install|prepare|prepublish(?:Only)?|prebuild|postbuild|start|setup|bootstrap|args)"\s*:\s*"((?:[^"\\]|\\.){4,2000})"/g;
const inYaml =
	/^[ \t-]*(?:command|cmd|run|exec|shell|script|entrypoint|install|setup|bootstrap)[ \t]*:[ \t]*(?:[|>][-+]?[ \t]*\n((?:[ \t]+[^\n]*\n?|\n)+)|([^\n|>&*{[][^\n]*))/gm;
const assigned =
	/^[ \t]*(?:command|cmd|run|exec|shell|script|entrypoint|install|setup|bootstrap|inline|user_data)[ \t]*=[ \t]*\[?[ \t]*"((?:[^"\\\n]|\\.){4,2000})"/gm;
const network = /\b(?:curl|wget|nc|ncat|bash|sh|eval|base64|python3?|node|perl|powershell|iwr|dig|nslookup|scp|rm)\b|\/dev\/tcp/;

/** The command lines of a file of settings; of a document, those of its JSON and YAML blocks, which are there to be copied. */
export function settingsCode(file: string, text: string): readonly DocumentBlock[] {
	if (settings.test(file)) {
		return commandsIn(text).map(found => ({...found, file, language: 'bash', isShown: false, layer: 'code'}));
	}

	if (!/```|~~~/.test(text)) {
		return [];
	}

	return blocksOf(text)
		.filter(({kind, language}) => kind === 'code' && /^(?:json[c5]?|ya?ml|toml)$/.test(language))
		.flatMap(block =>
			commandsIn(block.text).map(found => ({...found, start: block.start + found.start, file, language: 'bash', isShown: false})),
		);
}

function commandsIn(text: string): readonly Pick<DocumentBlock, 'text' | 'start'>[] {
	const json = [...text.matchAll(inJson)].map(match => at(match, unescaped(match[1] ?? ''), match[1] ?? ''));
	const yaml = [...text.matchAll(inYaml)].map(match => at(match, dedented(match[1] ?? match[2] ?? ''), match[1] ?? match[2] ?? ''));
	const terms = [...text.matchAll(assigned)].map(match => at(match, unescaped(match[1] ?? ''), match[1] ?? ''));
	return [...json, ...yaml, ...terms].filter(found => network.test(found.text));
}

function at(match: RegExpExecArray, text: string, raw: string): Pick<DocumentBlock, 'text' | 'start'> {
	return {text, start: match.index + match[0].lastIndexOf(raw)};
}

function unescaped(text: string): string {
	return text
		.replaceAll(/\\(["\\/])/g, '$1')
		.replaceAll('\\n', '\n')
		.replaceAll('\\t', '\t')
		.trim();
}

function dedented(text: string): string {
	return (
		text
			.replaceAll(/^[ \t]+/gm, '')
			// The workflow engine puts values in before any shell sees the quotes.
			.replaceAll(/'([^'\n]*\$\{\{[^'\n]*)'/g, '"$1"')
			.replaceAll(/\$\{\{\s*toJSON\(\s*secrets\s*\)\s*\}\}/gi, '$(env)')
			.replaceAll(/\$\{\{\s*secrets\.(\w+)\s*\}\}/g, '$$$1_SECRET')
			.replaceAll(/\$\{\{[^}\n]*\}\}/g, 'value')
	);
}
