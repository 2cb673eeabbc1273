/** Lines on the screen: one text each, already cut to the width, so that nothing is measured or wrapped again. */

import {Box, Text} from 'ink';
import {memo} from 'react';
import type {Line} from '../line.ts';
import type {Theme} from '../theme.ts';

export interface LinesProps {
	readonly lines: readonly Line[];
	readonly width: number;
	/** Rows to take, where that is more than there are lines. */
	readonly rows?: number;
	readonly theme: Theme;
}

export const Lines = memo(function Lines({lines, width, rows, theme}: LinesProps) {
	return (
		<Box flexDirection="column" width={width} flexShrink={0} {...(rows === undefined ? {} : {height: rows, overflow: 'hidden'})}>
			{lines.map((line, index) => (
				// A line has no identity beside its place on the screen.
				// biome-ignore lint/suspicious/noArrayIndexKey: that place is the key
				<Text key={index} wrap="truncate-end">
					{line.length === 0 ? ' ' : theme.paint(line)}
				</Text>
			))}
		</Box>
	);
});
