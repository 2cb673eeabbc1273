/** The live view of the arena on a terminal: a door of this folder, behind a dynamic import. */

import {type Key, render, useInput, useWindowSize} from 'ink';
import type {ArenaConfig, ArenaEvent} from '../evolution/arena/arena.ts';
import {type Glyphs, glyphsFor} from './glyphs.ts';
import {arenaLines} from './panes/arena-lines.ts';
import {Lines} from './panes/lines.tsx';
import {restoreOnExit, restoreTerminal} from './restore-terminal.ts';
import {type ArenaAction, type ArenaState, newArena, reduceArena} from './store/arena-state.ts';
import {coalesced, type Store} from './store/store.ts';
import {colorDepth, loadTheme, type Theme} from './theme.ts';
import {useStore} from './use-store.ts';

export interface ArenaScreenOptions {
	readonly config: ArenaConfig;
	readonly noColor: boolean;
	/** The name of a theme; undefined for the one that fits. */
	readonly theme: string | undefined;
	/** The person wants to stop. */
	readonly onStop: () => void;
}

export interface ArenaScreen {
	show(event: ArenaEvent): void;
	/** Give the terminal back. */
	stop(): void;
}

/** Three frames a second: the processor is for the arena. */
const frameMs = 333;

export function openArenaScreen({config, noColor, theme, onStop}: ArenaScreenOptions): ArenaScreen {
	const store = coalesced(reduceArena, newArena(config, performance.now()), {
		isFrequent: ({type}) => type === 'event',
		intervalMs: frameMs,
	});
	const depth = colorDepth(process.stdout, noColor);
	const forget = restoreOnExit(() => ({isAlternate: true, modesOff: ''}));
	const instance = render(
		<ArenaView
			store={store}
			glyphs={glyphsFor()}
			theme={loadTheme(theme ?? (depth === 1 ? 'mono' : depth === 4 ? '16-colour' : 'dark'), depth)}
			onStop={() => {
				store.dispatch({type: 'stop'});
				onStop();
			}}
		/>,
		{
			alternateScreen: true,
			incrementalRendering: true,
			exitOnCtrlC: false,
			patchConsole: true,
			interactive: true,
			maxFps: 4,
			isScreenReaderEnabled: false,
		},
	);
	return {
		show: event => store.dispatch({type: 'event', event, now: performance.now()}),
		stop() {
			instance.unmount();
			instance.cleanup();
			forget();
			restoreTerminal({isAlternate: false, modesOff: ''});
		},
	};
}

export interface ArenaViewProps {
	readonly store: Store<ArenaState, ArenaAction>;
	readonly glyphs: Glyphs;
	readonly theme: Theme;
	readonly onStop: () => void;
}

/** Draws the snapshot, and nothing else. */
export function ArenaView({store, glyphs, theme, onStop}: ArenaViewProps) {
	const {columns, rows} = useWindowSize();
	const state = useStore(store, all => all);
	useInput((input, key) => {
		if (isStop(input, key)) {
			onStop();
		}
	});
	return <Lines lines={arenaLines(state, {width: columns, rows, glyphs})} width={columns} rows={rows} theme={theme} />;
}

function isStop(input: string, key: Key): boolean {
	return key.escape || input === 'q' || (key.ctrl && input === 'c');
}
