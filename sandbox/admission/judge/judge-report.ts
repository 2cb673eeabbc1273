/**
The model-assisted scan: a model reads what the rules have read, adds what they missed, and may take a `confirm` back.

files → masked, spelled out → pages → first question, page by page → findings with quotes
                                    → second question, whole skill  → demotions with quotes   (only for a `confirm`)

A model's word can raise `clean` to `confirm` and lower `confirm` to `clean`. It makes nothing `blocked`, and lowers
nothing that is. Whatever goes wrong on the way, the verdict of the rules stands and the report says why.
*/

import {readManifest} from '../../manifest/read-manifest.ts';
import type {Inventory} from '../inventory.ts';
import type {AdmissionReport, DemotionState, Finding} from '../report.ts';
import {type Asker, ask, type Failure} from './ask.ts';
import {claimsOf, demotionBar, isAsking, weigh} from './demotion.ts';
import {exhibitsOf, pagesOf} from './exhibits.ts';
import {randomToken} from './fence.ts';
import type {JudgeModel} from './judge-model.ts';
import {modelFindings} from './model-findings.ts';
import {cachedOpinion, type OpinionKey, storeOpinion} from './opinion-cache.ts';
import {type Opinion, withOpinion} from './opinion.ts';
import {type Claim, lookQuestion, type Subject, subjectOf, weighQuestion} from './questions.ts';
import {readFindings, readWeighed} from './read-answer.ts';

export interface JudgeLimits {
	/** For one answer, in milliseconds. */
	readonly requestMs: number;
	/** For the whole skill. */
	readonly totalMs: number;
	/** Characters of the skill in one question. */
	readonly pageChars: number;
	/** Characters of the skill in all; files beyond are named as unseen. */
	readonly totalChars: number;
	/** The largest skill whose `confirm` a model may take back. */
	readonly wholeChars: number;
}

export interface JudgeOptions {
	readonly model: JudgeModel;
	/** Takes secrets out of a line of text before it leaves. */
	readonly mask: (text: string) => string;
	readonly signal?: AbortSignal;
	readonly limits?: Partial<JudgeLimits>;
	/** For tests: draws tokens. */
	readonly random?: () => string;
}

const defaultLimits: JudgeLimits = {requestMs: 90_000, totalMs: 240_000, pageChars: 24_000, totalChars: 480_000, wholeChars: 60_000};

/**
The report with what a model says of the same files; `report` is what `admit` gave for this very inventory.

An opinion on the same content by the same model is taken from the cache. Throws the SkillLiteError `interrupted` when
the signal is aborted, and nothing for what a model or its endpoint does.
*/
export async function judgeReport(report: AdmissionReport, inventory: Inventory, options: JudgeOptions): Promise<AdmissionReport> {
	const key = {digest: report.digest, model: options.model.name};
	const cached = cachedOpinion(key);
	if (cached) {
		return withOpinion(report, cached);
	}

	const {opinion, isWhole} = await opinionOn(report, inventory, options);
	if (isWhole) {
		keep(key, opinion);
	}

	return withOpinion(report, opinion);
}

/** A scan needs no home: where nothing can be written, the model is asked again. */
function keep(key: OpinionKey, opinion: Opinion): void {
	try {
		storeOpinion(key, opinion);
	} catch {
		// The opinion itself is whole.
	}
}

interface Formed {
	readonly opinion: Opinion;
	/** Nothing was left unanswered. */
	readonly isWhole: boolean;
}

async function opinionOn(report: AdmissionReport, inventory: Inventory, options: JudgeOptions): Promise<Formed> {
	const {model, mask, random, signal = new AbortController().signal} = options;
	const limits = {...defaultLimits, ...options.limits};
	const asker: Asker = {model, signal, random, requestMs: limits.requestMs, deadline: performance.now() + limits.totalMs};
	const exhibits = exhibitsOf(inventory, mask, limits.totalChars);
	// A SKILL.md that cannot be used declares no purpose.
	const purpose = (await readManifest(inventory).catch(() => undefined))?.description ?? '';
	const subject = subjectOf(report, purpose, exhibits, mask);
	const {findings, voided, failure} = await look(asker, subject, limits.pageChars);
	if (failure) {
		// What was found before it broke off is kept: filling up the time must not hide it.
		return {opinion: {review: {...failure, model: model.name}, findings, demotions: []}, isWhole: false};
	}

	const weighed = findings.some(isAsking) ? nothingToWeigh : await takeBack(asker, report, subject, {wholeChars: limits.wholeChars, mask});
	const {texts, unseen, opaque} = exhibits;
	const review = {
		state: 'looked',
		model: model.name,
		files: texts.size,
		unseen: [...unseen, ...opaque],
		voided,
		demotion: weighed.state,
	} as const;
	return {opinion: {review, findings, demotions: weighed.demotions}, isWhole: weighed.isWhole};
}

interface Looked {
	readonly findings: readonly Finding[];
	readonly voided: number;
	readonly failure?: Failure;
}

/** The first question, for every page in turn. */
async function look(asker: Asker, subject: Subject, pageChars: number): Promise<Looked> {
	const {texts} = subject.exhibits;
	const findings: Finding[] = [];
	let voided = 0;
	for (const page of pagesOf(texts, pageChars)) {
		const asked = await ask(asker, marks => lookQuestion(subject, page, marks), readFindings);
		if (asked.state !== 'answered') {
			return {findings, voided, failure: asked};
		}

		const found = modelFindings(asked.value, texts);
		findings.push(...found.findings);
		voided += found.voided;
	}

	return {findings, voided};
}

interface TakenBack {
	readonly state: DemotionState;
	readonly demotions: Opinion['demotions'];
	readonly isWhole: boolean;
}

const nothingToWeigh: TakenBack = {state: {state: 'none'}, demotions: [], isWhole: true};

/** The second question, where the rules ask a person and the model found nothing to ask about. */
async function takeBack(
	asker: Asker,
	report: AdmissionReport,
	subject: Subject,
	{wholeChars, mask}: Pick<JudgeLimits, 'wholeChars'> & Pick<JudgeOptions, 'mask'>,
): Promise<TakenBack> {
	if (report.verdict !== 'confirm') {
		return nothingToWeigh;
	}

	const refused = (reason: string, isWhole = true): TakenBack => ({state: {state: 'refused', reason}, demotions: [], isWhole});
	const bar = demotionBar(report, subject.exhibits, wholeChars);
	if (bar !== undefined) {
		return refused(bar);
	}

	// Handles of one use: nothing that stands in the skill can answer for them.
	const claims: readonly Claim[] = claimsOf(report).map(finding => ({handle: `c-${randomToken().slice(0, 12)}`, finding}));
	const asked = await ask(asker, marks => weighQuestion(subject, claims, marks, mask), readWeighed);
	if (asked.state !== 'answered') {
		return refused(`The model could not be asked about the findings: ${asked.reason}.`, false);
	}

	const weighing = weigh(claims, asked.value, subject.exhibits.texts);
	if (!weighing.accepted) {
		return refused(weighing.reason);
	}

	const demotions = report.findings.flatMap((finding, index) => {
		const demotion = isAsking(finding) ? weighing.demotions.get(finding) : undefined;
		return demotion ? [{index, demotion}] : [];
	});
	return {state: {state: 'accepted'}, demotions, isWhole: true};
}
