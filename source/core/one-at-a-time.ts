/** Questions to one person: a second one waits until the first is answered. */

import type {ConsentPort} from '../../sandbox/index.ts';
import type {QuestionPort} from './question.ts';

/** The same ports in one line. */
export function oneAtATime(
	consent: ConsentPort,
	questions: QuestionPort,
): {readonly consent: ConsentPort; readonly questions: QuestionPort} {
	let last: Promise<unknown> = Promise.resolve();
	function queued<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
		const answer = last.then(ask, ask);
		last = answer;
		return answer;
	}

	return {
		consent: {ask: (question, signal) => queued(() => consent.ask(question, signal))},
		questions: {
			permit: (question, signal) => queued(() => questions.permit(question, signal)),
			choose: (question, signal) => queued(() => questions.choose(question, signal)),
		},
	};
}
