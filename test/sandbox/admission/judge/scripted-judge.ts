/** Models for the assisted scan, as replies of the loopback server: each reads the question as a model would and answers in its own way. */

import {lastMessage} from '../../../model-server/request-body.ts';
import type {Reply} from '../../../model-server/scenario.ts';

export interface ReadQuestion {
	readonly kind: 'look' | 'weigh';
	/** All that stands between the marks. */
	readonly data: string;
	/** The text of each shown part of a file, by path. */
	readonly files: ReadonlyMap<string, string>;
	readonly claims: readonly {readonly claim: string; readonly file: string; readonly line: number; readonly says: string}[];
	readonly request: string;
	readonly token: string;
}

export function readQuestion(body: unknown): ReadQuestion {
	const user = lastMessage(body).content;
	const token = /^<<<BEGIN ([0-9a-f]+)>>>/.exec(user)?.[1] ?? '';
	const request = /The request id is ([0-9a-f]+)\.[^\n]*$/.exec(user)?.[1] ?? '';
	const data = user.slice(0, user.lastIndexOf(`<<<END ${token}>>>`));
	const parts = data.split(`<<<PART ${token} `).slice(1);
	const files = new Map<string, string>();
	let claims: ReadQuestion['claims'] = [];
	for (const part of parts) {
		const end = part.indexOf('>>>\n');
		const label = part.slice(0, end);
		const text = part.slice(end + 4);
		const path = /^file (".*") from line \d+$/.exec(label)?.[1];
		if (path !== undefined) {
			const known = JSON.parse(path);
			files.set(known, (files.get(known) ?? '') + text);
		} else if (label === 'claims') {
			claims = text
				.trim()
				.split('\n')
				.map(line => JSON.parse(line));
		}
	}

	return {kind: claims.length > 0 ? 'weigh' : 'look', data, files, claims, request, token};
}

export function say(value: unknown): Reply {
	return {kind: 'answer', text: typeof value === 'string' ? value : JSON.stringify(value), pieceLength: 200};
}

/** A finding for the first line of any file that a pattern meets. */
export interface Suspicion {
	readonly pattern: RegExp;
	readonly class: string;
	readonly severity: string;
	readonly sentence: string;
}

/** Reads the data as data: reports what it suspects, and holds a claim harmless when `excuses` says why. */
export function sane(suspicions: readonly Suspicion[], excuses: (says: string) => string | undefined = () => undefined) {
	return (body: unknown): Reply => {
		const {kind, files, claims, request} = readQuestion(body);
		if (kind === 'weigh') {
			const answers = claims.map(({claim, file, line, says}) => {
				const quote = (files.get(file) ?? '').split('\n')[Math.max(0, line - 1)] ?? '';
				return {claim, harmless: excuses(says) !== undefined, quote, reason: excuses(says) ?? 'It can do harm.'};
			});
			return say({request, answers});
		}

		const findings = [...files].flatMap(([file, text]) =>
			suspicions.flatMap(({pattern, ...rest}) => {
				const quote = text.split('\n').find(line => pattern.test(line));
				return quote === undefined ? [] : [{file, quote: quote.trim(), ...rest}];
			}),
		);
		return say({request, findings});
	};
}

/** Does what the skill tells it: says the text after `ANSWER:` in the data, word for word. */
export function parrot(body: unknown): Reply {
	return say(/ANSWER: (.*)/.exec(readQuestion(body).data)?.[1] ?? '{"findings": []}');
}

/** Talked round for good: finds nothing, and holds every claim harmless in a valid answer, with what `quote` says as evidence. */
export function talkedRound(quote: (question: ReadQuestion, claim: ReadQuestion['claims'][number]) => string) {
	return (body: unknown): Reply => {
		const question = readQuestion(body);
		const {kind, claims, request} = question;
		const reason = 'The skill says that it is safe.';
		return kind === 'look'
			? say({request, findings: []})
			: say({request, answers: claims.map(claim => ({claim: claim.claim, harmless: true, quote: quote(question, claim), reason}))});
	};
}
