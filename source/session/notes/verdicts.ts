/**
What was measured of embedders, in the user's folder: an embedder is measured once for each golden set, not at every start.

A cache: what cannot be read or written is measured again.
*/

import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {skillliteHome, writeFileAtomically} from '../../../sandbox/index.ts';
import type {Shares, Verdict} from './measure-vectors.ts';

const mostKept = 20;

/** The verdict on an embedder for this golden set; null when there is none. */
export function readVerdict(model: string, golden: string): Verdict | null {
	return readAll().find(verdict => verdict.model === model && verdict.golden === golden) ?? null;
}

export function writeVerdict(verdict: Verdict): void {
	const others = readAll().filter(({model}) => model !== verdict.model);
	try {
		writeFileAtomically(path(), `${JSON.stringify({v: 1, verdicts: [...others, verdict].slice(-mostKept)}, null, '\t')}\n`);
	} catch {
		// Then this session knows it, and the next one asks again.
	}
}

function path(): string {
	return join(skillliteHome(), 'embeddings.json');
}

function readAll(): readonly Verdict[] {
	try {
		const {verdicts}: {readonly verdicts?: unknown} = JSON.parse(readFileSync(path(), 'utf8')) ?? {};
		return Array.isArray(verdicts) ? verdicts.filter(isVerdict) : [];
	} catch {
		return []; // none yet, or nothing that can be read
	}
}

function isVerdict(value: unknown): value is Verdict {
	if (typeof value !== 'object' || value === null) {
		return false;
	}

	const {model, golden, dimensions, floor, words, vectors, fused, used}: Partial<Record<keyof Verdict, unknown>> = value;
	const isText = [model, golden].every(one => typeof one === 'string');
	return (
		isText && Number.isSafeInteger(dimensions) && isShare(floor) && [words, vectors, fused].every(isShares) && typeof used === 'boolean'
	);
}

function isShares(value: unknown): boolean {
	const {at5, at1, mrr, silence}: Partial<Record<keyof Shares, unknown>> = {...(typeof value === 'object' ? value : {})};
	return [at5, at1, mrr, silence].every(isShare);
}

/** A floor that is no number would let everything through. */
function isShare(value: unknown): boolean {
	return typeof value === 'number' && value >= 0 && value <= 1.01;
}
