/** The entries of the shared audit log that are about one store, in words. */

import {auditEntries, type LoggedEntry, toDisplay} from '../../sandbox/index.ts';
import type {LogLine} from './engine/state.ts';

/** Those from a moment on, oldest first. */
export async function* storeEntries(name: string, since: Date | undefined): AsyncGenerator<LoggedEntry> {
	for await (const entry of auditEntries(since)) {
		if (entry.type === 'evolution' && entry.store === name) {
			yield entry;
		}
	}
}

/** One entry in one line of our own words and hashes. */
export function logLine(entry: LoggedEntry): LogLine {
	return {ts: entry.ts, text: toDisplay(textOf(entry), {reveal: true, maxLength: 300})};
}

function textOf(entry: LoggedEntry): string {
	const {event, artefact = '', why = '', from, to} = entry;
	switch (event) {
		case 'mode.change':
			return `mode ${from} → ${to}`;
		case 'candidate':
			return `candidate ${artefact} (${entry.label})`;
		case 'gate.result':
			return `${entry.gate} ${entry.verdict} ${artefact}${numbersOf(entry.data)}`;
		case 'review.approve':
			return `${entry.pass === true ? 'approved' : 'approval refused'} ${artefact}`;
		case 'review.reject':
			return `rejected ${artefact}`;
		case 'canary.start':
			return `trial of ${artefact} begins`;
		case 'canary.pass':
			return `trial of ${artefact} passed after ${entry.tasks} tasks`;
		case 'canary.rollback':
		case 'canary.end':
			return `trial of ${artefact} ended (${why})`;
		case 'commit':
		case 'rollback':
			return `${event} ${artefact ? `${artefact} ` : ''}${short(from)} → ${short(to)} (${entry.reason})`;
		case 'monitor.alarm':
			return `${artefact} taken out (${why})`;
		case 'budget':
			return `${artefact} cost ${entry.tokens} tokens`;
		default:
			return `${event} ${artefact}`.trimEnd();
	}
}

function numbersOf(data: unknown): string {
	const {wins, losses, eValue, ...whole} = (typeof data === 'object' && data !== null ? data : {}) as Readonly<Record<string, unknown>>;
	const {wholeWins, wholeLosses, wholeTies} = whole;
	const real = wholeWins === undefined ? '' : `, run whole ${wholeWins}–${wholeLosses}–${wholeTies}`;
	return wins === undefined ? '' : ` ${wins}–${losses}${eValue === undefined ? '' : ` E=${eValue}`}${real}`;
}

function short(hash: unknown): string {
	return String(hash).slice('sha256:'.length, 'sha256:'.length + 8);
}
