/** The editor as it is drawn. Stand-in until the editor is merged. */

import {Box, Text} from 'ink';
import {cutTo} from '../../core/text-width.ts';
import {span} from '../line.ts';
import type {Theme} from '../theme.ts';
import type {EditorState} from './editor-state.ts';

export function EditorView({state, width, theme}: {readonly state: EditorState; readonly width: number; readonly theme: Theme}) {
	return (
		<Box flexDirection="column" width={width}>
			{state.text.split('\n').map((line, index, lines) => (
				<Text key={index} wrap="truncate-start">
					{theme.paint([span(index === 0 ? '› ' : '  ', 'user'), span(cutTo(line, width - 4)), span(index === lines.length - 1 ? '█' : '', 'dim')])}
				</Text>
			))}
		</Box>
	);
}
