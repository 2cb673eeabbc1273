import {labelOfMessage} from '../../core/label.ts';
import type {QuestionPort} from '../../core/question.ts';
import type {AgentTool} from '../agent-tool.ts';
import {createOwnTool, failedResult, textIn, textResult} from './own-tool.ts';

const mostChoices = 9;

/** A question of the model's own to the person. Its answer is a text and never a permission. */
export function createAskUser(questions: QuestionPort): AgentTool {
	return createOwnTool({
		name: 'ask_user',
		description: 'Ask the user what you cannot find out and cannot go on without. Not for permission: tools ask for that themselves.',
		properties: {
			question: {type: 'string'},
			choices: {type: 'array', items: {type: 'string'}, description: `At most ${mostChoices}; none: any answer.`},
		},
		faultLabel: 'core',
		required: ['question'],
		async run(args, {callId: id, signal, emit, asker}) {
			const question = `${textIn(args, 'question').slice(0, 2000)}${asker === undefined ? '' : ` (for ${asker})`}`;
			const choices = (Array.isArray(args.choices) ? args.choices : []).filter(choice => typeof choice === 'string').slice(0, mostChoices);
			emit({type: 'question', id, question, choices});
			const answer = await questions.choose({kind: 'choice', question, choices}, signal);
			emit({type: 'answer', id, granted: answer.kind === 'text', reason: answer.kind === 'text' ? answer.text : null});
			switch (answer.kind) {
				case 'text':
					return textResult(`The user answered: ${answer.text}`, labelOfMessage(answer.text));
				case 'skip':
					return textResult('The user did not answer. Choose what is safest and say what you assumed.', 'core');
				case 'nobody':
					return failedResult('Nobody is there to answer. Choose what is safest and say what you assumed.', 'core');
			}
		},
	});
}
