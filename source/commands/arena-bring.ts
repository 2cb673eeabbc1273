/** `arena --bring FILE`: results with a real model, compared as the arena compares its own. */

import {ConfigError, toDisplay} from '../../sandbox/index.ts';
import {readBounded} from '../core/read-bounded.ts';
import {type BroughtFigures, broughtFigures, parseBrought} from '../evolution/arena/brought.ts';
import {decimal, signed} from '../evolution/arena/targets.ts';
import type {Output} from './output.ts';
import {formatFigures} from './table.ts';

const mostBytes = 64_000_000;
const enoughSeeds = 3;

export function bring(path: string, output: Output): number {
	const text = readBounded(path, mostBytes);
	if (text === null) {
		throw new ConfigError(`Cannot read ${path}: there is no such file.`);
	}

	const brought = parseBrought(text);
	const figures = broughtFigures(brought);
	if (output.json) {
		const {model, set, baseline} = brought;
		output.document({v: 1, model, set, baseline, figures});
		return 0;
	}

	const head = ['ARM', 'SEEDS', 'SUCCESS', 'AGAINST BASELINE', 'WON', 'LOST', 'E', 'TOKENS'];
	output.data(`${toDisplay(brought.model)} on ${toDisplay(brought.set)}, baseline ${toDisplay(brought.baseline)}\n`);
	output.data(formatFigures(head, figures.map(row), output.dataStyle, 1));
	if (figures.some(({seeds}) => seeds < enoughSeeds)) {
		output.note(`Fewer than ${enoughSeeds} seeds: how much a run differs from the next cannot be told.`);
	}

	return 0;
}

function row({arm, seeds, success, tokens, paired}: BroughtFigures): readonly string[] {
	const share = `${decimal(success.rate ?? Number.NaN)} [${decimal(success.low)}, ${decimal(success.high)}]`;
	const spent = tokens === null ? '–' : String(Math.round(tokens));
	if (paired === null || paired.pairs === 0) {
		return [toDisplay(arm), String(seeds), share, paired === null ? '' : 'no common tasks', '', '', '', spent];
	}

	const {difference, wins, losses, eValue} = paired;
	const against = `${signed(difference.mean)} [${signed(difference.low)}, ${signed(difference.high)}]`;
	return [toDisplay(arm), String(seeds), share, against, String(wins), String(losses), eValue.toPrecision(3), spent];
}
