/** Opens the full-screen chat and stays until the person leaves. The one door of this folder, behind a dynamic import. */

import {setTimeout as wait} from 'node:timers/promises';
import {type Instance, render} from 'ink';
import {type ConsentPort, toSkillLiteError} from '../../sandbox/index.ts';
import type {QuestionPort} from '../core/question.ts';
import type {Outside, Remark, ScreenAgent} from './agent-port.ts';
import {App} from './app.tsx';
import {type Controller, createController} from './controller.ts';
import {glyphsFor} from './glyphs.ts';
import {defaultKeys} from './input/key-map.ts';
import {StdinFilter} from './input/stdin-filter.ts';
import {restoreOnExit, restoreTerminal} from './restore-terminal.ts';
import type {ScreenContext} from './screen-context.ts';
import {createEvolutionView, type EvolutionView} from './store/evolution-view.ts';
import type {ChatState} from './store/chat-state.ts';
import {colorDepth, loadTheme, themeNames} from './theme.ts';

/** What the screen offers to the agent that is being started. */
export interface ScreenPorts {
	readonly consent: ConsentPort;
	readonly questions: QuestionPort;
	/** Something the person should know. */
	readonly remark: (remark: Remark) => void;
}

export interface ScreenOptions {
	/** Name of the project folder. */
	readonly project: string;
	readonly level: 1 | 2 | 3;
	/** Below the prompt instead of on a screen of its own. */
	readonly isInline: boolean;
	readonly noColor: boolean;
	/** The name of a theme; undefined for the one that fits. */
	readonly theme?: string | undefined;
	/** Fires when the program is to end. */
	readonly signal: AbortSignal;
	readonly evolution?: EvolutionView | undefined;
	/** Finds model and skills while the screen is already there. */
	start(ports: ScreenPorts): Promise<ScreenAgent>;
	readonly outside: Pick<Outside, 'copy' | 'listFiles'> & {
		/** Run the person's pager or editor on the terminal, which is theirs meanwhile. */
		page(text: string): Promise<void>;
		edit(text: string): Promise<string | null>;
	};
}

/** Chat until the person leaves; gives what happened. Rejects where the agent cannot be started. */
export async function openScreen(options: ScreenOptions): Promise<ChatState> {
	const isSlow = Boolean(process.env.SSH_CONNECTION);
	const left = Promise.withResolvers<void>();
	let instance: Instance | undefined;
	let isAlternate = !options.isInline;
	let isOver = false;

	/** Hand the terminal over; Ink paints everything again afterwards. */
	async function handOver<T>(work: () => Promise<T>): Promise<T> {
		isAlternate = false;
		unmount();
		try {
			return await work();
		} finally {
			if (!isOver) {
				isAlternate = !options.isInline;
				mount();
			}
		}
	}

	function lend(work: () => Promise<void>): void {
		handOver(work).catch(error => controller.chat.dispatch({type: 'notice', tone: 'bad', text: toSkillLiteError(error).message}));
	}

	const controller = createController({
		coalesceMs: isSlow ? 80 : 40,
		evolution: options.evolution ?? createEvolutionView(),
		themes: themeNames(),
		keys: defaultKeys,
		outside: {
			...options.outside,
			quit: () => left.resolve(),
			suspend: () => lend(stopUntilContinued),
			page: text => lend(() => options.outside.page(text)),
			edit: text => handOver(() => options.outside.edit(text)).catch(() => null),
			redraw: () => lend(async () => {}),
		},
	});
	const context = contextOf(options, controller);
	const keyboard = new StdinFilter(process.stdin, {
		onPasteCut: dropped => controller.screen.dispatch({remark: `the paste was too long: ${dropped} characters are missing`}),
	});

	function mount(): void {
		instance = render(<App context={context} />, {
			stdin: keyboard,
			alternateScreen: !options.isInline,
			incrementalRendering: true,
			exitOnCtrlC: false,
			patchConsole: true,
			interactive: true,
			maxFps: isSlow ? 15 : 30,
			isScreenReaderEnabled: false,
		});
		// It also settles when the screen is handed over; an error is the end.
		instance.waitUntilExit().catch(left.reject);
	}

	function unmount(): void {
		instance?.unmount();
		instance?.cleanup();
		instance = undefined;
	}

	const forget = restoreOnExit(() => isAlternate);
	const onAbort = () => left.resolve();
	options.signal.addEventListener('abort', onAbort, {once: true});
	mount();
	try {
		const started = start(controller, options);
		started.catch(error => left.reject(error));
		await left.promise;
	} finally {
		isOver = true;
		options.signal.removeEventListener('abort', onAbort);
		unmount();
		forget();
		keyboard.destroy();
		restoreTerminal(false);
		// A turn that was stopped puts its children away; who leaves does not wait for one that cannot.
		await Promise.race([controller.close(), wait(2000, undefined, {ref: false})]);
	}

	return controller.chat.snapshot();
}

async function start(controller: Controller, {start: startAgent}: ScreenOptions): Promise<void> {
	const agent = await startAgent({
		consent: controller.desk.consent,
		questions: controller.desk.questions,
		remark: ({tone, text}) => controller.chat.dispatch({type: 'notice', tone, text}),
	});
	controller.open(agent);
}

function contextOf({project, level, isInline, noColor, theme}: ScreenOptions, controller: Controller): ScreenContext {
	const depth = colorDepth(process.stdout, noColor);
	const first = theme ?? (depth === 1 ? 'mono' : depth === 4 ? '16-colour' : 'dark');
	const known = new Map<string, ReturnType<typeof loadTheme>>();
	return {
		controller,
		isInline,
		facts: {project, level},
		glyphs: glyphsFor(),
		keys: defaultKeys,
		hasMotion: !process.env.SSH_CONNECTION && process.env.SKILLLITE_REDUCED_MOTION === undefined,
		themeOf(name) {
			const wanted = name ?? first;
			const theme = known.get(wanted) ?? loadTheme(wanted, depth);
			known.set(wanted, theme);
			return theme;
		},
	};
}

/** Stop as Ctrl+Z stops any program; the shell's fg continues here. */
async function stopUntilContinued(): Promise<void> {
	process.kill(process.pid, 'SIGTSTP');
	// The signal is taken before anything else that waits.
	await wait(50);
}
