/** `skilllite memory bench` and `memory status`: how well notes are found here, by words and, where there is an embedder, by vectors. */

import {toSkillLiteError} from '../../sandbox/index.ts';
import {benchNotes, loadGoldenSet, type NotesBench, notesBars} from '../session/notes/bench.ts';
import {goldenDigest, measureVectors, type Shares, type Verdict} from '../session/notes/measure-vectors.ts';
import type {NoteStore} from '../session/notes/note-store.ts';
import {readVerdict, writeVerdict} from '../session/notes/verdicts.ts';
import type {CommandContext} from './command.ts';
import {verdictLine} from './embeddings-text.ts';
import {findEmbedder, type FoundEmbedder} from './find-embedder.ts';
import type {Output} from './output.ts';
import {wholeNumber} from './run-flags.ts';
import {formatTable} from './table.ts';

/** As many as are searched at all. */
const benchedNotes = 20_000;

/** Exit 1 where a bar is missed. */
export async function bench(context: CommandContext): Promise<number> {
	const {output} = context;
	const found = await findEmbedder(context);
	const verdict = found.kind === 'embedder' ? await measured(found, context) : null;
	const result = await benchNotes(wholeNumber(context.flags, 'notes') ?? benchedNotes, verdict?.dimensions);
	const slowest = Math.max(result.p95Ms, result.vectors?.p95Ms ?? 0);
	const passed = result.golden.at5 >= notesBars.at5 && slowest <= notesBars.p95Ms;
	if (output.json) {
		output.document({...result, embeddings: verdict, bars: notesBars, passed});
		return passed ? 0 : 1;
	}

	output.data(verdict ? tableOf(result, verdict, output) : tableOfWords(result, output));
	output.note(verdict ? verdictLine(verdict) : withoutLine(found));
	return passed ? 0 : 1;
}

/** How many notes there are, and what becomes of embeddings, in two lines. */
export async function status(context: CommandContext, {index, list}: NoteStore): Promise<number> {
	const {output} = context;
	const found = await findEmbedder(context);
	const notes = list().length;
	const verdict = found.kind === 'embedder' ? readVerdict(found.embedder.name, goldenDigest(await loadGoldenSet())) : null;
	const vectors = verdict && notes > 0 ? index.countVectors(verdict.model) : {notes, vectors: 0};
	if (output.json) {
		output.document({notes, vectors: vectors.vectors, embeddings: verdict});
		return 0;
	}

	const counted = verdict?.used ? `, ${vectors.vectors} of ${vectors.notes} notes have a vector` : '';
	output.data(`notes: ${notes}\n${verdict ? verdictLine(verdict) + counted : withoutLine(found)}\n`);
	return 0;
}

/** What cannot be measured is said, and the rest goes on without. */
async function measured({embedder}: FoundEmbedder & {kind: 'embedder'}, {output, interrupts}: CommandContext): Promise<Verdict | null> {
	try {
		const verdict = await measureVectors(await loadGoldenSet(), embedder, interrupts.signal);
		writeVerdict(verdict);
		return verdict;
	} catch (thrown) {
		interrupts.signal.throwIfAborted();
		const {message, hint} = toSkillLiteError(thrown);
		output.warn([message, hint].filter(Boolean).join(' '));
		return null;
	}
}

function withoutLine(found: FoundEmbedder): string {
	if (found.kind === 'embedder') {
		return `embeddings: ${found.embedder.name} is not measured; skilllite memory bench does that`;
	}

	return `embeddings: off${found.why === null ? '' : `, ${found.why}`}`;
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const milliseconds = (ms: number) => `${ms.toFixed(1)} ms`;

function tableOfWords({golden, crowded, notes, medianMs, p95Ms}: NotesBench, output: Output): string {
	const rows = [
		['found among the first five', percent(golden.at5), `at least ${percent(notesBars.at5)}`],
		['found in the first place', percent(golden.at1), ''],
		['silent where nothing answers', percent(golden.silence), ''],
		[`found among ${notes} notes`, percent(crowded.at5), ''],
		[`time of a search in ${notes} notes, median`, milliseconds(medianMs), ''],
		[`time of a search in ${notes} notes, p95`, milliseconds(p95Ms), `at most ${notesBars.p95Ms} ms`],
	];
	return formatTable(['MEASURED', 'IS', 'BAR'], rows, output.dataStyle);
}

/** Times are those on this machine; the endpoint's come on top. */
function tableOf({crowded, notes, medianMs, p95Ms, vectors}: NotesBench, verdict: Verdict, output: Output): string {
	const shares = (name: string, of: keyof Shares, bar = '') => [
		name,
		...[verdict.words, verdict.vectors, verdict.fused].map(shares => percent(shares[of])),
		bar,
	];
	const rows = [
		shares('found among the first five', 'at5', `at least ${percent(notesBars.at5)}`),
		shares('found in the first place', 'at1'),
		shares('mean reciprocal rank', 'mrr'),
		shares('silent where nothing answers', 'silence'),
		[`found among ${notes} notes`, percent(crowded.at5), '', '', ''],
		[`time of a search in ${notes} notes, median`, milliseconds(medianMs), '', milliseconds(vectors?.medianMs ?? 0), ''],
		[
			`time of a search in ${notes} notes, p95`,
			milliseconds(p95Ms),
			'',
			milliseconds(vectors?.p95Ms ?? 0),
			`at most ${notesBars.p95Ms} ms`,
		],
	];
	return formatTable(['MEASURED', 'WORDS', 'VECTORS', 'FUSED', 'BAR'], rows, output.dataStyle);
}
