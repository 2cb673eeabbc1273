/**
Patterns with the letters and digits of all scripts, at the price of ours.

V8 takes two to seven milliseconds to make the machine for a pattern with `\p{L}`, and the planner has ten of them before its
first answer. Most messages and examples hold no letter but A to Z; for such a text the pattern is made with those alone.
*/

/** The pattern for a text. `\p{L}` and `\p{N}` stand inside of classes only, where ranges can take their place. */
export type Pattern = (text: string) => RegExp;

/** A pattern that is made when a text first needs it; all flags but `u`, which it has where letters of other scripts can be. */
export function createPattern(source: string, flags: string): Pattern {
	let plain: RegExp | undefined;
	let full: RegExp | undefined;
	return text => {
		if (hasOthers(text)) {
			full ??= new RegExp(source, `${flags}u`);
			return full;
		}

		plain ??= new RegExp(source.replaceAll('\\p{L}', 'A-Za-z').replaceAll('\\p{N}', '0-9'), flags);
		return plain;
	};
}

/** The answer for one text: a reader asks again at each of its places. */
let last = {text: '', hasOthers: false};

function hasOthers(text: string): boolean {
	if (text !== last.text) {
		last = {text, hasOthers: /[\u0080-\uFFFF]/.test(text)};
	}

	return last.hasOthers;
}
