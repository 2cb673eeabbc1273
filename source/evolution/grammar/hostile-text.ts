/**
G2: what no text of an artefact may hold, whoever wrote it.

Pure and bounded: the caller has checked the length before. The sentences of an attack are not looked for here; a text
that can be a sentence is only ever adopted by a person.
*/

import {createMask} from '../../session/secrets.ts';

// Controls, format characters (bidi, zero-width, tags), lone surrogates, private use; then what prints as nothing.
const hidden =
	/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]|\u034F|[\uFE00-\uFE0F]|[\u115F\u1160\u17B4\u17B5\u3164\uFFA0]|[\u{E0100}-\u{E01EF}]/u;
const addresses: readonly RegExp[] = [
	/[a-z][a-z0-9+.-]{1,20}:\/\//i,
	/\b(?:www\d?\.|mailto:|javascript:|data:[a-z]+\/)/i,
	/(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/,
	/\[[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,}\]/i,
	/[\w.+-]{1,64}@[\w-]{1,63}\.[a-z]{2,}/i,
];
/** Ends of names that are hosts and not the usual ends of files. In code they are members: `logging.info`, `stack.top`. */
const bareHost =
	/(?:^|[^\w./\\-])(?:[a-z0-9-]+\.)+(?:com|org|net|edu|gov|info|biz|io|dev|app|ai|cloud|online|site|shop|xyz|top|click|link|live|tech|ru|cn|uk|de|fr|eu|us|tk|ml|ga|cf|onion|internal|localhost)(?![\w-])/i;
const encoded = /[A-Za-z0-9+/_-]{80,}={0,2}/;
/** Letters that look like Latin ones; beside Latin letters in one word they are there to be mistaken. */
const latin = /\p{Script=Latin}/u;
const lookalikes = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}\p{Script=Lisu}]/u;
const word = /[\p{L}\p{M}\p{N}_]+/gu;
const keyBits = 3.7;
const freshMs = 1000;
let mask: {readonly made: number; readonly of: (text: string) => string} | undefined;

/** The reasons against a text of one line. */
export function lineFaults(text: string): readonly string[] {
	return faults(text, [...addresses, bareHost], text);
}

/** The reasons against a text of several lines: line feeds and tabs are no controls there. */
export function documentFaults(text: string): readonly string[] {
	return faults(text, [...addresses, bareHost], text.replace(/[\n\t]/g, ' '));
}

/** The same for a program or its data, in which `a.info` is no host. */
export function codeFaults(text: string): readonly string[] {
	return faults(text, addresses, text.replace(/[\n\t]/g, ' '));
}

function faults(text: string, places: readonly RegExp[], visible: string): readonly string[] {
	if (!text.isWellFormed()) {
		return ['is not well-formed text'];
	}

	// A fullwidth or ligature spelling is read as what it stands for.
	const forms = [text, text.normalize('NFKC')];
	const found = [
		hidden.test(visible) ? 'has a character that is hidden, reorders text or controls a terminal' : null,
		mixesScripts(text) ? 'mixes letters of scripts that look alike in one word' : null,
		forms.some(form => places.some(pattern => pattern.test(form))) ? 'names an address' : null,
		forms.some(form => encoded.test(form)) ? 'holds encoded data' : null,
		forms.some(holdsSecret) ? 'holds what looks like a secret' : null,
	];
	return found.filter(reason => reason !== null);
}

/** Whether a text holds a key, a password or a value of a secret variable of this process. */
export function holdsSecret(text: string): boolean {
	return currentMask()(text) !== text || (text.match(/[A-Za-z0-9+=]{24,}/g) ?? []).some(isRandom);
}

/** Reading the environment takes most of the time that a slot takes: once a second is enough for what changes once a session. */
function currentMask(): (text: string) => string {
	const now = performance.now();
	if (mask === undefined || now - mask.made > freshMs) {
		mask = {made: now, of: createMask()};
	}

	return mask.of;
}

/** Names and paths are words with marks between them; digests are printed everywhere and are no secrets. */
function isRandom(token: string): boolean {
	return /\d/.test(token) && /[A-Z]/.test(token) && /[a-z]/.test(token) && bits(token) >= keyBits;
}

function bits(token: string): number {
	const counts = new Map<string, number>();
	for (const letter of token) {
		counts.set(letter, (counts.get(letter) ?? 0) + 1);
	}

	return [...counts.values()].reduce((sum, count) => sum - (count / token.length) * Math.log2(count / token.length), 0);
}

function mixesScripts(text: string): boolean {
	return (text.match(word) ?? []).some(one => latin.test(one) && lookalikes.test(one));
}
