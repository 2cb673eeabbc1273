/** The review pane as lines: a box above the draft with what is asked, what speaks against it, and the keys. */

import type {Glyphs} from '../glyphs.ts';
import {cutLine, type Line, lineWidth, padLine, span, wrapLine} from '../line.ts';
import type {Choice, Review, ReviewPart} from '../store/review.ts';
import type {ReviewState} from '../store/review-desk.ts';
import {diffLines} from './diff-lines.ts';

export interface ReviewLook {
	readonly width: number;
	readonly glyphs: Glyphs;
}

/** Rows that the whole pane would like. */
export function reviewHeight(review: Review, state: ReviewState, look: ReviewLook): number {
	const {body, foot} = roomyParts(review, state, look);
	return body.length + foot.length + 2;
}

/** How far the body can be scrolled in `rows` rows. */
export function lastReviewOffset(review: Review, state: ReviewState, look: ReviewLook, rows: number): number {
	const {body, foot} = partsOf(review, state, look, rows);
	return Math.max(0, body.length - roomOf(foot, rows));
}

/** The pane in `rows` rows: the question and its keys always fit, the findings scroll. */
export function reviewLines(review: Review, state: ReviewState, look: ReviewLook, rows: number): readonly Line[] {
	const {width, glyphs} = look;
	const {body, foot} = partsOf(review, state, look, rows);
	const room = roomOf(foot, rows);
	const from = Math.max(0, Math.min(state.offset, body.length - room));
	const seen = body.slice(from, from + room);
	const [topLeft = '+', topRight = '+', bottomLeft = '+', bottomRight = '+'] = glyphs.corners;
	const tone = state.isArmed && state.hasKeyboard ? 'focus' : 'border';
	const title = cutLine([span(' '), ...review.title, span(' ')], width - 6, glyphs.more);
	const top: Line = [span(`${topLeft}${glyphs.rule}`, tone), ...title];
	const more = moreText(from, body.length - seen.length - from);
	return [
		[...padRule(top, width - 1, glyphs, tone), span(topRight, tone)],
		...[...seen, ...foot]
			.slice(0, Math.max(0, rows - 2))
			.map((line): Line => [span(`${glyphs.bar} `, tone), ...padLine(line, width - 4), span(` ${glyphs.bar}`, tone)]),
		[...padRule([span(`${bottomLeft}${glyphs.rule}`, tone), span(more, 'dim')], width - 1, glyphs, tone), span(bottomRight, tone)],
	];
}

interface Parts {
	/** What scrolls. */
	readonly body: readonly Line[];
	/** What is always seen. */
	readonly foot: readonly Line[];
}

/** Something of what is asked about must be seen beside the keys. */
const leastBody = 2;

function roomOf(foot: readonly Line[], rows: number): number {
	return Math.max(0, rows - foot.length - 2);
}

/** Where there is no room for all of it what is asked for scrolls too, and so do the labels that are long. */
function partsOf(review: Review, state: ReviewState, look: ReviewLook, rows: number): Parts {
	const roomy = roomyParts(review, state, look);
	return roomOf(roomy.foot, rows) >= Math.min(leastBody, roomy.body.length) ? roomy : tightParts(review, state, look);
}

function roomyParts(review: Review, state: ReviewState, look: ReviewLook): Parts {
	const inner = look.width - 4;
	const body = bodyOf(review, state, look);
	const asks = wrapLine(review.asks, inner, '  ');
	if (state.words !== null) {
		return {body, foot: [...(review.words === 'reason' ? [] : asks), ...wordLines(review, state.words, inner)]};
	}

	const isReady = state.isArmed && state.hasKeyboard;
	const waits = waitLines(state);
	if (review.words === 'answer') {
		const choices = review.choices.flatMap(choice => wrapLine(keySpans(choice, isReady), inner, '    '));
		return {body, foot: cutAll([...asks, ...choices, ...waits], inner)};
	}

	const question = span(`${review.question}  `, isReady ? 'strong' : 'dim');
	const yes = review.choices.filter(({answer}) => !isNo(answer)).flatMap(choice => keySpans(choice, isReady));
	const no = review.choices.filter(({answer}) => isNo(answer)).flatMap(choice => keySpans(choice, isReady));
	const keys = [...wrapLine([question, ...yes], inner, '  '), ...wrapLine([span(' '.repeat(question.text.length)), ...no], inner, '  ')];
	return {body, foot: cutAll([...asks, ...keys, ...waits], inner)};
}

