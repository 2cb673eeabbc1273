/** The panel beside the transcript: both halves where there is room, else the one that was opened. */

import {Box} from 'ink';
import type {Glyphs} from '../glyphs.ts';
import type {Panel} from '../layout.ts';
import {type Line, span} from '../line.ts';
import type {ToolBlock} from '../store/blocks.ts';
import type {EvolutionView} from '../store/evolution-view.ts';
import type {Theme} from '../theme.ts';
import {useStore} from '../use-store.ts';
import {Lines} from './lines.tsx';
import {evolutionLines, resourceLines, type SideLook} from './side-lines.ts';

export interface SidePanelProps {
	readonly evolution: EvolutionView;
	readonly tool: ToolBlock | null;
	/** The only half to show; null for both. */
	readonly only: Panel | null;
	readonly width: number;
	readonly rows: number;
	readonly chosen: number | null;
	readonly rollback: string | null;
	readonly glyphs: Glyphs;
	readonly theme: Theme;
}

export function SidePanel({evolution, tool, only, width, rows, chosen, rollback, glyphs, theme}: SidePanelProps) {
	const state = useStore(evolution, snapshot => snapshot);
	const look: SideLook = {width: width - 2, rows, glyphs, chosen, rollback};
	const below = only === 'evolution' ? [] : resourceLines(tool, look);
	const room = only === null ? Math.max(2, rows - below.length - 1) : rows;
	const above = only === 'resources' ? [] : evolutionLines(state, {...look, rows: room});
	const all: readonly Line[] = [...above, ...(only === null ? [[span(glyphs.rule.repeat(width - 2), 'border')]] : []), ...below].slice(
		0,
		rows,
	);
	const lines = Array.from({length: rows}, (_, index): Line => [span(`${glyphs.bar} `, 'border'), ...(all[index] ?? [])]);
	return (
		<Box width={width} flexShrink={0}>
			<Lines lines={lines} width={width} rows={rows} theme={theme} />
		</Box>
	);
}
