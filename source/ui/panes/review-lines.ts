/** The review pane as lines: a box above the draft with what is asked, what speaks against it, and the keys. */

import type {Glyphs} from '../glyphs.ts';
import {cutLine, type Line, lineWidth, padLine, span, wrapLine} from '../line.ts';
import type {Choice, Review} from '../store/review.ts';
import type {ReviewState} from '../store/review-desk.ts';

export interface ReviewLook {
	readonly width: number;
	readonly glyphs: Glyphs;
}

/** Rows that the whole pane would like. */
export function reviewHeight(review: Review, state: ReviewState, look: ReviewLook): number {
	return bodyOf(review, state, look).length + footOf(review, state, look).length + 2;
}

/** The pane in `rows` rows: the question and its keys always fit, the findings scroll. */
export function reviewLines(review: Review, state: ReviewState, look: ReviewLook, rows: number): readonly Line[] {
	const {width, glyphs} = look;
	const body = bodyOf(review, state, look);
	const foot = footOf(review, state, look);
	const room = Math.max(0, rows - foot.length - 2);
	const from = Math.max(0, Math.min(state.offset, body.length - room));
	const seen = body.slice(from, from + room);
	const hidden = body.length - seen.length;
	const [topLeft = '+', topRight = '+', bottomLeft = '+', bottomRight = '+'] = glyphs.corners;
	const tone = state.isArmed && state.hasKeyboard ? 'focus' : 'border';
	const title = cutLine([span(' '), ...review.title, span(' ')], width - 6, glyphs.more);
	const top: Line = [span(`${topLeft}${glyphs.rule}`, tone), ...title];
	const more = hidden > 0 ? ` ${hidden} more lines, arrows scroll ` : '';
	return [
		[...padRule(top, width - 1, glyphs, tone), span(topRight, tone)],
		...[...seen, ...foot]
			.slice(0, Math.max(0, rows - 2))
			.map((line): Line => [span(`${glyphs.bar} `, tone), ...padLine(line, width - 4), span(` ${glyphs.bar}`, tone)]),
		[...padRule([span(`${bottomLeft}${glyphs.rule}`, tone), span(more, 'dim')], width - 1, glyphs, tone), span(bottomRight, tone)],
	];
}

function bodyOf({body, details}: Review, {isDetailed}: ReviewState, {width}: ReviewLook): readonly Line[] {
	return (isDetailed ? details : body).flatMap(line => wrapLine(line, width - 4, '  '));
}

function footOf(review: Review, state: ReviewState, {width}: ReviewLook): readonly Line[] {
	const inner = width - 4;
	if (state.words !== null) {
		const isReason = review.words === 'reason';
		const hint = isReason ? 'Enter says no with this reason · Esc goes back' : 'Enter answers · Esc goes back';
		return [
			...(isReason ? [] : wrapLine(review.asks, inner, '  ')),
			...wrapLine([span(isReason ? 'Why not? ' : 'Answer: ', 'strong'), span(`${state.words}_`)], inner),
			[span(hint, 'dim')],
		];
	}

	const isReady = state.isArmed && state.hasKeyboard;
	const waits: readonly Line[] = isReady
		? []
		: [[span(state.hasKeyboard ? 'keys wait until you stop typing' : 'Tab gives the keys back to this question', 'dim')]];
	if (review.words === 'answer') {
		return [
			...wrapLine(review.asks, inner),
			...review.choices.flatMap(choice => wrapLine(keySpans(choice, isReady), inner, '    ')),
			...waits,
		].map(line => cutLine(line, inner));
	}

	const yes = review.choices.filter(({answer}) => !isNo(answer));
	const no = review.choices.filter(({answer}) => isNo(answer));
	const question = span(`${review.question}  `, isReady ? 'strong' : 'dim');
	return [
		...wrapLine(review.asks, inner, '  '),
		...wrapLine([question, ...yes.flatMap(choice => keySpans(choice, isReady))], inner, '  '),
		...wrapLine([span(' '.repeat(question.text.length)), ...no.flatMap(choice => keySpans(choice, isReady))], inner, '  '),
		...waits,
	].map(line => cutLine(line, inner));
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
