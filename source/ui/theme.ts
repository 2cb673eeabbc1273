/** Themes: which tone looks how. The only place where a colour becomes an escape sequence. */

import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {ConfigError, packageRoot, skillliteHome} from '../../sandbox/index.ts';
import {readBounded} from '../core/read-bounded.ts';
import type {Line} from './line.ts';
import {parseTones, type Tones, type ToneStyle} from './parse-tones.ts';

/** Bits of colour that a terminal has: none, 16 colours, 256, all. */
export type ColorDepth = 1 | 4 | 8 | 24;

export interface Theme {
	readonly name: string;
	/** A line as text with the escapes of its tones. */
	paint(line: Line): string;
}

/** A theme is a page of text at most. */
const mostBytes = 65_536;

/** The names of all themes: those of the program, and the person's own. */
export function themeNames(): readonly string[] {
	return [...new Set([...namesIn(bundledFolder()), ...namesIn(ownFolder())])];
}

/** The file of a theme of the person's own; null for one that comes with the program, whatever they call theirs. */
export function ownThemePath(name: string): string | null {
	return namesIn(bundledFolder()).includes(name) ? null : join(ownFolder(), `${name}.json`);
}

/** The theme of that name as this terminal shows it. Throws a ConfigError for one that cannot be read. */
export function readTheme(name: string, depth: ColorDepth): Theme {
	if (!/^[\w-]{1,64}$/.test(name)) {
		throw new ConfigError(`${JSON.stringify(name)} is no name of a theme`);
	}

	const path = ownThemePath(name) ?? join(bundledFolder(), `${name}.json`);
	return createTheme(name, parseTones(readBounded(path, mostBytes)), depth);
}

/** The same, where colours are no reason to stop: one that cannot be read looks like none at all. */
export function loadTheme(name: string, depth: ColorDepth): Theme {
	try {
		return readTheme(name, depth);
	} catch {
		return createTheme(name, {}, depth);
	}
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

function bundledFolder(): string {
	return join(packageRoot(), 'themes');
}

function ownFolder(): string {
	return join(skillliteHome(), 'themes');
}

function namesIn(folder: string): readonly string[] {
	try {
		const files = readdirSync(folder).map(file => /^([\w-]{1,64})\.json$/.exec(file)?.[1]);
		return files.filter(name => name !== undefined).sort();
	} catch {
		// Most people have no themes of their own.
		return [];
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
