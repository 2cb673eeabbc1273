/**
Questions that a program could not ask, waiting for `skilllite approve SCAN_ID` in a terminal.

One file each under `~/.skilllite/pending/`, for 300 seconds and one taking. The id is random: knowing it means
having been told it.
*/

import {randomBytes} from 'node:crypto';
import {mkdirSync, readdirSync, renameSync, rmSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {writeFileAtomically} from '../base/atomic-file.ts';
import {UsageError} from '../base/errors.ts';
import {requireWritableHome} from '../base/home.ts';
import type {Policy} from '../policy.ts';
import type {ConsentAnswer, ConsentQuestion} from './consent-port.ts';
import {remember} from './consent-store.ts';
import {type FileMarks, parseMarks} from './file-marks.ts';
import {asList, asRecord, asText, parseFile, readJsonFile} from './json-file.ts';
import type {AdmissionReport} from './report.ts';
import {parseStoredPolicy} from './stored-policy.ts';

export interface PendingQuestion {
	readonly question: ConsentQuestion;
	/** What a yes grants and is remembered for. */
	readonly policy: Policy;
	readonly files: FileMarks;
}

const lastsMs = 300_000;
/** A program that asks in a loop pushes out its own oldest questions. */
const mostPending = 64;

/** Store a question and give its id, 128 random bits as 32 hex digits. */
export function createPending(pending: PendingQuestion, now = Date.now()): string {
	const folder = pendingFolder();
	sweep(folder, now);
	const scanId = randomBytes(16).toString('hex');
	writeFileAtomically(join(folder, `${scanId}.json`), JSON.stringify({version: 1, until: now + lastsMs, ...pending}));
	return scanId;
}

/**
The question of an id, which nobody can take again.

Throws a UsageError for an id that is malformed, unknown, used or older than 300 seconds.
*/
export function takePending(scanId: string, now = Date.now()): PendingQuestion {
	// The id comes from a command line or a program: nothing but hex digits becomes part of a path.
	if (!/^[0-9a-f]{32}$/.test(scanId)) {
		throw new UsageError('Cannot approve: a scan id is 32 digits and letters a-f.', {
			hint: 'Copy the id from the message of the refused run.',
		});
	}

	const folder = pendingFolder();
	const taken = join(folder, `${scanId}.taken`);
	try {
		// Renaming is what makes it one use: of two at once, one finds nothing.
		renameSync(join(folder, `${scanId}.json`), taken);
	} catch (cause) {
		throw noSuchQuestion(cause);
	}

	try {
		const {until, pending} = parsePending(taken, readJsonFile(taken));
		if (until <= now) {
			throw noSuchQuestion();
		}

		return pending;
	} finally {
		rmSync(taken, {force: true});
	}
}

/**
Store a person's answer to a taken question.

A yes for once, or for a session (which this process does not share with the one that asked), counts for the next
run of the same content and policy within ten minutes; `always` is remembered. Anything else grants nothing.
*/
export function answerPending({question, policy, files}: PendingQuestion, answer: ConsentAnswer, now = Date.now()): void {
	const {report} = question;
	if (answer.kind === 'deny' || answer.kind === 'nobody' || report.verdict === 'blocked') {
		return;
	}

	const grant = {treeHash: report.treeHash, policy, verdict: report.verdict, name: report.name, files};
	remember(grant, answer.kind === 'always' ? 'always' : 'once', now);
}

function pendingFolder(): string {
	const folder = join(requireWritableHome(), 'pending');
	mkdirSync(folder, {recursive: true, mode: 0o700});
	return folder;
}

/** Remove what has expired or was left half taken, and the oldest beyond the bound. */
function sweep(folder: string, now: number): void {
	const files = readdirSync(folder)
		.map(name => ({path: join(folder, name), age: now - (statSync(join(folder, name), {throwIfNoEntry: false})?.mtimeMs ?? 0)}))
		.sort((a, b) => a.age - b.age);
	for (const [index, {path, age}] of files.entries()) {
		if (age > lastsMs || index >= mostPending - 1) {
			rmSync(path, {force: true});
		}
	}
}

function noSuchQuestion(cause?: unknown): UsageError {
	return new UsageError('Cannot approve: no question with this id is waiting; it was answered, or is older than 300 seconds.', {
		hint: 'Run the skill again to get a new id.',
		cause,
	});
}

function parsePending(path: string, value: unknown): {readonly until: number; readonly pending: PendingQuestion} {
	return parseFile(path, () => {
		const {until, question, policy, files} = asRecord(value, 'the file');
		if (typeof until !== 'number') {
			throw new TypeError('until is not a time');
		}

		return {until, pending: {question: parseQuestion(question), policy: parseStoredPolicy(policy), files: parseMarks(files, 'files')}};
	});
}

function parseQuestion(value: unknown): ConsentQuestion {
	const {act, report, summary, growth, changedFiles, changes} = asRecord(value, 'question');
	const texts = (list: unknown, key: string) => asList(list, key).map(item => asText(item, key));
	return {
		...(act === 'install' ? {act} : {}),
		report: parseReport(report),
		summary: asText(summary, 'summary'),
		growth: texts(growth, 'growth'),
		changedFiles: texts(changedFiles, 'changedFiles'),
		...(changes === undefined ? {} : {changes: texts(changes, 'changes')}),
	};
}

/** This program wrote the report; what a consent depends on is checked, the rest is for display. */
function parseReport(value: unknown): AdmissionReport {
	const report = asRecord(value, 'report');
	asText(report.name, 'report.name');
	asText(report.treeHash, 'report.treeHash');
	asList(report.findings, 'report.findings');
	asList(report.capabilities, 'report.capabilities');
	asRecord(report.policy, 'report.policy');
	if (report.verdict !== 'clean' && report.verdict !== 'confirm') {
		throw new TypeError('report.verdict is neither clean nor confirm');
	}

	return report as unknown as AdmissionReport;
}
