import {expect, test} from 'vitest';
import {isRight} from '../../../source/evolution/replays/predicate.ts';

const read = (path: string, more = {}) => ({tool: 'read_file', input: {path, ...more}});
const wrong = {...read('a.txt'), error: 'not-found'} as const;

test('where another tool helped, that tool is right, whatever words it is given', () => {
	const decision = {wrong, right: [{tool: 'search_files', input: {query: 'the first words'}}]};
	expect(isRight(decision, {tool: 'search_files', input: {query: 'others'}})).toBe(true);
	expect(isRight(decision, read('a.txt'))).toBe(false);
	expect(isRight(decision, null)).toBe(false);
});

test('where the same tool helped, the arguments that differed decide, and those that did not are free', () => {
	const decision = {wrong, right: [read('src/a.txt')]};
	expect(isRight(decision, read('./src/a.txt', {limit: 5}))).toBe(true);
	expect(isRight(decision, read('a.txt'))).toBe(false);
	const added = {wrong: {...read('a.txt'), error: 'limit'} as const, right: [read('a.txt', {limit: 10})]};
	expect(isRight(added, read('b.txt', {limit: 10}))).toBe(true);
	expect(isRight(added, read('a.txt'))).toBe(false);
});

test('where nothing had failed, the tool and its paths are right; an answer without a call only where there was none', () => {
	expect(isRight({wrong: null, right: [read('a.txt')]}, read('a.txt', {offset: 3}))).toBe(true);
	expect(isRight({wrong: null, right: [read('a.txt')]}, read('b.txt'))).toBe(false);
	expect(isRight({wrong: null, right: []}, null)).toBe(true);
	expect(isRight({wrong: null, right: []}, read('a.txt'))).toBe(false);
});
