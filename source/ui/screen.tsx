/** Opens the full-screen chat and stays until the person leaves. The one door of this folder, behind a dynamic import. */

import {setTimeout as wait} from 'node:timers/promises';
import {type Instance, render} from 'ink';
import {type ConsentPort, toSkillLiteError} from '../../sandbox/index.ts';
import type {AskSecret, QuestionPort} from '../core/question.ts';
import type {Remark, ScreenAgent} from './agent-port.ts';
import {App} from './app.tsx';
import {type Controller, createController} from './controller.ts';
import {glyphsFor} from './glyphs.ts';
import {listFiles} from './input/completion.ts';
import {readPastedImage} from './input/pasted-image.ts';
import {openHistory} from './input/history.ts';
import {createKeyMap} from './input/key-map.ts';
import {StdinFilter} from './input/stdin-filter.ts';
import {loadMarkdown} from './markdown/render.ts';
import {restoreOnExit, restoreTerminal} from './restore-terminal.ts';
import type {ScreenContext} from './screen-context.ts';
import {createLateEvolutionView, type EvolutionSource, type LateEvolutionView} from './store/evolution-view.ts';
import type {ChatState} from './store/chat-state.ts';
import type {ClipboardRoute} from './terminal/sequences.ts';
import {createTerminal, type Terminal} from './terminal/terminal.ts';
import {type ColorDepth, colorDepth} from './theme.ts';
import {createThemeShelf, type ThemeShelf} from './theme-shelf.ts';

/** What the screen offers to the agent that is being started. */
export interface ScreenPorts {
	readonly consent: ConsentPort;
	readonly questions: QuestionPort;
	/** Let the person choose from a list; null where nothing was chosen. */
	readonly choose: Controller['choose'];
	/** Let the person type a secret, unseen. */
	readonly askSecret: AskSecret;
	/** What is learnt, for its panel. */
	readonly showEvolution: (source: EvolutionSource) => void;
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
	/** Keep a theme for later conversations; gives what to say about it. */
	readonly keepTheme: (name: string) => Promise<string>;
	/** The person's own keys, by id. */
	readonly keys?: Readonly<Record<string, readonly string[]>>;
	readonly clipboard?: ClipboardRoute | undefined;
	/** Fires when the program is to end. */
	readonly signal: AbortSignal;
	/** Finds model and skills while the screen is already there. */
	start(ports: ScreenPorts): Promise<ScreenAgent>;
	/** Where the workspace is, for `@`. */
	readonly folder: string;
	/** The file that keeps what was sent in this project. */
	readonly historyPath: string;
	/** The person's pager and editor on the terminal, which is theirs meanwhile. */
	readonly programs: {
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
		stdout.write(terminal.modesOff());
		try {
			return await work();
		} finally {
			if (!isOver) {
				isAlternate = !options.isInline;
				stdout.write(terminal.modesOn());
				mount();
			}
		}
	}

	function lend(work: () => Promise<void>): void {
		handOver(work).catch(error => controller.chat.dispatch({type: 'notice', tone: 'bad', text: toSkillLiteError(error).message}));
	}

	const {stdout} = process;
	const keys = createKeyMap(options.keys);
	const terminal = createTerminal({
		write: sequence => stdout.write(sequence),
		...(options.clipboard && {clipboard: options.clipboard}),
		onWheel: notches => controller.scroll(notches * 3),
		onPasteCut: dropped => controller.screen.dispatch({remark: `the paste was too long: ${dropped} characters are missing`}),
	});
	const history = openHistory(options.historyPath);
	const evolution = createLateEvolutionView(error =>
		controller.chat.dispatch({type: 'notice', tone: 'bad', text: toSkillLiteError(error).message}),
	);
	const depth = colorDepth(process.stdout, options.noColor);
	const themes = createThemeShelf({
		depth,
		onChange: () => controller.screen.dispatch({themeRead: controller.screen.snapshot().themeRead + 1}),
		onFault: remark => controller.screen.dispatch({remark}),
	});
	const controller: Controller = createController({
		coalesceMs: isSlow ? 80 : 40,
		evolution,
		themes,
		keys,
		history: history.entries,
		outside: {
			copy: terminal.copy,
			pastedImage: text => readPastedImage(text, options.folder),
			listFiles: () => listFiles(options.folder, {signal: options.signal}),
			remember: history.add,
			keepTheme: options.keepTheme,
			notify: words => terminal.notify('skilllite', words),
			toggleMouse() {
				terminal.setMouse(!terminal.hasMouse());
				return terminal.hasMouse() ? 'the wheel scrolls here; Shift selects text' : 'the mouse is left to the terminal';
			},
			quit: () => left.resolve(),
			suspend: () => lend(stopUntilContinued),
			page: text => lend(() => options.programs.page(text)),
			edit: text => handOver(() => options.programs.edit(text)).catch(() => null),
			redraw: () => lend(async () => {}),
		},
	});
	const firstTheme = firstThemeOf(options, themes, depth);
	const context = contextOf(options, {controller, keys, themeOf: name => themes.of(name ?? firstTheme.name)});
	for (const text of [...keys.problems, ...firstTheme.problems]) {
		controller.chat.dispatch({type: 'notice', tone: 'warning', text});
	}

