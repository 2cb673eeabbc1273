/**
The field that a secret is typed into. What is typed stays in this closure: the store, and so everything that is drawn,
knows only how many signs to show. It never passes the draft, its history or its undo.
*/

import type {Key} from 'ink';
import type {AskSecret, SecretQuestion} from '../../core/question.ts';
import {createStore, type Store} from './store.ts';

/** What is seen of the field; null where none is open. */
export interface SecretView extends Pick<SecretQuestion, 'receiver' | 'reason'> {
	/** Signs to draw: of a longer text no more, so that its length is not told. */
	readonly signs: number;
	readonly isChecking: boolean;
	/** Why what was typed last did not do. */
	readonly problem: string | null;
}

export interface SecretField {
	readonly store: Store<SecretView | null, SecretView | null>;
	readonly ask: AskSecret;
	/** A key came; gives whether the field took it. */
	key(input: string, key: Key): boolean;
	/** A paste came; gives whether the field took it. */
	paste(text: string): boolean;
	/** Forget what was typed and stop what is being tried; who asked gets no answer any more. */
	close(): void;
}

const shownSigns = 24;
const longest = 4096;

interface Open {
	readonly question: SecretQuestion;
	typed: string;
	/** It was tried and did not do: what is typed next takes its place, Enter alone tries it again. */
	isTried: boolean;
	checking: AbortController | null;
	readonly answer: (secret: string | null) => void;
}

/** A field that is not open. */
export function createSecretField(): SecretField {
	const store = createStore<SecretView | null, SecretView | null>((_, next) => next, null);
	let open: Open | null = null;

	function show({question: {receiver, reason}, typed, checking}: Open, problem: string | null = null): void {
		store.dispatch({receiver, reason, signs: Math.min(typed.length, shownSigns), isChecking: checking !== null, problem});
	}

	function close(): Open | null {
		const closed = open;
		closed?.checking?.abort();
		open = null;
		store.dispatch(null);
		return closed;
	}

	function type(field: Open, typed: string): void {
		field.typed = typed.slice(0, longest);
		field.isTried = false;
		show(field);
	}

	async function check(field: Open): Promise<void> {
		const secret = field.typed.trim();
		const checking = new AbortController();
		field.checking = checking;
		show(field);
		const problem = await field.question.check(secret, checking.signal);
		if (checking.signal.aborted) {
			return;
		}

		field.checking = null;
		field.isTried = true;
		if (problem === null) {
			close();
			field.answer(secret);
		} else {
			show(field, problem);
		}
	}

	return {
		store,
		ask: (question, signal) =>
			new Promise(resolve => {
				const onAbort = () => close()?.answer(null);
				open = {
					question,
					typed: '',
					isTried: false,
					checking: null,
					answer(secret) {
						signal.removeEventListener('abort', onAbort);
						resolve(secret);
					},
				};
				signal.addEventListener('abort', onAbort, {once: true});
				show(open);
			}),
		key(input, key) {
			if (open === null) {
				return false;
			}

			if (key.escape) {
				close()?.answer(null);
			} else if (open.checking === null) {
				edit(open, input, key);
			}

			return true;
		},
		paste(text) {
			if (open?.checking === null) {
				type(open, before(open) + printable(text));
			}

			return open !== null;
		},
		close: () => void close(),
	};

	function edit(field: Open, input: string, key: Key): void {
		if (key.return) {
			void check(field);
		} else if (key.backspace || key.delete) {
			type(field, field.typed.slice(0, -1));
		} else if (key.ctrl && input === 'u') {
			type(field, '');
		} else if (!key.ctrl && !key.meta && !key.tab) {
			editChunk(field, input);
		}
	}

	/** Fast keys, or a paste where the terminal does not bracket it, are one chunk; what follows a line end is not taken. */
	function editChunk(field: Open, input: string): void {
		let typed = before(field);
		for (const sign of input) {
			if (/[\r\n]/.test(sign)) {
				type(field, typed);
				void check(field);
				return;
			}

			typed = /[\b\u007F]/.test(sign) ? typed.slice(0, -1) : sign === '\u0015' ? '' : typed + printable(sign);
		}

		type(field, typed);
	}
}

/** What new signs are put behind. */
function before({typed, isTried}: Open): string {
	return isTried ? '' : typed;
}

function printable(text: string): string {
	return text.replace(/\p{C}/gu, '');
}
