/**
Runs one job in the sandbox, in a process of its own: the tests start it as root and as an ordinary user.

stdin: one line of JSON (`RunnerRequest`), then the line `abort` at any time.
stdout: lines of JSON (`RunnerEvent`); the last one is the outcome or the error.
*/

import {createInterface} from 'node:readline';
import {toSkillLiteError} from '../../sandbox/base/errors.ts';
import type {RunOutcome} from '../../sandbox/envelope.ts';
import type {Job} from '../../sandbox/job.ts';
import {runJob} from '../../sandbox/run.ts';
import {runTampered, type Tampering} from './tampered-run.ts';

export interface RunnerRequest {
	readonly job: Job;
	readonly stdin: string;
	/** Runs, one after the other, under damaged policy blocks. */
	readonly tamper?: readonly Tampering[];
}

export interface TamperedResult {
	readonly tampering: Tampering;
	readonly failed: boolean;
	readonly started: boolean;
	readonly stdout: string;
}

export type RunnerEvent =
	| {readonly type: 'output'; readonly stream: 'stdout' | 'stderr'; readonly text: string}
	| {readonly type: 'outcome'; readonly outcome: RunOutcome}
	| {readonly type: 'tampered'; readonly results: readonly TamperedResult[]}
	| {readonly type: 'error'; readonly name: string; readonly code: string; readonly message: string; readonly hint: string | null};

const lines = createInterface({input: process.stdin});
const abort = new AbortController();
let begun = false;

lines.on('line', line => {
	if (begun) {
		abort.abort();
		return;
	}

	begun = true;
	// Written by the tests: this is the parse at the edge.
	void perform(JSON.parse(line) as RunnerRequest);
});

async function perform({job, stdin, tamper}: RunnerRequest): Promise<void> {
	try {
		if (tamper !== undefined) {
			const results: TamperedResult[] = [];
			for (const tampering of tamper) {
				const {failure, end, stdout} = await runTampered(tampering, job, stdin);
				results.push({tampering, failed: failure !== null, started: end.started, stdout: stdout.text});
			}

			report({type: 'tampered', results});
			return;
		}

		const onOutput = (stream: 'stdout' | 'stderr', text: string) => report({type: 'output', stream, text});
		report({type: 'outcome', outcome: await runJob(job, stdin, {signal: abort.signal, onOutput})});
	} catch (thrown) {
		const {name, code, message, hint} = toSkillLiteError(thrown);
		report({type: 'error', name, code, message, hint: hint ?? null});
	} finally {
		lines.close();
		process.stdin.destroy();
	}
}

function report(event: RunnerEvent): void {
	process.stdout.write(`${JSON.stringify(event)}\n`);
}
