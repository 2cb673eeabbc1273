/** `skilllite config`: the user's own settings: get, set, list, path. */

import {toDisplay, UsageError} from '../../sandbox/index.ts';
import {readUserConfig, userConfigPath} from '../core/config-file.ts';
import {assertUserKey, isSecretKey, setUserConfig} from '../core/user-config.ts';
import type {CommandContext} from './command.ts';

const hidden = '[set]';

export async function config({positionals, output, interrupts}: CommandContext): Promise<number> {
	const [action = 'list', key, value] = positionals;
	switch (action) {
		case 'path':
			output.data(`${toDisplay(userConfigPath())}\n`);
			return 0;
		case 'list': {
			const shown = Object.fromEntries(Object.entries(readUserConfig()).map(([name, kept]) => [name, shownValue(name, kept)]));
			if (output.json) {
				output.document(shown);
			} else {
				output.data(Object.entries(shown).map(line).join(''));
			}

			return 0;
		}

		case 'get': {
			assertUserKey(key ?? '');
			const kept = readUserConfig()[key ?? ''];
			if (output.json) {
				output.document({[key ?? '']: kept === undefined ? null : shownValue(key ?? '', kept)});
			} else if (kept === undefined) {
				output.note(`${key} is not set.`);
			} else {
				output.data(`${textOf(shownValue(key ?? '', kept))}\n`);
			}

			return 0;
		}

		case 'set':
			assertUserKey(key ?? '');
			setUserConfig(key ?? '', await valueFor(key ?? '', value, interrupts.signal));
			output.note(`${key} is ${value === '' ? 'not set any more' : 'set'}.`);
			return 0;
		default:
			throw new UsageError(`There is no command config ${JSON.stringify(toDisplay(action))}.`, {hint: 'Write get, set, list or path.'});
	}
}

/** A key is not taken from the command line, where other programs see it and shells keep it. */
async function valueFor(key: string, value: string | undefined, signal: AbortSignal): Promise<unknown> {
	if (!isSecretKey(key)) {
		if (value === undefined) {
			throw new UsageError(`The command config set ${key} needs a value.`, {hint: "An empty one, '', takes the setting away."});
		}

		return value === '' ? undefined : parsed(value);
	}

	if (value === '') {
		return undefined;
	}

	if (value !== undefined && value !== '-') {
		throw new UsageError('A key is not taken from the command line: other programs can read it there.', {
			hint: `Write skilllite config set ${key} and give it on stdin.`,
		});
	}

	const typed = (await readSecret(signal)).trim();
	if (!/^[\x21-\x7E]+$/.test(typed)) {
		throw new UsageError('That is no key: it is empty, or holds a space or a character that no HTTP header can carry.');
	}

	return typed;
}

async function readSecret(signal: AbortSignal): Promise<string> {
	if (process.stdin.isTTY) {
		const {readHiddenLine} = await import('./terminal-keys.ts');
		return (await readHiddenLine('The key, which is not shown, then Enter: ', signal)) ?? '';
	}

	const {readStdin} = await import('./read-stdin.ts');
	return readStdin(64 * 1024, signal);
}

/** Numbers, lists and maps as JSON; what is no JSON is a text. */
function parsed(value: string): unknown {
	try {
		const json: unknown = JSON.parse(value);
		return json;
	} catch {
		return value;
	}
}

function line([key, value]: readonly [string, unknown]): string {
	return `${toDisplay(`${key} = ${textOf(value)}`, {reveal: true})}\n`;
}

function shownValue(key: string, value: unknown): unknown {
	return isSecretKey(key) ? hidden : value;
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value : JSON.stringify(value);
}
