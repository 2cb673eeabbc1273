/** The planner with what it learnt. That only helps where it alone has no call: what was understood before is understood as before. */

import type {ToolDefinition} from '../../core/tool.ts';
import {type Choice, choose} from './choose.ts';
import type {Learnt} from './learnt.ts';
import {readMessage} from './message.ts';
import {stemOf} from './words.ts';

/** As `choose`, with what was learnt. Equal messages, tools and lessons give equal choices. */
export function chooseLearnt(text: string, tools: readonly ToolDefinition[], learnt: Learnt): Choice {
	const choice = withDefaults(text, tools, learnt);
	if (choice.kind === 'call') {
		return choice;
	}

	const meant = learnt.phrases.filter(({phrase}) => saysAll(text, phrase));
	const others = meant.flatMap(({phrase, skill}) =>
		[without(text, phrase), text].map(rest => withDefaults(`use ${skill} ${rest}`, tools, learnt)),
	);
	return others.find(other => other.kind === 'call') ?? others.find(other => other.kind === 'ask') ?? choice;
}

function withDefaults(text: string, tools: readonly ToolDefinition[], {defaults}: Learnt): Choice {
	const choice = choose(text, tools);
	if (choice.kind !== 'call' && choice.kind !== 'ask') {
		return choice;
	}

	const own = defaults.filter(({tool, key}) => tool === choice.tool.name && hasProperty(choice.tool, key));
	if (choice.kind === 'call') {
		const added = own.filter(({key}) => choice.input[key] === undefined).map(({key, value}) => [key, value] as const);
		return added.length === 0 ? choice : {...choice, input: {...choice.input, ...Object.fromEntries(added)}};
	}

	const pairs = own.filter(({key}) => choice.missing.includes(key)).map(({key, value}) => `${key}=${value}`);
	const completed = pairs.length === 0 ? choice : choose(`${text} ${pairs.join(' ')}`, tools);
	return completed.kind === 'call' && completed.tool === choice.tool ? completed : choice;
}

function hasProperty({parameters}: ToolDefinition, key: string): boolean {
	const {properties} = parameters;
	return typeof properties === 'object' && properties !== null && Object.hasOwn(properties, key);
}

function saysAll(text: string, phrase: readonly string[]): boolean {
	const said = new Set(readMessage(text).words.map(word => stemOf(word.text)));
	return phrase.length > 0 && phrase.every(term => said.has(stemOf(term.toLowerCase())));
}

/** The words that named the skill are no values for it. */
function without(text: string, phrase: readonly string[]): string {
	const gone = new Set(phrase.map(term => stemOf(term.toLowerCase())));
	const {tokens} = readMessage(text);
	return tokens
		.filter(token => token.kind !== 'word' || !gone.has(stemOf(token.text.toLowerCase())))
		.map(token => token.text)
		.join(' ');
}
