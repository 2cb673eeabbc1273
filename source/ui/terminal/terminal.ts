/**
The terminal beside the screen that Ink draws: clipboard, notifications, title, background, mouse, focus.

Knows which modes it set, so that `modesOff` takes back all of them and nothing else.
*/

import type {FilterListeners} from '../input/stdin-filter.ts';
import {readTerminalFacts, type TerminalFacts} from './facts.ts';
import {
	askBackground,
	type ClipboardRoute,
	copySequence,
	focusReportsOff,
	focusReportsOn,
	keepTitle,
	mouseOff,
	mouseOn,
	notifySequence,
	readBackground,
	restoreTitle,
	titleSequence,
} from './sequences.ts';

export interface TerminalOptions {
	/** Send to the terminal, between frames. */
	readonly write: (sequence: string) => void;
	readonly env?: NodeJS.ProcessEnv;
	/** How copies go; what fits the terminal where nothing is said. */
	readonly clipboard?: ClipboardRoute;
	/** The wheel was turned by that many notches; up is positive. */
	readonly onWheel?: (by: number) => void;
	readonly onPasteCut?: FilterListeners['onPasteCut'];
	/** Milliseconds of a clock that never goes back. */
	readonly now?: () => number;
}

/** Who has pressed no key for so long may well look elsewhere. */
const awayMs = 20_000;

export interface Terminal {
	readonly facts: TerminalFacts;
	/** For the filter in front of Ink. */
	readonly listeners: FilterListeners;
	/** Send a text to the clipboard of the terminal; gives what to say about it. Whether it arrives nobody tells. */
	copy(text: string): string;
	/** Say something to a person who looks elsewhere: the window lost the focus or, where nobody tells, no key came for a while. */
	notify(title: string, body: string): void;
	setTitle(title: string): void;
	/** Dark or light; null where the terminal does not say within the time. */
	detectBackground(timeoutMs?: number): Promise<'dark' | 'light' | null>;
	hasMouse(): boolean;
	setMouse(isOn: boolean): void;
	/** Be told of the focus from now on. */
	watchFocus(): void;
	/** Sequences that take back everything that was set. Gives nothing the second time. */
	modesOff(): string;
	/** Set again what was set before, after another program had the terminal. */
	modesOn(): string;
}

/** A terminal nothing has been sent to yet. */
export function createTerminal({
	write,
	env = process.env,
	clipboard,
	onWheel,
	onPasteCut,
	now = () => performance.now(),
}: TerminalOptions): Terminal {
	const facts = readTerminalFacts(env);
	const route = clipboard ?? facts.clipboard;
	/** Null until the terminal has told once: most do so only when it changes, and some never. */
	let hasFocus: boolean | null = null;
	let keyAt = now();
	let title: string | null = null;
	let isMouseOn = false;
	let isFocusWatched = false;
	let areModesOn = true;
	let answer: ((background: 'dark' | 'light' | null) => void) | null = null;

	function send(sequence: string): void {
		if (areModesOn) {
			write(sequence);
		}
	}

	return {
		facts,
		listeners: {
			onReply(type, text) {
				const background = type === 'osc' ? readBackground(text) : null;
				if (background !== null) {
					answer?.(background);
				}
			},
			onMouse({button, isDown}) {
				// 64 and 65 with Shift, Alt and Ctrl taken out; 66 and 67 turn sideways.
				const wheel = button & ~28;
				if (isDown && (wheel === 64 || wheel === 65)) {
					onWheel?.(wheel === 64 ? 1 : -1);
				}
			},
			onFocus(isFocused) {
				hasFocus = isFocused;
			},
			onKeys() {
				keyAt = now();
			},
			...(onPasteCut && {onPasteCut}),
		},
		copy(text) {
			if (route === 'off') {
				return 'Copying is off (setting "clipboard").';
			}

			const {sequence, missingBytes} = copySequence(text, route);
			send(sequence);
			return missingBytes === 0
				? 'Sent to the clipboard of the terminal.'
				: `Sent to the clipboard without its last ${missingBytes} bytes: too long.`;
		},
		notify(name, body) {
			if (hasFocus === false || (hasFocus === null && now() - keyAt >= awayMs)) {
				send(notifySequence(facts.notification, name, body));
			}
		},
		setTitle(next) {
			if (facts.hasTitle && next !== title) {
				send((title === null ? keepTitle : '') + titleSequence(next));
				title = next;
			}
		},
		detectBackground(timeoutMs = 200) {
			if (!facts.answers) {
				return Promise.resolve(null);
			}

			return new Promise(resolve => {
				const finish = (background: 'dark' | 'light' | null) => {
					clearTimeout(timer);
					answer = null;
					resolve(background);
				};
				const timer = setTimeout(() => finish(null), timeoutMs);
				answer = finish;
				send(askBackground);
			});
		},
		hasMouse: () => isMouseOn,
		setMouse(isOn) {
			if (isOn !== isMouseOn) {
				isMouseOn = isOn;
				send(isOn ? mouseOn : mouseOff);
			}
		},
		watchFocus() {
			if (!isFocusWatched && facts.answers) {
				isFocusWatched = true;
				send(focusReportsOn);
			}
		},
		modesOff() {
			if (!areModesOn) {
				return '';
			}

			areModesOn = false;
			return (isMouseOn ? mouseOff : '') + (isFocusWatched ? focusReportsOff : '') + (title === null ? '' : restoreTitle);
		},
		modesOn() {
			if (areModesOn) {
				return '';
			}

			areModesOn = true;
			const named = title === null ? '' : keepTitle + titleSequence(title);
			return (isMouseOn ? mouseOn : '') + (isFocusWatched ? focusReportsOn : '') + named;
		},
	};
}
