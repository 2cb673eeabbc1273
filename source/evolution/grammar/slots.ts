/** The kinds of values that a slot may hold. None of them can carry a sentence. */

import {lineFaults} from './hostile-text.ts';
import type {Slot} from './refusal.ts';

const toolName = /^(?=.{1,64}$)[A-Za-z][A-Za-z0-9]{0,23}(?:[-_]{1,2}[A-Za-z0-9]{1,24}){0,7}$/;
const slug = /^(?=.{1,32}$)[A-Za-z][A-Za-z0-9]{0,23}(?:[-_][A-Za-z0-9]{1,16}){0,2}$/;
const modelName = /^(?=.{1,96}$)[A-Za-z0-9][\w.-]*(?:[:/@][\w.-]+){0,3}$/;
const termPattern = /^(?!.*\.\.)(?=.*[\p{L}\p{N}])[\p{L}\p{N}_.-]{2,24}$/u;
// Where words are not set apart, as in Chinese, so many letters are a sentence.
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}\p{Script=Myanmar}]/gu;
const mostUnspaced = 6;
const segment = /^(?:[\w@*-][\w.@*-]{0,31}|\.[a-z][\w-]{0,31})$/;
const secretPlaces = /^(?:\.env.*|\.git|\.ssh|\.aws|\.kube|\.gnupg|\.netrc|\.npmrc|\.skilllite|id_[a-z0-9]+.*)$/i;

/** The name of a tool, a check or a skill. Whether there is one of that name is asked of a vocabulary. */
export const name: Slot = matching(toolName, 'is not the name of a tool');

/** The name of an argument. */
export const key: Slot = matching(slug, 'is not the name of an argument');

export const model: Slot = matching(modelName, 'is not the name of a model');

/** A word that the user typed. */
export const term: Slot = value => wordFault(value) ?? ofText(value);

/** A pattern for paths inside the project. */
export const glob: Slot = value => {
	if (typeof value !== 'string' || value.length > 80) {
		return 'is not a short pattern for paths';
	}

	const parts = value.split('/');
	if (parts.length > 6 || !parts.every(part => segment.test(part))) {
		return 'is not a pattern for paths inside the project';
	}

	return parts.some(part => secretPlaces.test(part)) ? 'names a place where secrets are kept' : ofText(value);
};

/** The default of an argument: a choice, a number or a switch. */
export const argument: Slot = value => {
	if (typeof value === 'boolean') {
		return null;
	}

	if (typeof value === 'number') {
		return Number.isFinite(value) && Math.abs(value) <= 1e9 ? null : 'is not a usable number';
	}

	return term(value);
};

/** A whole number from 1 to 1,000. */
export const count: Slot = value =>
	typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= 1000 ? null : 'is not a whole number from 1 to 1000';

/** One of a few words. */
export function oneOf(...choices: readonly string[]): Slot {
	return value => (typeof value === 'string' && choices.includes(value) ? null : `is not one of ${choices.join(', ')}`);
}

/** A list of so many values, each once unless `repeats`. */
export function listOf(
	slot: Slot,
	{least = 0, most, repeats = false}: {readonly least?: number; readonly most: number; readonly repeats?: boolean},
): Slot {
	return value => {
		if (!Array.isArray(value) || value.length < least || value.length > most) {
			return `is not a list of ${least} to ${most}`;
		}

		// A hole of a list is undefined and no slot takes that.
		const reason = Array.from(value, slot).find(found => found !== null);
		return reason ?? (!repeats && new Set(value).size < value.length ? 'names something twice' : null);
	};
}

function matching(pattern: RegExp, reason: string): Slot {
	return value => (typeof value === 'string' && value.length <= 200 && pattern.test(value) ? ofText(value) : reason);
}

function wordFault(value: unknown): string | null {
	if (typeof value !== 'string' || !termPattern.test(value)) {
		return 'is not a word of 2 to 24 letters, digits, dots and dashes';
	}

	return (value.match(unspaced)?.length ?? 0) > mostUnspaced ? 'is as long as a sentence' : null;
}

function ofText(value: unknown): string | null {
	if (typeof value !== 'string') {
		return 'is not a text';
	}

	return value.normalize('NFKC') === value ? (lineFaults(value)[0] ?? null) : 'is spelled with characters that stand for others';
}
