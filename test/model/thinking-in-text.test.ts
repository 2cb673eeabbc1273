import {expect, test} from 'vitest';
import {ThinkingInText} from '../../source/model/thinking-in-text.ts';

function read(text: string, length: number) {
	const reader = new ThinkingInText();
	const parts = Array.from({length: Math.ceil(text.length / length)}, (_, index) =>
		reader.add(text.slice(index * length, (index + 1) * length)),
	);
	parts.push(reader.end());
	return {reasoning: parts.map(({reasoning}) => reasoning).join(''), text: parts.map(part => part.text).join('')};
}

test.each([1, 2, 5, 1000])('takes reasoning in tags off the beginning, in pieces of %i', length => {
	expect(read('<think>\nIs 1 < 2? </thin yes.</think>\n\nYes.', length)).toMatchObject({reasoning: 'Is 1 < 2? </thin yes.'});
	expect(read('<think>a</think>Yes, <think> is a tag.', length)).toEqual({reasoning: 'a', text: 'Yes, <think> is a tag.'});
	expect(read('\n<think></think>Yes.', length)).toEqual({reasoning: '', text: 'Yes.'});
});

test.each(['<thin', 'A <think> tag', '', '<thinking> about it', ' <'])('leaves %j as it is', text => {
	for (const length of [1, 1000]) {
		expect(read(text, length)).toEqual({reasoning: '', text});
	}
});

test('takes an end that never comes for reasoning', () => {
	expect(read('<think>on and on </thi', 4)).toEqual({reasoning: 'on and on </thi', text: ''});
});

test('takes a great many blanks for an answer', () => {
	const blanks = ' '.repeat(200_000);
	expect(read(blanks, 1)).toEqual({reasoning: '', text: blanks});
});