function tightParts(review: Review, state: ReviewState, look: ReviewLook): Parts {
	const inner = look.width - 4;
	const long = review.choices.filter(({label}) => shortLabel(label) !== label);
	const body = [
		...bodyOf(review, state, look),
		...wrapLine(review.asks, inner, '  '),
		...long.flatMap(choice => wrapLine(keySpans(choice, false), inner, '    ')),
	];
	if (state.words !== null) {
		return {body, foot: wordLines(review, state.words, inner)};
	}

	const isReady = state.isArmed && state.hasKeyboard;
	const choices = review.choices.map(choice => ({...choice, label: shortLabel(choice.label)}));
	const keys = [span(`${review.question}  `, isReady ? 'strong' : 'dim'), ...choices.flatMap(choice => keySpans(choice, isReady))];
	return {body, foot: cutAll(wrapLine(keys, inner, '  '), inner)};
}

/** `session: npm test` as `session`: the rest is read in the body. */
function shortLabel(label: string): string {
	return label.split(/: | for /)[0] ?? label;
}

function wordLines({words: kind}: Review, words: string, inner: number): readonly Line[] {
	const isReason = kind === 'reason';
	const hint = isReason ? 'Enter says no with this reason · Esc goes back' : 'Enter answers · Esc goes back';
	return [
		...wrapLine([span(isReason ? 'Why not? ' : 'Answer: ', 'strong'), span(`${words}_`)], inner),
		cutLine([span(hint, 'dim')], inner),
	];
}

function waitLines({isArmed, hasKeyboard}: ReviewState): readonly Line[] {
	const hint = hasKeyboard ? 'keys wait until you stop typing' : 'Tab gives the keys back to this question';
	return isArmed && hasKeyboard ? [] : [[span(hint, 'dim')]];
}

/** Drawn once for a width: a long difference takes longer than the pause between two keys. */
const kept = new WeakMap<readonly ReviewPart[], {readonly width: number; readonly lines: readonly Line[]}>();

function bodyOf({body, details}: Review, {isDetailed}: ReviewState, look: ReviewLook): readonly Line[] {
	const parts = isDetailed ? details : body;
	const known = kept.get(parts);
	if (known?.width === look.width) {
		return known.lines;
	}

	const lines = parts.flatMap(part => linesOf(part, look)).flatMap(line => wrapLine(line, look.width - 4, '  '));
	kept.set(parts, {width: look.width, lines});
	return lines;
}

/** What somebody decides by is never cut. */
function linesOf(part: ReviewPart, {width, glyphs}: ReviewLook): readonly Line[] {
	return 'diff' in part ? diffLines(part.diff, {width: width - 4, pane: width, wraps: true, glyphs}) : [part];
}

function moreText(above: number, below: number): string {
	const parts = [...(above > 0 ? [`${above} above`] : []), ...(below > 0 ? [`${below} below`] : [])];
	return parts.length === 0 ? '' : ` ${parts.join(', ')}: arrows scroll `;
}

function cutAll(lines: readonly Line[], width: number): readonly Line[] {
	return lines.map(line => cutLine(line, width));
}

function keySpans({key, label}: Choice, isReady: boolean): Line {
	return [span(`[${key}]`, isReady ? 'focus' : 'dim'), span(` ${label}  `, isReady ? 'plain' : 'dim')];
}

function isNo(answer: Choice['answer']): boolean {
	return answer === 'write' || (typeof answer === 'object' && (answer.kind === 'deny' || answer.kind === 'skip'));
}

function padRule(line: Line, width: number, {rule}: Glyphs, tone: 'focus' | 'border'): Line {
	const missing = width - lineWidth(line);
	return missing > 0 ? [...line, span(rule.repeat(missing), tone)] : line;
}
