/** The part of the conversation that is on the screen. */

import {Box} from 'ink';
import type {Line} from '../line.ts';
import type {Theme} from '../theme.ts';
import {Lines} from './lines.tsx';

export interface TranscriptProps {
	readonly lines: readonly Line[];
	readonly width: number;
	readonly rows: number;
	readonly theme: Theme;
}

/** The lines at the lower edge: what is said last stands next to the draft. */
export function Transcript({lines, width, rows, theme}: TranscriptProps) {
	return (
		<Box flexDirection="column" justifyContent="flex-end" width={width} height={rows} overflow="hidden" flexShrink={0}>
			<Lines lines={lines} width={width} theme={theme} />
		</Box>
	);
}
