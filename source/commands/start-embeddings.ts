/**
Vectors for the notes of a session, where the user's settings name a model for them.

They are made while nobody waits: when the user rests, the embedder is measured if it never was, and notes get what they
lack. In a turn only the question is embedded, and not waited for longer than 300 ms. Whatever fails, notes are
found by their words; that is said once, and after three failures the endpoint is asked no more.
*/

import type {Embedder} from '../core/embedder.ts';
import type {FoundModel} from '../model/find-model.ts';
import type {GoldenSet} from '../session/notes/bench.ts';
import type {Verdict} from '../session/notes/measure-vectors.ts';
import type {NoteStore} from '../session/notes/note-store.ts';
import type {Meant} from '../session/notes/vector-table.ts';
import {createMask} from '../session/secrets.ts';

export interface Embeddings {
	/** The question as a vector; null, for words alone, when there is none in time. It never throws. */
	meaning(question: string, signal: AbortSignal): Promise<Meant | null>;
	/** Measure the embedder, and make some of the vectors that are missing. It never throws. */
	prepare(stores: readonly NoteStore[], signal: AbortSignal): Promise<void>;
	/** Go with the conversation to another endpoint. */
	use(found: FoundModel): void;
}

export interface EmbeddingsOptions {
	/** The model that embeds, from the user's settings. */
	readonly model: string;
	readonly found: FoundModel;
	readonly warn: (text: string) => void;
	/** Told what the measurement came to. */
	readonly notice: (text: string) => void;
	/** What a turn waits at most for the vector of its question; default 300. */
	readonly deadlineMs?: number;
}

/** The beginning of a question says what it is about. */
const longestQuestion = 2000;
const mostFailures = 3;
/** In one rest of the user, for each folder of notes. */
const mostBatches = 16;
const batchMs = 60_000;

/** Nothing is sent, read or loaded before one of its functions is called. */
export function startEmbeddings({model, found, warn, notice, deadlineMs = 300}: EmbeddingsOptions): Embeddings {
	const mask = createMask();
	let opened = open();

	/** What there is for the endpoint in use. */
	function open(at: FoundModel = found) {
		return {
			left: new AbortController(),
			failures: 0,
			embedder: once(() => openEmbedder(at, model)),
			verdict: once(() => knownVerdict(at, model)),
		};
	}

	function failed(at: ReturnType<typeof open>, thrown: unknown): void {
		at.failures += 1;
		if (at.failures === 1) {
			warn(`Notes are found by their words alone: ${reasonOf(thrown)}`);
		}
	}

	async function meaning(question: string, signal: AbortSignal): Promise<Meant | null> {
		const now = opened;
		if (now.failures >= mostFailures) {
			return null;
		}

		let deadline: AbortSignal | null = null;
		try {
			const known = await now.verdict();
			const asked = known?.used ? await now.embedder() : null;
			if (!known || !asked) {
				return null;
			}

			deadline = AbortSignal.timeout(deadlineMs);
			const text = mask(question.slice(0, longestQuestion));
			const [vector] = await withinSignal(asked.embed([text], AbortSignal.any([signal, deadline])), signal, deadline);
			return {model: asked.name, floor: known.floor, vector: assertDimensions(vector, known)};
		} catch (thrown) {
			if (!signal.aborted) {
				failed(now, deadline?.aborted ? new Error(`no vector of the question came within ${deadlineMs} ms.`) : thrown);
			}

			return null;
		}
	}

	async function prepare(stores: readonly NoteStore[], aborted: AbortSignal): Promise<void> {
		const now = opened;
		const signal = AbortSignal.any([aborted, now.left.signal]);
		try {
			const waiting = stores.filter(({index}) => now.failures < mostFailures && index.size() > 0);
			const embedder = waiting.length > 0 ? await now.embedder() : null;
			if (embedder === null) {
				return;
			}

			const verdict = (await now.verdict()) ?? (await measure(embedder, signal));
			now.verdict = async () => verdict;
			if (verdict.used) {
				for (const store of waiting) {
					await fill(store, {embedder, verdict, mask, signal});
				}
			}
		} catch (thrown) {
			if (!signal.aborted) {
				failed(now, thrown);
			}
		}
	}

	async function measure(embedder: Embedder, signal: AbortSignal): Promise<Verdict> {
		const [{measureVectors}, {writeVerdict}, golden] = await Promise.all([
			import('../session/notes/measure-vectors.ts'),
			import('../session/notes/verdicts.ts'),
			loadGolden(),
		]);
		const verdict = await measureVectors(golden, embedder, signal);
		writeVerdict(verdict);
		const {verdictLine} = await import('./embeddings-text.ts');
		notice(verdictLine(verdict));
		return verdict;
	}

	return {
		meaning,
		prepare,
		use(next) {
			opened.left.abort();
			opened = open(next);
		},
	};
}

