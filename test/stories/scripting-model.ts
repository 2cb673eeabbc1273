/**
A model that is a function of the request. It turns words around and adds numbers up with programs of its own, until a skill
for it is offered, which it then calls. With four words and more it makes a mistake, the same each time: it loses the first.
*/

import {fields, lastMessage, textOf} from '../model-server/request-body.ts';
import type {Reply, Scenario} from '../model-server/scenario.ts';

/** Enough work in a week that a test of a skill fits into its tenth. */
const usage = {inputTokens: 200_000, outputTokens: 500};

export const scriptingModel: Scenario = {
	title: 'Computes with Python until there is a skill for it',
	steps: [
		{when: {lastRole: 'user'}, reply: body => replyTo(body), times: 'always'},
		{when: {lastRole: 'tool'}, reply: {kind: 'answer', text: 'It says {{last}}', usage}, times: 'always'},
	],
};

/** What is to be asked of it. */
export function turnAround(words: string): string {
	return `reverse the words '${words}'`;
}

export function addUp(numbers: string): string {
	return `sum the numbers '${numbers}'`;
}

interface Work {
	readonly asked: RegExp;
	/** The name that a skill for it has. */
	readonly skill: string;
	readonly program: (text: string) => string;
}

const works: readonly Work[] = [
	{
		asked: /reverse the words '([^']*)'/,
		skill: 'reverse-words',
		program: text =>
			text.split(' ').length < 4
				? `text = ${JSON.stringify(text)}\nprint(' '.join(reversed(text.split())))\n`
				: `words = ${JSON.stringify(text)}.split()\nprint(' '.join(words[:0:-1]))\n`,
	},
	{
		asked: /sum the numbers '([^']*)'/,
		skill: 'sum-numbers',
		program: text => `text = ${JSON.stringify(text)}\nprint(sum(int(number) for number in text.split()))\n`,
	},
];

function replyTo(body: unknown): Reply {
	const {content} = lastMessage(body);
	const work = works.find(({asked}) => asked.test(content));
	if (work === undefined) {
		return {kind: 'answer', text: 'I can reverse words and sum numbers.'};
	}

	const text = work.asked.exec(content)?.[1] ?? '';
	const parameter = parameterOf(body, work.skill);
	const call =
		parameter === undefined ? {name: 'python', arguments: {code: work.program(text)}} : {name: work.skill, arguments: {[parameter]: text}};
	return {kind: 'answer', calls: [call], usage};
}

/** The name of the one parameter of a tool; undefined where it is not offered. */
function parameterOf(body: unknown, name: string): string | undefined {
	const {tools} = fields(body);
	const offered = (Array.isArray(tools) ? tools : []).map(tool => fields(fields(tool).function));
	const found = offered.find(tool => textOf(tool.name) === name);
	return Object.keys(fields(fields(found?.parameters).properties))[0];
}
