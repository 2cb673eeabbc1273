/**
Where questions wait for the person's answer.

A key answers only when it comes alone, and once the question is armed; keys before that belong to the draft. Enter never answers.
*/

import type {Key} from 'ink';
import {type ConsentPort, toDisplay} from '../../../sandbox/index.ts';
import type {QuestionPort} from '../../core/question.ts';
import {previousBorder} from '../input/graphemes.ts';
import {createArming} from './arming.ts';
import {type Choice, choiceReview, permissionReview, type Review, type ReviewAnswer, reviewOf, ruleReview} from './review.ts';
import {createStore, type Store} from './store.ts';

const longestWords = 500;
const denied = {kind: 'deny', reason: null} as const;

export interface ReviewState {
	/** The first is the one that is shown. */
	readonly waiting: readonly Review[];
	readonly isArmed: boolean;
	/** Tab hands the keyboard to the draft and back. */
	readonly hasKeyboard: boolean;
	readonly isDetailed: boolean;
	/** Lines of the body above what is seen. */
	readonly offset: number;
	/** The words that are being written; null when none are. */
	readonly words: string | null;
}

const closed = {isArmed: false, hasKeyboard: true, isDetailed: false, offset: 0, words: null} as const;

export interface ReviewDesk {
	/** Consent to skills. */
	readonly consent: ConsentPort;
	/** Permission for tools, and questions of the model. */
	readonly questions: QuestionPort;
	readonly store: Store<ReviewState, Partial<ReviewState>>;
	/** The review of that id is on the screen now. */
	painted(id: number): void;
	/** So far the body can be scrolled. */
	look(lastOffset: number): void;
	/** A key came; gives who it is for. */
	key(input: string, key: Key): 'draft' | 'taken';
	/** A paste came; gives who it is for. It never answers. */
	paste(text: string): 'draft' | 'taken';
	/** Ends the timers. */
	close(): void;
}

