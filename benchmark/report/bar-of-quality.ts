/** A figure that was promised, beside the one that was measured. */

import {markdownTable} from './table.ts';

export interface QualityBar {
	readonly name: string;
	readonly target: string;
	readonly measured: string;
	/** Undefined where this benchmark cannot say. */
	readonly met: boolean | undefined;
}

/** A bar whose figure must not be above its target; not measured when the figure is NaN. */
export function atMost(name: string, measured: number, target: number, show: (value: number) => string): QualityBar {
	return {
		name,
		target: `≤ ${show(target)}`,
		measured: Number.isNaN(measured) ? 'not measured' : show(measured),
		met: Number.isNaN(measured) ? undefined : measured <= target,
	};
}

export function barsTable(bars: readonly QualityBar[]): string {
	const word = (met: boolean | undefined) => (met === undefined ? '–' : met ? 'yes' : '**no**');
	return markdownTable(
		['bar', 'target', 'measured', 'met'],
		bars.map(({name, target, measured, met}) => [name, target, measured, word(met)]),
	);
}
