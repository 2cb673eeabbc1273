/** What stays the same for as long as a screen is open, for every component. */

import type {Controller} from './controller.ts';
import type {KeyMap} from './input/key-map.ts';
import type {Glyphs} from './glyphs.ts';
import type {HeaderFacts} from './panes/status-line.ts';
import type {Theme} from './theme.ts';

export interface ScreenContext {
	readonly controller: Controller;
	/** Below the prompt, with the terminal's own scrolling, instead of on a screen of its own. */
	readonly isInline: boolean;
	readonly facts: Omit<HeaderFacts, 'backend'>;
	readonly glyphs: Glyphs;
	readonly keys: KeyMap;
	/** A theme by its name; null for the one that was chosen at the start. */
	themeOf(name: string | null): Theme;
	/** Whether anything may turn. */
	readonly hasMotion: boolean;
}
