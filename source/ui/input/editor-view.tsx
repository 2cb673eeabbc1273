/** The editor as it is drawn, with the terminal's own cursor in it: input methods open their window there. */

import {Box, Text, useCursor} from 'ink';
import {drawEditor, type EditorGlyphs, type EditorLine} from './editor-lines.ts';
import type {EditorState} from './editor-state.ts';

export interface EditorViewProps {
	readonly state: EditorState;
	/** Cells of the whole editor. */
	readonly width: number;
	readonly theme: {paint(line: EditorLine): string};
	/** Rows that it may take at most. */
	readonly rows?: number;
	readonly glyphs?: EditorGlyphs;
	readonly placeholder?: string | undefined;
	/** Cell of its upper left corner on the screen; null while another pane has the keyboard, and the cursor is hidden. */
	readonly origin?: {readonly x: number; readonly y: number} | null;
}

/** Draw the editor. */
export function EditorView({state, width, theme, rows, glyphs, placeholder, origin = {x: 0, y: 0}}: EditorViewProps) {
	const {setCursorPosition} = useCursor();
	const {lines, cursor} = drawEditor(state, {width, ...(rows !== undefined && {rows}), ...(glyphs && {glyphs}), placeholder});
	setCursorPosition(origin === null ? undefined : {x: origin.x + cursor.x, y: origin.y + cursor.y});
	return (
		<Box flexDirection="column" width={width} height={lines.length} flexShrink={0}>
			{lines.map((line, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
				<Text key={index} wrap="truncate">
					{theme.paint(line) || ' '}
				</Text>
			))}
		</Box>
	);
}
