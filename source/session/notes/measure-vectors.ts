/**
Whether vectors help: the golden questions by words, by vectors and by both. Only what beats words alone is used.

The floor of an embedder comes from here too, as cosines of two models cannot be compared: no golden question without an
answer lies as close to any golden note.
*/

import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setImmediate} from 'node:timers/promises';
import {digestOf} from '../../../sandbox/index.ts';
import type {Embedder} from '../../core/embedder.ts';
import {type GoldenSet, measureRecall, type Recall} from './bench.ts';
import {fuse} from './fuse.ts';
import {openJournal} from './journal.ts';
import {embeddedText} from './note-tables.ts';
import {type NoteStore, openNoteStore} from './note-store.ts';
import type {Found} from './search-notes.ts';
import {byMeaning, byWords, mostFused} from './search-stores.ts';
import {cosine} from './vector.ts';
import type {Meant} from './vector-table.ts';

export type Shares = Pick<Recall, 'at5' | 'at1' | 'mrr' | 'silence'>;

/** What was measured of an embedder, and whether it is used. */
export interface Verdict {
	/** The embedder's name. */
	readonly model: string;
	/** The digest of the golden set. */
	readonly golden: string;
	readonly dimensions: number;
	readonly floor: number;
	readonly words: Shares;
	readonly vectors: Shares;
	readonly fused: Shares;
	readonly used: boolean;
}

/** So many texts go in one request: servers on small machines take no more. */
export const batch = 32;
const batchMs = 60_000;

/** Names the questions and notes that a verdict rests on. */
export function goldenDigest(golden: GoldenSet): string {
	return digestOf(JSON.parse(JSON.stringify(golden)));
}

/** Measure an embedder on the golden set, in a folder of its own. Throws what the embedder throws. */
export async function measureVectors(golden: GoldenSet, embedder: Embedder, signal: AbortSignal): Promise<Verdict> {
	const notes = golden.notes.filter(({label}) => label !== 'foreign');
	const texts = [...notes.map(embeddedText), ...golden.questions.map(({text}) => text)];
	const vectors = await embedAll(embedder, texts, signal);
	const byText = new Map(texts.map((text, place) => [text, vectors[place] ?? new Float32Array()]));
	const vectorOf = (text: string) => byText.get(text) ?? new Float32Array();
	const unanswered = golden.questions.filter(({notes}) => notes.length === 0).map(({text}) => vectorOf(text));
	const floor = Math.max(0, ...unanswered.flatMap(question => notes.map(note => cosine(question, vectorOf(embeddedText(note))))));
	const folder = mkdtempSync(join(tmpdir(), 'skilllite-vectors-'));
	openJournal(folder).rewrite(() => golden.notes.map(note => ({op: 'add', note})));
	const store = openNoteStore(folder);
	try {
		fillVectors(store, embedder.name, vectorOf);
		const meant = (text: string): Meant => ({model: embedder.name, vector: vectorOf(text), floor});
		const found = new Map<string, {readonly words: readonly Found[]; readonly vectors: readonly Found[]}>();
		// Somebody may be typing.
		const rest = () => setImmediate(undefined, {signal});
		for (const {text} of golden.questions) {
			await rest();
			const words = byWords([store], text, {limit: mostFused});
			await rest();
			found.set(text, {words, vectors: byMeaning([store], meant(text), mostFused)});
		}

		const measure = (choose: (lists: {readonly words: readonly Found[]; readonly vectors: readonly Found[]}) => readonly Found[]) =>
			measureRecall(golden, text => choose(found.get(text) ?? {words: [], vectors: []}).map(({note}) => note.id));
		const measured = {
			words: await measure(({words}) => words.slice(0, 5)),
			vectors: await measure(({vectors}) => vectors.slice(0, 5)),
			fused: await measure(({words, vectors}) => fuse([words, vectors], 5)),
		};
		const shares = {words: sharesOf(measured.words), vectors: sharesOf(measured.vectors), fused: sharesOf(measured.fused)};
		const dimensions = vectors[0]?.length ?? 0;
		return {model: embedder.name, golden: goldenDigest(golden), dimensions, floor, ...shares, used: isBetter(shares.fused, shares.words)};
	} finally {
		store.close();
		rmSync(folder, {recursive: true, force: true});
	}
}

/** Better in what is found or how high it stands, and worse in nothing. A tie is no reason to ask an endpoint. */
export function isBetter(fused: Shares, words: Shares): boolean {
	const measures = ['at5', 'mrr', 'silence'] as const;
	return measures.every(measure => fused[measure] >= words[measure]) && (fused.at5 > words.at5 || fused.mrr > words.mrr);
}

/** Embed texts in their order, some at a time. */
export async function embedAll(embedder: Embedder, texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]> {
	const vectors: Float32Array[] = [];
	for (let start = 0; start < texts.length; start += batch) {
		const part = texts.slice(start, start + batch);
		vectors.push(...(await embedder.embed(part, AbortSignal.any([signal, AbortSignal.timeout(batchMs)]))));
	}

	return vectors;
}

/** `R@5 .969 → .984`; the mean reciprocal rank where the other is the same. */
export function differenceOf({words, fused}: Pick<Verdict, 'words' | 'fused'>): string {
	const short = (share: number) => share.toFixed(3).replace(/^0/, '');
	return words.at5 === fused.at5 ? `MRR ${short(words.mrr)} → ${short(fused.mrr)}` : `R@5 ${short(words.at5)} → ${short(fused.at5)}`;
}

function fillVectors(store: NoteStore, model: string, vectorOf: (text: string) => Float32Array): void {
	const waiting = store.index.unembedded(model, null, 1000);
	store.index.keepVectors(model, new Map(waiting.map(({hash, text}) => [hash, vectorOf(text)])));
}

function sharesOf({at5, at1, mrr, silence}: Recall): Shares {
	return {at5, at1, mrr, silence};
}
