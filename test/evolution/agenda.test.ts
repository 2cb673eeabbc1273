import {expect, test} from 'vitest';
import {type Efforts, helped, inTurn, missed, tried} from '../../source/evolution/agenda.ts';

const subjects = [
	{key: 'often', count: 10},
	{key: 'seldom', count: 4},
];
const keys = (efforts: Efforts, now = 0) => inTurn(subjects, efforts, now).map(({key}) => key);

test('takes up what went wrong most, and what was tried least', () => {
	expect(keys({})).toEqual(['often', 'seldom']);
	expect(keys(tried({}, 'often'))).toEqual(['seldom', 'often']);
	expect(keys(helped(tried({}, 'often'), 'often'))).toEqual(['often', 'seldom']);
});

test('after three that did not help a subject waits two days, then four', () => {
	const miss = (efforts: Efforts) => missed(efforts, 'often', {now: 100, day: 10});
	const [two, three] = [miss(miss({})), miss(miss(miss({})))];
	expect(keys(two, 100)).toEqual(['often', 'seldom']);
	expect([keys(three, 119), keys(three, 120)]).toEqual([['seldom'], ['often', 'seldom']]);
	expect(keys(miss(three), 139)).toEqual(['seldom']);
});

test('a subject that is called like a property of every object is a subject', () => {
	expect(keys(missed({}, 'constructor', {now: 0, day: 1}))).toEqual(['often', 'seldom']);
	expect(inTurn([{key: 'toString', count: 1}], {}, 0)).toHaveLength(1);
});