	themes.use(firstTheme.name);
	controller.screen.subscribe(() => themes.use(controller.screen.snapshot().theme ?? firstTheme.name));
	const keyboard = new StdinFilter(process.stdin, terminal.listeners);

	function mount(): void {
		// Ink does so after its first frame: until then the terminal would eat keys such as Ctrl+R, and echo the rest.
		keyboard.setRawMode(true);
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
		keyboard.setRawMode(false);
	}

	const forget = restoreOnExit(() => ({isAlternate, modesOff: terminal.modesOff()}));
	const onAbort = () => left.resolve();
	options.signal.addEventListener('abort', onAbort, {once: true});
	mount();
	const untitle = entitle(controller, terminal, options.project);
	terminal.watchFocus();
	void followBackground(options, {controller, terminal, depth});
	try {
		const started = start(controller, evolution, options);
		started.catch(error => left.reject(error));
		await left.promise;
	} finally {
		isOver = true;
		themes.close();
		untitle();
		options.signal.removeEventListener('abort', onAbort);
		unmount();
		forget();
		keyboard.destroy();
		restoreTerminal({isAlternate: false, modesOff: terminal.modesOff()});
		// A turn that was stopped puts its children away; who leaves does not wait for one that cannot.
		await Promise.race([controller.close(), wait(2000, undefined, {ref: false})]);
	}

	return controller.chat.snapshot();
}

async function start(controller: Controller, evolution: LateEvolutionView, {start: startAgent}: ScreenOptions): Promise<void> {
	const starting = startAgent({
		consent: controller.desk.consent,
		questions: controller.desk.questions,
		choose: controller.choose,
		askSecret: controller.secret.ask,
		showEvolution: evolution.connect,
		remark: ({tone, text}) => controller.chat.dispatch({type: 'notice', tone, text}),
	});
	const [agent] = await Promise.all([starting, loadMarkdown()]);
	controller.open(agent);
}

/** The theme that was asked for, or the one that fits where it cannot be had. */
function firstThemeOf(
	{theme}: ScreenOptions,
	themes: ThemeShelf,
	depth: ColorDepth,
): {readonly name: string; readonly problems: readonly string[]} {
	const fitting = depth === 1 ? 'mono' : depth === 4 ? '16-colour' : 'dark';
	if (theme === undefined) {
		return {name: fitting, problems: []};
	}

	const fault = themes.names().includes(theme) ? themes.faultOf(theme) : 'there is none of that name';
	return fault === null ? {name: theme, problems: []} : {name: fitting, problems: [`The theme ${theme} is not used: ${fault}.`]};
}

function contextOf(
	{project, level, isInline}: ScreenOptions,
	parts: Pick<ScreenContext, 'controller' | 'keys' | 'themeOf'>,
): ScreenContext {
	return {
		...parts,
		isInline,
		facts: {project, level},
		glyphs: glyphsFor(),
		hasMotion: !process.env.SSH_CONNECTION && process.env.SKILLLITE_REDUCED_MOTION === undefined,
	};
}

/** The title says where it waits for the person, for who looks at a row of tabs. Gives how to end that. */
function entitle({chat, desk}: Controller, terminal: Terminal, project: string): () => void {
	const show = () => {
		const {phase} = chat.snapshot();
		const isBusy = phase !== 'idle' && phase !== 'starting';
		const sign = desk.store.snapshot().waiting.length > 0 ? '? ' : isBusy ? '* ' : '';
		terminal.setTitle(`${sign}skilllite · ${project}`);
	};
	const forget = [chat.subscribe(show), desk.store.subscribe(show)];
	show();
	return () => {
		for (const end of forget) {
			end();
		}
	};
}

/** Where nobody named a theme and there are colours for more than one, the background decides. */
async function followBackground(
	{theme}: ScreenOptions,
	{controller, terminal, depth}: {readonly controller: Controller; readonly terminal: Terminal; readonly depth: ColorDepth},
): Promise<void> {
	if (theme === undefined && depth >= 8 && (await terminal.detectBackground()) === 'light') {
		controller.screen.dispatch({theme: 'light'});
	}
}

/** Stop as Ctrl+Z stops any program; the shell's fg continues here. */
async function stopUntilContinued(): Promise<void> {
	process.kill(process.pid, 'SIGTSTP');
	// The signal is taken before anything else that waits.
	await wait(50);
}
