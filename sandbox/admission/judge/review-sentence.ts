/** What became of asking a model, as sentences for a person. */

import {toDisplay} from '../../base/display.ts';
import type {ModelReview} from '../report.ts';

export function reviewSentence(review: ModelReview): string {
	if (review.state === 'looked') {
		const {files, unseen, demotion} = review;
		const seen = `${nameOf(review)} looked at ${files} ${files === 1 ? 'file' : 'files'}`;
		const without = unseen.length === 0 ? '' : `, not at ${listed(unseen)}`;
		const held = {none: '', accepted: ' It holds what the rules found harmless.', refused: ''}[demotion.state];
		return `${seen}${without}.${held}${demotion.state === 'refused' ? ` It takes nothing back. ${demotion.reason}` : ''}`;
	}

	const {state, reason} = review;
	const what = {
		unavailable: `No model looked: ${reason}.`,
		'timed-out': `${nameOf(review)} did not look at all of it: ${reason}.`,
		nonsense: `${nameOf(review)} gave no answer that can be used: ${reason}.`,
	}[state];
	return `${what} The verdict is that of the rules.`;
}

function nameOf({model}: ModelReview): string {
	return model === null ? 'The model' : `The model ${toDisplay(model, {maxLength: 100})}`;
}

function listed(paths: readonly string[]): string {
	const shown = paths.slice(0, 3).map(path => toDisplay(path, {maxLength: 60, reveal: true}));
	return paths.length > shown.length ? `${shown.join(', ')} and ${paths.length - shown.length} more` : shown.join(', ');
}