/** A desk without questions. */
export function createReviewDesk(): ReviewDesk {
	const store = createStore<ReviewState, Partial<ReviewState>>((state, change) => ({...state, ...change}), {waiting: [], ...closed});
	const resolvers = new Map<number, (answer: ReviewAnswer) => void>();
	const arming = createArming(isArmed => store.dispatch({isArmed}));
	let nextId = 1;
	let lastOffset = 0;
	/** An answer that counts only if no other key comes with it. */
	let pending: NodeJS.Immediate | undefined;
	let keysInRound = 0;

	function answer(review: Review, given: ReviewAnswer): void {
		const {waiting} = store.snapshot();
		const resolve = resolvers.get(review.id);
		resolvers.delete(review.id);
		const isShown = waiting[0]?.id === review.id;
		if (isShown) {
			arming.stop();
		}

		store.dispatch({...(isShown ? closed : {}), waiting: waiting.filter(({id}) => id !== review.id)});
		resolve?.(given);
	}

	function ask(signal: AbortSignal, make: (id: number) => Review): Promise<ReviewAnswer> {
		return new Promise(resolve => {
			const review = make(nextId++);
			if (signal.aborted) {
				resolve(review.no);
				return;
			}

			const onAbort = () => answer(review, review.no);
			signal.addEventListener('abort', onAbort, {once: true});
			resolvers.set(review.id, given => {
				signal.removeEventListener('abort', onAbort);
				resolve(given);
			});
			store.dispatch({waiting: [...store.snapshot().waiting, review]});
		});
	}

	const consent: ConsentPort = {
		async ask(question, signal) {
			const given = await ask(signal, id => reviewOf(id, question));
			return given.kind === 'text' || given.kind === 'skip' ? denied : given;
		},
	};
	const questions: QuestionPort = {
		async permit(question, signal) {
			for (;;) {
				const given = await ask(signal, id => permissionReview(id, question));
				if (given.kind !== 'always') {
					return given.kind === 'once' || given.kind === 'session' || given.kind === 'deny' ? given : denied;
				}

				const confirmed = await ask(signal, id => ruleReview(id, question));
				if (confirmed.kind === 'always') {
					return confirmed;
				}
			}
		},
		async choose(question, signal) {
			const given = await ask(signal, id => choiceReview(id, question));
			return given.kind === 'text' ? given : {kind: 'skip'};
		},
	};

	function key(input: string, pressed: Key): 'draft' | 'taken' {
		const state = store.snapshot();
		const [review] = state.waiting;
		clearImmediate(pending);
		pending = undefined;
		if (review === undefined) {
			// A question that opens next waits for this key too.
			arming.keyCame();
			return 'draft';
		}

		if (keysInRound++ === 0) {
			setImmediate(() => {
				keysInRound = 0;
			});
		}

		if (state.words !== null) {
			write(review, state.words, input, pressed);
			return 'taken';
		}

		if (pressed.tab) {
			arming.keyCame();
			store.dispatch({hasKeyboard: !state.hasKeyboard});
			return 'taken';
		}

		if (!state.hasKeyboard) {
			return 'draft';
		}

		if (state.isArmed && scrolled(state, pressed)) {
			return 'taken';
		}

		const wasArmed = arming.keyCame();
		if (!wasArmed) {
			// The draft takes letters, but neither is it sent nor anything stopped by a key that was meant for something else.
			return pressed.return || pressed.escape ? 'taken' : 'draft';
		}

		const choice = chosen(review, input, pressed);
		if (choice === null) {
			return pressed.return ? 'taken' : 'draft';
		}

		if (keysInRound === 1) {
			pending = setImmediate(() => choose(review, choice));
		}

		return 'taken';
	}

	function choose(review: Review, {answer: given}: Choice): void {
		if (store.snapshot().waiting[0]?.id !== review.id) {
			return;
		}

		if (given === 'details') {
			store.dispatch({isDetailed: !store.snapshot().isDetailed, offset: 0});
		} else if (given === 'write') {
			store.dispatch({words: ''});
		} else {
			answer(review, given);
		}
	}

	function write(review: Review, words: string, input: string, pressed: Key): void {
		if (pressed.return) {
			const text = words.trim();
			answer(review, review.words === 'reason' ? {kind: 'deny', reason: text || null} : text === '' ? review.no : {kind: 'text', text});
		} else if (pressed.escape) {
			arming.keyCame();
			store.dispatch({words: null});
		} else if (pressed.backspace || pressed.delete) {
			store.dispatch({words: words.slice(0, previousBorder(words, words.length))});
		} else if (!pressed.ctrl && !pressed.meta) {
			append(words, input);
		}
	}

	function append(words: string, input: string): void {
		store.dispatch({words: (words + toDisplay(input)).slice(0, longestWords)});
	}

	function scrolled({offset}: ReviewState, {upArrow, downArrow, pageUp, pageDown}: Key): boolean {
		const by = upArrow ? -1 : downArrow ? 1 : pageUp ? -5 : pageDown ? 5 : 0;
		if (by !== 0) {
			store.dispatch({offset: Math.max(0, Math.min(lastOffset, offset + by))});
		}

		return by !== 0;
	}

	return {
		consent,
		questions,
		store,
		painted(id) {
			if (store.snapshot().waiting[0]?.id === id) {
				arming.painted();
			}
		},
		look(last) {
			lastOffset = last;
		},
		key,
		paste(text) {
			const {words} = store.snapshot();
			clearImmediate(pending);
			arming.keyCame();
			if (words === null) {
				return 'draft';
			}

			append(words, text);
			return 'taken';
		},
		close: () => arming.stop(),
	};
}

/** `n` and Esc deny as `N` does. */
function chosen(review: Review, input: string, {escape: isEscape, ctrl, meta}: Key): Choice | null {
	const letter = isEscape ? 'N' : input === 'n' ? 'N' : input;
	return (ctrl || meta) && !isEscape ? null : (review.choices.find(({key}) => key === letter) ?? null);
}
