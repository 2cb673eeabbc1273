/** The signs of our own that are drawn, each with its ASCII twin. None is wider than a cell, none needs a variation selector. */

import {isUtf8} from '../core/progress.ts';

const unicode = {
	prompt: '›',
	open: '▾',
	closed: '▸',
	done: '✓',
	failed: '✗',
	running: '●',
	waiting: '○',
	bar: '│',
	rule: '─',
	cross: '┬',
	filled: '▓',
	empty: '░',
	bullet: '•',
	more: '…',
	down: '↓',
	dot: '·',
	corners: ['┌', '┐', '└', '┘'],
	junctions: ['├', '┼', '┤'],
	sparks: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
	spinner: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'],
} as const;

export type Glyphs = {readonly [Name in keyof typeof unicode]: (typeof unicode)[Name] extends string ? string : readonly string[]};

const ascii: Glyphs = {
	prompt: '>',
	open: 'v',
	closed: '>',
	done: '+',
	failed: 'x',
	running: '*',
	waiting: 'o',
	bar: '|',
	rule: '-',
	cross: '+',
	filled: '#',
	empty: '.',
	bullet: '*',
	more: '~',
	down: 'v',
	dot: '-',
	corners: ['+', '+', '+', '+'],
	junctions: ['+', '+', '+'],
	sparks: ['.', '.', ':', ':', '|', '|', '#', '#'],
	spinner: ['|', '/', '-', '\\'],
};

/** The signs that this locale can show. */
export function glyphsFor(env: NodeJS.ProcessEnv = process.env): Glyphs {
	return isUtf8(env) ? unicode : ascii;
}
