/** Where the person is on the screen: the draft, what is scrolled, opened and focused. Pure. */

import {type EditorState, initialEditor} from '../input/editor-state.ts';
import type {Panel} from '../layout.ts';
import type {Picker} from './picker.ts';
import type {Scroll} from './window.ts';

export interface ScreenState {
	readonly editor: EditorState;
	/** Null follows the end. */
	readonly scroll: Scroll | null;
	readonly focus: 'editor' | 'transcript' | 'panel';
	/** Id of the tool pane that has the focus. */
	readonly tool: number | null;
	/** Tool panes that are not as they would be by themselves. */
	readonly toggled: ReadonlySet<number>;
	readonly panel: Panel | 'none' | null;
	/** The artefact that is chosen in the evolution panel. */
	readonly chosen: number;
	/** The artefact that the next `y` rolls back. */
	readonly rollback: string | null;
	/** The list that is open; null for none. */
	readonly picker: Picker | null;
	/** Rows that the key map is scrolled by; null where it is not shown. */
	readonly help: number | null;
	/** A short remark on the status line; the next key removes it. */
	readonly remark: string;
	/** What a command does that takes longer; null where none does. */
	readonly work: string | null;
	/** The name of the theme that was chosen here; null for the one at the start. */
	readonly theme: string | null;
	/** How often the file of the theme was read again. */
	readonly themeRead: number;
}

export const initialScreen: ScreenState = {
	// Until the agent is there, messages wait as they do during a turn.
	editor: {...initialEditor, busy: true},
	scroll: null,
	focus: 'editor',
	tool: null,
	toggled: new Set(),
	panel: null,
	chosen: 0,
	rollback: null,
	picker: null,
	help: null,
	remark: '',
	work: null,
	theme: null,
	themeRead: 0,
};

export type ScreenChange = Partial<ScreenState>;

export function reduceScreen(state: ScreenState, change: ScreenChange): ScreenState {
	const isSame = Object.entries(change).every(([key, value]) => state[key as keyof ScreenState] === value);
	return isSame ? state : {...state, ...change};
}

/** Open or close a tool pane. */
export function toggle({toggled}: Pick<ScreenState, 'toggled'>, id: number): ReadonlySet<number> {
	const next = new Set(toggled);
	if (!next.delete(id)) {
		next.add(id);
	}

	return next;
}

/** The pane before or after the focused one; from none to the last. Null past the last. */
export function nextTool(tools: readonly number[], current: number | null, by: 1 | -1): number | null {
	const at = current === null ? -1 : tools.indexOf(current);
	return at === -1 ? (tools.at(-1) ?? null) : by === -1 ? (tools[Math.max(0, at - 1)] ?? null) : (tools[at + 1] ?? null);
}
