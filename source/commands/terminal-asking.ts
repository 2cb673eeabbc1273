import type {Style} from '../core/terminal.ts';

/** How a question is put at a terminal without the full screen. */
export interface TerminalAsking {
	readonly style: Style;
	/** What Ctrl+C does beside denying: it stops the turn or the program. */
	readonly onInterrupt: () => void;
	/** For a screen reader: one choice a line, answered by its number. */
	readonly isNumbered?: boolean;
}
