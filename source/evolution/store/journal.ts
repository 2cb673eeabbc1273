/**
What the store was about to do and how far it came: `journal.jsonl`, one line a step.

    intent → prepared → [HEAD is replaced] → flipped → [audit entry] → done
                     ↘ discarded

Whoever is killed leaves the last step that was reached; the next writer finishes or discards it. The journal is also
the history: what `HEAD` must be now, and what it was before.
*/

import type {Sha256} from '../../../sandbox/index.ts';
import type {Disk} from './disk.ts';
import {emptyHash} from './manifest.ts';
import type {Buried, Tombstone} from './tombstones.ts';

export type JournalStep = 'intent' | 'prepared' | 'flipped' | 'done' | 'discarded';

export interface Transaction {
	readonly txn: string;
	/** A rollback goes back in the history, a commit adds to it. */
	readonly kind: 'commit' | 'rollback';
	readonly old: Sha256;
	readonly new: Sha256;
	/** The earlier state that a rollback goes back to; what it comes to may lack what was buried since. */
	readonly target: Sha256 | null;
	/** Artefacts that never come back from then on, and why. */
	readonly bury: readonly Buried[];
	readonly buriedAs: Tombstone['reason'] | null;
	/** Of the lease under which it was made; 0 for none. */
	readonly fence: number;
	readonly actor: 'engine' | 'user';
	/** Why, in words of our own. */
	readonly reason: string;
}

export interface JournalLine extends Transaction {
	readonly v: 1;
	readonly step: JournalStep;
	readonly ts: string;
}

export interface JournalState {
	/** Begun and neither done nor discarded; null when nothing is open. */
	readonly open: JournalLine | null;
	/** What `HEAD` says unless somebody else wrote it. */
	readonly head: Sha256;
	/** The states that led here, oldest first, the current one last. */
	readonly lineage: readonly Sha256[];
}

const name = 'journal.jsonl';

export function appendJournal(disk: Disk, transaction: Transaction, step: JournalStep, now: Date): void {
	const line: JournalLine = {...transaction, v: 1, step, ts: now.toISOString()};
	// Nothing but this line says, after a power cut, that HEAD was replaced by us.
	disk.append(name, JSON.stringify(line), step === 'prepared');
}

/** The lines in their order. A line that was torn by a crash is nobody's. */
export function readJournal(disk: Disk): readonly JournalLine[] {
	const text = disk.read(name)?.toString('utf8') ?? '';
	return text.split('\n').flatMap(readLine);
}

/** The last line, without reading what was before it as lines. */
export function lastJournalLine(disk: Disk): JournalLine | undefined {
	const text = disk.read(name)?.toString('utf8').trimEnd() ?? '';
	return readLine(text.slice(text.lastIndexOf('\n') + 1))[0];
}

/** What the journal says of the present. */
export function journalState(lines: readonly JournalLine[]): JournalState {
	let lineage: readonly Sha256[] = [emptyHash];
	const counted = new Set<string>();
	for (const line of lines) {
		if ((line.step === 'flipped' || line.step === 'done') && !counted.has(line.txn)) {
			counted.add(line.txn);
			lineage = lineageAfter(lineage, line);
		}
	}

	const last = lines.at(-1);
	const isOpen = last !== undefined && last.step !== 'done' && last.step !== 'discarded';
	return {open: isOpen ? last : null, head: lineage.at(-1) ?? emptyHash, lineage};
}

/** The lineage after a transaction: a rollback cuts off what came after its target. */
export function lineageAfter(lineage: readonly Sha256[], {target, new: next}: Transaction): readonly Sha256[] {
	// The empty set is where every history begins.
	const at = target === null ? -1 : target === emptyHash ? 0 : lineage.lastIndexOf(target);
	return [...(at === -1 ? lineage : lineage.slice(0, at)), next];
}

const steps: readonly string[] = ['intent', 'prepared', 'flipped', 'done', 'discarded'] satisfies readonly JournalStep[];
const hash = /^sha256:[0-9a-f]{64}$/;

function readLine(text: string): readonly JournalLine[] {
	try {
		const line = JSON.parse(text) as Partial<Record<keyof JournalLine, unknown>>;
		const isGood =
			line.v === 1 &&
			typeof line.txn === 'string' &&
			typeof line.step === 'string' &&
			steps.includes(line.step) &&
			(line.kind === 'commit' || line.kind === 'rollback') &&
			typeof line.old === 'string' &&
			hash.test(line.old) &&
			typeof line.new === 'string' &&
			hash.test(line.new) &&
			Array.isArray(line.bury) &&
			typeof line.fence === 'number';
		return isGood ? [line as JournalLine] : [];
	} catch {
		// Torn, or the empty text after the last line.
		return [];
	}
}