/** The embedder at an endpoint; null where there is none that the user chose: all notes would go to an address of the project's. */
export async function openEmbedder(found: FoundModel, model: string): Promise<Embedder | null> {
	if (found.kind === 'offline' || found.chosenByProject) {
		return null;
	}

	const {createOpenAiEmbedder} = await import('../model/openai-embedder.ts');
	return createOpenAiEmbedder({...found, model});
}

/** What is known of the embedder at an endpoint. */
async function knownVerdict(found: FoundModel, model: string): Promise<Verdict | null> {
	const embedder = await openEmbedder(found, model);
	if (embedder === null) {
		return null;
	}

	const [{goldenDigest}, {readVerdict}, golden] = await Promise.all([
		import('../session/notes/measure-vectors.ts'),
		import('../session/notes/verdicts.ts'),
		loadGolden(),
	]);
	return readVerdict(embedder.name, goldenDigest(golden));
}

async function loadGolden(): Promise<GoldenSet> {
	const {loadGoldenSet} = await import('../session/notes/bench.ts');
	return loadGoldenSet();
}

interface Filling {
	readonly embedder: Embedder;
	readonly verdict: Verdict;
	readonly mask: (text: string) => string;
	readonly signal: AbortSignal;
}

/** Vectors for notes that have none, as many as one rest allows. */
async function fill({index}: NoteStore, {embedder, verdict, mask, signal}: Filling): Promise<void> {
	const {batch} = await import('../session/notes/measure-vectors.ts');
	const waiting = index.unembedded(embedder.name, verdict.dimensions, mostBatches * batch);
	for (let start = 0; start < waiting.length && !signal.aborted; start += batch) {
		const notes = waiting.slice(start, start + batch);
		const texts = notes.map(({text}) => mask(text));
		const vectors = await embedder.embed(texts, AbortSignal.any([signal, AbortSignal.timeout(batchMs)]));
		index.keepVectors(embedder.name, new Map(notes.map(({hash}, place) => [hash, assertDimensions(vectors[place], verdict)])));
	}
}

function assertDimensions(vector: Float32Array | undefined, {dimensions}: Verdict): Float32Array {
	if (vector?.length !== dimensions) {
		throw new Error(
			`the embedder answers with ${vector?.length ?? 0} numbers and was measured with ${dimensions}; skilllite memory bench measures it anew.`,
		);
	}

	return vector;
}

/** The client may take its time to notice an abort; the turn does not wait for that. */
function withinSignal<T>(work: Promise<T>, ...signals: readonly AbortSignal[]): Promise<T> {
	const signal = AbortSignal.any([...signals]);
	work.catch(() => {});
	return new Promise((resolve, reject) => {
		signal.addEventListener('abort', () => reject(signal.reason), {once: true});
		work.then(resolve, reject);
		if (signal.aborted) {
			reject(signal.reason);
		}
	});
}

function reasonOf(thrown: unknown): string {
	if (thrown instanceof Error && thrown.name === 'TimeoutError') {
		return 'the embedder did not answer in time.';
	}

	return thrown instanceof Error ? thrown.message : String(thrown);
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
	let made: Promise<T> | null = null;
	return () => (made ??= make());
}
