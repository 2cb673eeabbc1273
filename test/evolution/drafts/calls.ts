/** Recorded calls, as tests need them. */

import type {RecordedCall} from '../../../source/evolution/drafts/recorded-call.ts';

let count = 0;

/** A verified call with its output; of another turn than every call before. */
export function recorded(call: Pick<RecordedCall, 'language' | 'code' | 'stdout'> & Partial<RecordedCall>): RecordedCall {
	count += 1;
	return {
		v: 1,
		id: `call-${count}`,
		ts: '2026-11-20T10:00:00.000Z',
		session: 's1',
		turn: count,
		files: [],
		label: 'derived',
		request: null,
		...call,
	};
}

/** Counting words in Python, as a model writes it three times. */
export const wordCounts: readonly RecordedCall[] = [
	['the quick brown fox', 4, 'count the words in "the quick brown fox"'],
	['one two', 2, "count the words in 'one two'"],
	['a b c d e f', 6, "please count the words of 'a b c d e f'"],
].map(([text, words, request], index) =>
	recorded({
		language: 'python',
		code: `# attempt ${index}\ntext = ${JSON.stringify(text)}\n\nwords = text.split()\nprint(len(words))\n`,
		stdout: `${words}\n`,
		request: String(request),
	}),
);
