/** The file of a theme, checked: what is in it becomes escape sequences. Pure. */

import {ConfigError} from '../../sandbox/index.ts';
import {type Tone, tones} from './line.ts';

export interface ToneStyle {
	/** `#rrggbb`, for terminals with 256 colours and more. */
	readonly color?: string;
	/** 0 to 15: the user's own palette, where there are 16 colours. */
	readonly ansi?: number;
	readonly bold?: boolean;
	readonly dim?: boolean;
	readonly italic?: boolean;
	readonly underline?: boolean;
	readonly inverse?: boolean;
}

export type Tones = Readonly<Partial<Record<Tone, ToneStyle>>>;

const attributes = ['bold', 'dim', 'italic', 'underline', 'inverse'];

/** The tones of a theme's file. Throws a ConfigError that says where it is wrong. */
export function parseTones(text: string | null): Tones {
	if (text === null) {
		throw new ConfigError('its file is not there');
	}

	const file = parsed(text);
	const given = isRecord(file) ? file.tones : undefined;
	if (!isRecord(given)) {
		throw new ConfigError('it has no "tones"');
	}

	for (const [name, style] of Object.entries(given)) {
		checkStyle(name, style);
	}

	// Each name and each value was looked at.
	return given as Tones;
}

function checkStyle(name: string, style: unknown): void {
	const known: readonly string[] = tones;
	if (!known.includes(name)) {
		throw new ConfigError(`there is no tone "${name}"`);
	}

	for (const [key, value] of Object.entries(isRecord(style) ? style : {'': style})) {
		const wanted = wantedOf(key, value);
		if (wanted !== null) {
			throw new ConfigError(`"${key === '' ? name : `${name}.${key}`}" is not ${wanted}`);
		}
	}
}

/** What should stand there; null where it does. */
function wantedOf(key: string, value: unknown): string | null {
	if (key === 'color') {
		return typeof value === 'string' && /^#[\da-f]{6}$/i.test(value) ? null : 'a colour as #rrggbb';
	}

	if (key === 'ansi') {
		return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 15 ? null : 'a number from 0 to 15';
	}

	return attributes.includes(key) ? (typeof value === 'boolean' ? null : 'true or false') : key === '' ? 'an object' : 'known';
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (cause) {
		throw new ConfigError(cause instanceof Error ? cause.message : 'it is no JSON', {cause});
	}
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
