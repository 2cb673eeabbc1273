/** The side panel: how the agent improves itself, and what the sandbox uses. */

import type {Glyphs} from '../glyphs.ts';
import {cutLine, type Line, lineOf, span} from '../line.ts';
import type {ToolBlock} from '../store/blocks.ts';
import type {EvolutionItem, EvolutionMetric, EvolutionSnapshot} from '../store/evolution-view.ts';
import {meterLines} from './meter-lines.ts';

export interface SideLook {
	readonly width: number;
	readonly rows: number;
	readonly glyphs: Glyphs;
	/** The chosen artefact, where the panel has the focus. */
	readonly chosen: number | null;
	readonly rollback: string | null;
}

/** Pending ones first: what the arrows go through. */
export function itemsOf({pending, active}: EvolutionSnapshot): readonly EvolutionItem[] {
	return [...pending, ...active];
}

export function evolutionLines(state: EvolutionSnapshot, look: SideLook): readonly Line[] {
	const {glyphs} = look;
	const title: Line = [span('Evolution', 'heading'), span(` ${glyphs.dot} ${state.mode}`, 'dim')];
	// What has no case yet has nothing to say.
	const metrics = state.metrics.filter(({value}) => !value.includes('– n=0'));
	if (metrics.length === 0 && itemsOf(state).length === 0) {
		return cutAll([title, lineOf('nothing learnt yet', 'dim')], look);
	}

	return cutAll(
		[
			title,
			...metrics.map(metric => metricLine(metric, glyphs)),
			...(state.canary === '' ? [] : [[span('canary ', 'dim'), span(state.canary)]]),
			lineOf(`pending ${state.pending.length}`, 'dim'),
			...state.pending.map((item, index) => itemLine(item, index, look)),
			...(state.active.length > 0 ? [lineOf('active', 'dim')] : []),
			...state.active.map((item, index) => itemLine(item, state.pending.length + index, look)),
			...(look.chosen === null ? [] : [keysLine(state, look)]),
			...state.log.slice(0, 5).map(entry => [span('log ', 'dim'), span(entry)]),
		],
		look,
	);
}

/** What the sandbox uses, of the tool that runs or ran last. */
export function resourceLines(tool: ToolBlock | null, look: SideLook): readonly Line[] {
	const title = lineOf('Sandbox', 'heading');
	return cutAll(tool === null ? [title, lineOf('nothing has run yet', 'dim')] : [title, ...meterLines(tool, look.glyphs)], look);
}

function metricLine({name, value, history}: EvolutionMetric, glyphs: Glyphs): Line {
	const top = glyphs.sparks.length - 1;
	const curve = history.map(share => glyphs.sparks[Math.round(Math.max(0, Math.min(1, share)) * top)] ?? '').join('');
	return [span(`${name} `, 'dim'), span(value), span(curve === '' ? '' : ` ${curve}`, 'accent')];
}

function itemLine({id, kind, name, evidence, isForeign}: EvolutionItem, index: number, {glyphs, chosen, rollback}: SideLook): Line {
	const isChosen = chosen === index;
	return [
		span(`${isChosen ? glyphs.closed : ' '} ${kind} `, isChosen ? 'focus' : 'dim'),
		span(name, isChosen ? 'strong' : 'plain'),
		span(`  ${evidence}`, 'dim'),
		...(isForeign ? [span(' !', 'warning')] : []),
		...(rollback === id ? [span(' roll back? y', 'warning')] : []),
	];
}

function keysLine({pending}: EvolutionSnapshot, {chosen}: SideLook): Line {
	return lineOf((chosen ?? 0) < pending.length ? '[d] diff  [a] approve  [x] reject' : '[d] show  [r] roll back', 'focus');
}

function cutAll(lines: readonly Line[], {width, rows, glyphs}: SideLook): readonly Line[] {
	return lines.slice(0, rows).map(line => cutLine(line, width, glyphs.more));
}
