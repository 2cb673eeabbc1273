import {expect, test} from 'vitest';
import type {ToolDefinition} from '../../../source/core/tool.ts';
import {choose} from '../../../source/model/planner/choose.ts';
import {chooseLearnt} from '../../../source/model/planner/choose-learnt.ts';
import {nothingLearnt} from '../../../source/model/planner/learnt.ts';

const counter: ToolDefinition = {
	name: 'count-words',
	description: 'Counts the words of a text.',
	parameters: {type: 'object', properties: {text: {type: 'string'}}, required: ['text'], additionalProperties: false},
	examples: [{text: "count the words in 'a b'", input: {text: 'a b'}}],
};
const rounder: ToolDefinition = {
	name: 'round-number',
	description: 'Rounds a number to so many digits.',
	parameters: {type: 'object', properties: {number: {type: 'number'}, digits: {type: 'integer'}}, required: ['number', 'digits']},
	examples: [{text: 'round 2.345 digits=2', input: {number: 2.345, digits: 2}}],
};
const tools = [counter, rounder];
const phrases = [{phrase: ['tally'], skill: 'count-words'}];
const defaults = [{tool: 'round-number', key: 'digits', value: 1}];

test('a learnt word means its skill where nothing else was understood', () => {
	expect(choose("tally 'red green blue'", tools).kind).not.toBe('call');
	expect(chooseLearnt("tally 'red green blue'", tools, {phrases, defaults: []})).toMatchObject({
		kind: 'call',
		tool: {name: 'count-words'},
		input: {text: 'red green blue'},
	});
});

test('what was understood before is understood as before', () => {
	for (const text of ["count the words in 'x y'", 'round 2.5 digits=0', 'who wrote Hamlet', 'hello', '']) {
		expect(chooseLearnt(text, tools, nothingLearnt), text).toEqual(choose(text, tools));
		expect(chooseLearnt(text, tools, {phrases, defaults: []}), text).toEqual(choose(text, tools));
	}
});

test('a learnt value fills the field that nobody named, and never one that was', () => {
	expect(choose('round 2.345', tools)).toMatchObject({kind: 'ask', missing: ['digits']});
	expect(chooseLearnt('round 2.345', tools, {phrases: [], defaults})).toMatchObject({kind: 'call', input: {number: 2.345, digits: 1}});
	expect(chooseLearnt('round 2.345 digits=3', tools, {phrases: [], defaults})).toMatchObject({kind: 'call', input: {digits: 3}});
	const strange = [{tool: 'round-number', key: 'command', value: 'rm'}];
	expect(chooseLearnt('round 2.345 digits=3', tools, {phrases: [], defaults: strange})).toEqual(choose('round 2.345 digits=3', tools));
});

test('a phrase for a skill that there is not changes nothing', () => {
	const lost = {phrases: [{phrase: ['tally'], skill: 'gone'}], defaults: []};
	expect(chooseLearnt("tally 'a b c'", tools, lost)).toEqual(choose("tally 'a b c'", tools));
});
