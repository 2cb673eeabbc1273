/** `install` entries in the front matter (`metadata.*.install[]`): packages that another program would fetch for the skill. */

import type {PackageFact} from './dependency.ts';
import {commandFacts} from './install-commands.ts';
import {npmPackage} from './npm-package.ts';
import {pythonPackage} from './python-package.ts';

/** Pure; `data` is the front matter as read from YAML, in which every scalar is text. */
export function installEntries(data: unknown): readonly PackageFact[] {
	return entriesBelow(data).flatMap(entry => (typeof entry === 'string' ? ofCommand(entry) : ofRecord(entry)));
}

/** The members of every list or text under a key `install`, at any depth. */
function entriesBelow(value: unknown, isInstall = false): readonly unknown[] {
	if (typeof value === 'string') {
		return isInstall ? [value] : [];
	}

	if (Array.isArray(value)) {
		return value.flatMap(item => (isInstall ? [item] : entriesBelow(item)));
	}

	if (typeof value !== 'object' || value === null) {
		return [];
	}

	return isInstall && 'kind' in value
		? [value]
		: Object.entries(value).flatMap(([key, member]) => entriesBelow(member, isInstall || key === 'install'));
}

function ofCommand(command: string): readonly PackageFact[] {
	return command.split(/&&|\|\||[;\n]/).flatMap(part => commandFacts(part.trim().split(/\s+/)).map(({fact}) => fact));
}

/** `{kind: node, package: name}`, `{kind: uv, package: name}`, `{command: "…"}`. */
function ofRecord(entry: unknown): readonly PackageFact[] {
	const {kind, type, package: name, command, run} = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<string, unknown>;
	const manager = typeof kind === 'string' ? kind : type;
	const commands = [command, run].filter(text => typeof text === 'string').flatMap(ofCommand);
	if (typeof name !== 'string' || typeof manager !== 'string') {
		return commands;
	}

	const found = /^(?:node|npm|pnpm|yarn|bun)$/.test(manager)
		? npmPackage(name, 'manifest')
		: /^(?:uv|pip|pipx|python|pypi)$/.test(manager)
			? pythonPackage(name.replace(/@(?=\d)/, '=='), 'manifest')
			: undefined;
	return [...(found ?? []), ...commands];
}
