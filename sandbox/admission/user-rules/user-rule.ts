import type {Rule} from '../findings.ts';

/** A rule that a person wrote: what every rule says, and one pattern instead of code. */
export interface UserRule {
	readonly rule: Rule;
	readonly matcher: Matcher;
}

export type Matcher =
	/** Line by line, in text files that are not documents, or in documents. */
	| {readonly in: 'code' | 'instructions'; readonly regex: RegExp; readonly files: RegExp | null}
	/** In the path of every file, whatever it holds. */
	| {readonly in: 'files'; readonly regex: RegExp | null; readonly files: RegExp | null};
