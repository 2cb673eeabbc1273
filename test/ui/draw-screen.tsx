/** Draws the screen at a size, as Ink would send it to a terminal of that size, without its colours. */

import {EventEmitter} from 'node:events';
import {setImmediate as nextRound, setTimeout as wait} from 'node:timers/promises';
import {stripVTControlCharacters} from 'node:util';
import {render} from 'ink';
import {onTestFinished} from 'vitest';
import {App} from '../../source/ui/app.tsx';
import {type Controller, createController} from '../../source/ui/controller.ts';
import {type Glyphs, glyphsFor} from '../../source/ui/glyphs.ts';
import {defaultKeys} from '../../source/ui/input/key-map.ts';
import {loadMarkdown} from '../../source/ui/markdown/render.ts';
import {createEvolutionView, type EvolutionSnapshot, noEvolution} from '../../source/ui/store/evolution-view.ts';
import {createTheme, type Theme} from '../../source/ui/theme.ts';

await loadMarkdown();

export interface DrawOptions {
	readonly columns: number;
	readonly rows: number;
	readonly evolution?: EvolutionSnapshot;
	readonly glyphs?: Glyphs;
	readonly theme?: Theme;
	readonly isInline?: boolean;
}

export interface DrawnScreen {
	readonly controller: Controller;
	/** The rows as they are now. */
	rows(): Promise<readonly string[]>;
	/** The same with the escapes of its colours. */
	painted(): Promise<string>;
}

/** A terminal that only remembers. */
class Screen extends EventEmitter {
	readonly isTTY = true;
	readonly columns: number;
	readonly rows: number;
	frame = '';

	constructor(columns: number, rows: number) {
		super();
		this.columns = columns;
		this.rows = rows;
	}

	write(text: string): boolean {
		this.frame = text;
		return true;
	}
}

class Keyboard extends EventEmitter {
	readonly isTTY = true;
	setEncoding(): void {}
	setRawMode(): void {}
	resume(): void {}
	pause(): void {}
	ref(): void {}
	unref(): void {}
	read(): string | null {
		return null;
	}
}

/** Wait until what is drawn stays the same for a few rounds of the event loop, each of which lets timers fire. */
async function settled(frame: () => string): Promise<void> {
	for (let [same, last] = [0, frame()]; same < 4; same = frame() === last ? same + 1 : 0, last = frame()) {
		await wait(4);
		await nextRound();
	}
}

export function drawScreen({columns, rows, evolution = noEvolution, glyphs, theme, isInline = false}: DrawOptions): DrawnScreen {
	const nothing = () => {};
	const controller = createController({
		coalesceMs: 1,
		evolution: createEvolutionView(evolution),
		themes: {names: () => [], faultOf: () => null},
		keys: defaultKeys,
		history: [],
		outside: {
			quit: nothing,
			suspend: nothing,
			page: nothing,
			copy: () => '',
			edit: async () => null,
			pastedImage: () => null,
			listFiles: async () => [],
			redraw: nothing,
			toggleMouse: () => '',
			keepTheme: async () => '',
			remember: nothing,
			notify: nothing,
		},
	});
	const screen = new Screen(columns, rows);
	const plain = theme ?? createTheme('none', {}, 1);
	const instance = render(
		<App
			context={{
				controller,
				isInline,
				facts: {project: 'acme-site', level: 3},
				glyphs: glyphs ?? glyphsFor({LANG: 'C.UTF-8'}),
				keys: defaultKeys,
				themeOf: () => plain,
				hasMotion: false,
			}}
		/>,
		// Streams with only what Ink uses of them.
		{
			stdout: screen as unknown as NodeJS.WriteStream,
			stdin: new Keyboard() as unknown as NodeJS.ReadStream,
			debug: true,
			exitOnCtrlC: false,
			patchConsole: false,
		},
	);
	onTestFinished(async () => {
		instance.unmount();
		await controller.close();
	});
	const painted = async () => {
		await settled(() => screen.frame);
		return screen.frame;
	};
	return {controller, painted, rows: async () => stripVTControlCharacters(await painted()).split('\n')};
}
