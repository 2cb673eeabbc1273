/** Themes: which tone looks how. The only place where a colour becomes an escape sequence. */

import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {packageRoot} from '../../sandbox/index.ts';
import type {Line, Tone} from './line.ts';

/** Bits of colour that a terminal has: none, 16 colours, 256, all. */
export type ColorDepth = 1 | 4 | 8 | 24;

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

export interface Theme {
	readonly name: string;
	/** A line as text with the escapes of its tones. */
	paint(line: Line): string;
}

type Tones = Readonly<Partial<Record<Tone, ToneStyle>>>;

/** The names of the themes that come with the program. */
export function themeNames(): readonly string[] {
	return readdirSync(join(packageRoot(), 'themes'))
		.filter(name => name.endsWith('.json'))
		.map(name => name.slice(0, -'.json'.length));
}

/** The theme of that name as this terminal shows it; one that cannot be read looks like none at all. */
export function loadTheme(name: string, depth: ColorDepth): Theme {
	return createTheme(name, readTones(name), depth);
}

/** A theme from its tones. */
export function createTheme(name: string, tones: Tones, depth: ColorDepth): Theme {
	const opens = new Map(Object.entries(tones).map(([tone, style]) => [tone, codesOf(style, depth).join(';')]));
	return {
		name,
		paint: line =>
			line
				.map(({text, tone}) => {
					const codes = opens.get(tone);
					return codes ? `\u001B[${codes}m${text}\u001B[0m` : text;
				})
				.join(''),
	};
}

/** How many colours there are: none with NO_COLOR or a dumb terminal. */
export function colorDepth(
	stream: {getColorDepth?(env?: object): number},
	noColor: boolean,
	env: NodeJS.ProcessEnv = process.env,
): ColorDepth {
	if (noColor || env.NO_COLOR) {
		return 1;
	}

	// Node sees no colours where CI is set to anything, also to "false"; who draws a screen has looked at that already.
	const {CI: _, ...others} = env;
	const depth = stream.getColorDepth?.(others) ?? 1;
	return depth >= 24 ? 24 : depth >= 8 ? 8 : depth >= 4 ? 4 : 1;
}

function readTones(name: string): Tones {
	if (!/^[\w-]+$/.test(name)) {
		return {};
	}

	try {
		const {tones}: {readonly tones?: Tones} = JSON.parse(readFileSync(join(packageRoot(), 'themes', `${name}.json`), 'utf8'));
		return tones ?? {};
	} catch {
		// Colours are no reason not to chat.
		return {};
	}
}

function codesOf(style: ToneStyle, depth: ColorDepth): readonly string[] {
	const attributes = [style.bold && '1', style.dim && '2', style.italic && '3', style.underline && '4', style.inverse && '7'];
	return [...attributes.filter(code => typeof code === 'string'), ...colorOf(style, depth)];
}

function colorOf({color, ansi}: ToneStyle, depth: ColorDepth): readonly string[] {
	if (depth >= 8 && color !== undefined && /^#[\da-f]{6}$/i.test(color)) {
		const channels = [1, 3, 5].map(at => Number.parseInt(color.slice(at, at + 2), 16));
		return [depth === 24 ? `38;2;${channels.join(';')}` : `38;5;${paletteIndex(channels)}`];
	}

	return depth >= 4 && ansi !== undefined ? [String(ansi < 8 ? 30 + ansi : 82 + ansi)] : [];
}

/** The nearest of the 6×6×6 cube. */
function paletteIndex(channels: readonly number[]): number {
	return channels.reduce((index, channel) => index * 6 + Math.round((channel / 255) * 5), 0) + 16;
}
