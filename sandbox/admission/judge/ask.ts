/** One question to a model, with an end in time: an answer that could be read, or why there is none. */

import {SkillLiteError} from '../../base/errors.ts';
import {toDisplay} from '../../base/display.ts';
import type {ModelReview} from '../report.ts';
import {FenceBroken, randomToken} from './fence.ts';
import type {JudgeModel, Question} from './judge-model.ts';
import type {Marks} from './questions.ts';
import {AnswerError, readAnswer} from './read-answer.ts';

export interface Asker {
	readonly model: JudgeModel;
	readonly signal: AbortSignal;
	/** For one answer, in milliseconds. */
	readonly requestMs: number;
	/** For all of them, on the clock of `performance.now`. */
	readonly deadline: number;
	/** Draws tokens; for tests. */
	readonly random?: (() => string) | undefined;
}

export interface Failure {
	readonly state: Exclude<ModelReview['state'], 'looked'>;
	/** A phrase. */
	readonly reason: string;
}

export type Asked<Value> = {readonly state: 'answered'; readonly value: Value} | Failure;

/**
Ask, and once more when the answer cannot be read; every question has marks of its own.

Never rejects for what a model or an endpoint does. Throws the SkillLiteError `interrupted` when the signal is aborted.
*/
export async function ask<Value>(
	asker: Asker,
	compose: (marks: Marks) => Question,
	read: (answer: string, request: string) => Value,
): Promise<Asked<Value>> {
	const draw = asker.random ?? randomToken;
	let complaint = '';
	for (let tries = 0; tries < 2; tries++) {
		const marks = {token: draw(), request: draw(), complaint};
		try {
			const answer = await answerTo(compose(marks), asker);
			if (typeof answer !== 'string') {
				return answer;
			}

			return {state: 'answered', value: readAnswer(() => read(answer, marks.request))};
		} catch (error) {
			if (error instanceof FenceBroken) {
				return {state: 'unavailable', reason: 'the mark that keeps the skill apart from the question stood in the skill'};
			}

			if (!(error instanceof AnswerError)) {
				throw error;
			}

			complaint = error.message;
		}
	}

	return {state: 'nonsense', reason: complaint.replace(/\.$/, '')};
}

async function answerTo(question: Question, {model, signal, requestMs, deadline}: Asker): Promise<string | Failure> {
	const ms = Math.min(requestMs, deadline - performance.now());
	const timeout = new AbortController();
	const either = AbortSignal.any([signal, timeout.signal]);
	const timer = setTimeout(() => timeout.abort(), Math.max(0, ms));
	try {
		const answer = ms > 0 && !either.aborted ? await untilAborted(model.ask(question, either), either) : undefined;
		assertGoing(signal);
		return answer ?? timedOut;
	} catch (error) {
		assertGoing(signal);
		if (timeout.signal.aborted) {
			return timedOut;
		}

		const reason = error instanceof SkillLiteError ? error.message : 'the model failed';
		return {state: 'unavailable', reason: toDisplay(reason, {maxLength: 300}).replace(/\.$/, '')};
	} finally {
		clearTimeout(timer);
	}
}

const timedOut: Failure = {state: 'timed-out', reason: 'it did not answer in time'};

/** A model that ignores its signal is left behind. */
async function untilAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
	const aborted = Promise.withResolvers<never>();
	const stop = () => aborted.reject(signal.reason);
	signal.addEventListener('abort', stop, {once: true});
	try {
		return await Promise.race([promise, aborted.promise]);
	} finally {
		signal.removeEventListener('abort', stop);
	}
}

function assertGoing(signal: AbortSignal): void {
	if (signal.aborted) {
		throw new SkillLiteError('interrupted', 'Interrupted before the model had looked at the skill.');
	}
}
