/** The themes of a screen: each is read once, and a person's own that is in use again whenever its file was written. */

import {toDisplay, toSkillLiteError} from '../../sandbox/index.ts';
import {type ColorDepth, createTheme, ownThemePath, readTheme, type Theme, themeNames} from './theme.ts';
import type {ScreenThemes} from './screen-commands.ts';
import {watchFile} from './watch-file.ts';

export interface ThemeShelf extends ScreenThemes {
	/** One that cannot be read is plain. */
	of(name: string): Theme;
	/** This one is shown from now on. */
	use(name: string): void;
	close(): void;
}

export interface ThemeShelfOptions {
	readonly depth: ColorDepth;
	/** The theme in use looks different now. */
	readonly onChange: () => void;
	/** It could not be read again and stays as it was; display-safe. */
	readonly onFault: (sentence: string) => void;
}

/** A shelf that watches nothing until a theme is used. */
export function createThemeShelf({depth, onChange, onFault}: ThemeShelfOptions): ThemeShelf {
	const known = new Map<string, Theme>();
	let used: string | undefined;
	let unwatch = () => {};

	/** Read it, also where it is known. */
	function faultOf(name: string): string | null {
		try {
			known.set(name, readTheme(name, depth));
			return null;
		} catch (thrown) {
			return toDisplay(toSkillLiteError(thrown).message, {maxLength: 200});
		}
	}

	return {
		names: themeNames,
		faultOf,
		of(name) {
			if (!known.has(name) && faultOf(name) !== null) {
				known.set(name, createTheme(name, {}, depth));
			}

			return known.get(name) ?? createTheme(name, {}, depth);
		},
		use(name) {
			if (name === used) {
				return;
			}

			unwatch();
			used = name;
			const path = ownThemePath(name);
			unwatch =
				path === null
					? () => {}
					: watchFile(path, () => {
							const fault = faultOf(name);
							if (fault === null) {
								onChange();
							} else {
								onFault(`The theme ${name} stays as it was: ${fault}`);
							}
						});
		},
		close() {
			unwatch();
		},
	};
}
