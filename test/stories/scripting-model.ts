/**
A model that is a function of the request: it turns words around with a Python program of its own, until a skill for it is
offered, which it then calls. Every other message it answers with a sentence.
*/

import {fields, lastMessage, textOf} from '../model-server/request-body.ts';
import type {Reply, Scenario} from '../model-server/scenario.ts';

export const scriptingModel: Scenario = {
	title: 'Computes with Python until there is a skill for it',
	steps: [
		{when: {lastRole: 'user'}, reply: body => replyTo(body), times: 'always'},
		{when: {lastRole: 'tool'}, reply: {kind: 'answer', text: 'It says {{last}}'}, times: 'always'},
	],
};

/** What is to be asked of it. */
export function turnAround(words: string): string {
	return `reverse the words '${words}'`;
}

function replyTo(body: unknown): Reply {
	const words = /reverse the words '([^']*)'/.exec(lastMessage(body).content)?.[1];
	if (words === undefined) {
		return {kind: 'answer', text: 'I can reverse words.'};
	}

	const skill = learntSkill(body);
	return {
		kind: 'answer',
		calls: [
			skill === undefined
				? {name: 'python', arguments: {code: programFor(words)}}
				: {name: skill.name, arguments: {[skill.parameter]: words}},
		],
	};
}

function programFor(words: string): string {
	return `text = ${JSON.stringify(words)}\nprint(' '.join(reversed(text.split())))\n`;
}

/** The offered tool that evolution made, with the name of its one parameter. */
function learntSkill(body: unknown): {readonly name: string; readonly parameter: string} | undefined {
	const {tools} = fields(body);
	const offered = (Array.isArray(tools) ? tools : []).map(tool => fields(fields(tool).function));
	const found = offered.find(({description}) => textOf(description).includes('learnt from'));
	const [parameter] = Object.keys(fields(fields(found?.parameters).properties));
	return found === undefined || parameter === undefined ? undefined : {name: textOf(found.name), parameter};
}
