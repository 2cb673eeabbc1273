/** The list that a person chooses from: for whom it was opened, and what its keys do. */

import type {Key} from 'ink';
import type {SlashChoice, SlashOutcome} from '../core/slash-command.ts';
import {pressPicker} from './store/picker.ts';
import type {ScreenChange, ScreenState} from './store/screen-state.ts';
import type {Store} from './store/store.ts';

export interface Picking {
	/** A list whose choice is the argument of a command. */
	open(offered: Extract<SlashOutcome, {kind: 'choose'}>): void;
	/** Let the person choose from a list that belongs to no command; null where nothing was chosen. */
	choose(title: string, choices: readonly SlashChoice[]): Promise<string | null>;
	/** A key came; gives whether a list took it. */
	press(input: string, key: Key): boolean;
	/** Nothing is chosen. */
	leave(): void;
}

/** No list is open; `run` has a command go on with the choice. */
export function createPicking(screen: Store<ScreenState, ScreenChange>, run: (command: string, value: string) => void): Picking {
	let answerChoice: (value: string | null) => void = () => {};

	function show(title: string, command: string | null, options: readonly SlashChoice[]): void {
		screen.dispatch({picker: {title, command, options, filter: '', chosen: 0}});
	}

	return {
		open: ({title, command, choices}) => show(title, command, choices),
		choose: (title, choices) =>
			new Promise(resolve => {
				answerChoice = resolve;
				show(title, null, choices);
			}),
		press(input, key) {
			const {picker} = screen.snapshot();
			if (picker === null) {
				return false;
			}

			const picked = pressPicker(picker, input, key);
			if (picked.kind === 'open') {
				screen.dispatch({picker: picked.picker});
				return true;
			}

			screen.dispatch({picker: null});
			const value = picked.kind === 'chosen' ? picked.value : null;
			if (picker.command === null) {
				answerChoice(value);
			} else if (value !== null) {
				run(picker.command, value);
			}

			return true;
		},
		leave() {
			screen.dispatch({picker: null});
			answerChoice(null);
		},
	};
}
