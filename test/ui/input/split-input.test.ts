import {expect, test} from 'vitest';
import {createInputSplitter, type InputPart, mostPasted} from '../../../source/ui/input/split-input.ts';
import {createRandom} from './random.ts';
import {processorMs} from '../../processor-time.ts';

const start = '\u001B[200~';
const end = '\u001B[201~';

function split(...chunks: readonly string[]): readonly InputPart[] {
	const splitter = createInputSplitter();
	return chunks.flatMap(chunk => splitter.push(chunk));
}

function keysOf(parts: readonly InputPart[]): string {
	return parts.map(part => (part.kind === 'keys' ? part.text : '')).join('');
}

test('gives keys on as they came', () => {
	const keys = 'aé中👩‍👩‍👧\r\t\u007F\u0003\u001B[A\u001B[1;5C\u001BOA\u001Bb\u001B\u001B[A\u001B[13;2u\u001B[Z';
	expect(split(keys)).toEqual([{kind: 'keys', text: keys}]);
});

test('takes replies out, whatever they end with', () => {
	expect(split('a\u001B]11;rgb:1e1e/1e1e/2e2e\u001B\\b')).toEqual([
		{kind: 'keys', text: 'a'},
		{kind: 'reply', type: 'osc', text: '11;rgb:1e1e/1e1e/2e2e'},
		{kind: 'keys', text: 'b'},
	]);
	expect(split('\u001B]11;rgb:0/0/0\u0007')).toEqual([{kind: 'reply', type: 'osc', text: '11;rgb:0/0/0'}]);
	expect(split('\u001BP>|XTerm(390)\u001B\\')).toEqual([{kind: 'reply', type: 'dcs', text: '>|XTerm(390)'}]);
	expect(split('\u001B_Gi=1;OK\u001B\\')).toEqual([{kind: 'reply', type: 'apc', text: 'Gi=1;OK'}]);
});

test('finds the same in every cut of the same bytes', () => {
	const stream = `a\u001B]11;rgb:1/2/3\u0007b\u001BP1+r544e\u001B\\c${start}x\u001B]y\n${end}d\u001B[<64;3;4Me\u001B[A\u001B_Gk\u001B\\f\u001B[Ig\u001BOQh`;
	const whole = split(stream);
	expect(keysOf(whole)).toBe('abcde\u001B[Afg\u{10FFE2}h');
	for (let seed = 0; seed < 500; seed++) {
		const random = createRandom(seed);
		const chunks: string[] = [];
		for (let at = 0; at < stream.length; ) {
			const length = 1 + random.below(6);
			chunks.push(stream.slice(at, at + length));
			at += length;
		}

		const parts = split(...chunks);
		expect(keysOf(parts), `seed ${seed}`).toBe(keysOf(whole));
		expect(parts.filter(({kind}) => kind !== 'keys')).toEqual(whole.filter(({kind}) => kind !== 'keys'));
	}
});

test('takes Alt and a key for what it is', () => {
	expect(keysOf(split('\u001B]a', '\u001BPq', '\u001B_b'))).toBe('\u001B]a\u001BPq\u001B_b');
	const splitter = createInputSplitter();
	expect(splitter.push('\u001B]')).toEqual([]);
	expect(splitter.unfinished()).toBe('escape');
	expect(splitter.giveUp()).toEqual([{kind: 'keys', text: '\u001B]'}]);
	expect(splitter.unfinished()).toBeNull();
});

test('gives a lone Esc when nothing follows', () => {
	const splitter = createInputSplitter();
	expect(splitter.push('\u001B')).toEqual([]);
	expect(splitter.giveUp()).toEqual([{kind: 'keys', text: '\u001B'}]);
});

test('a reply without an end eats neither Ctrl+C nor the next sequence nor what comes after a while', () => {
	expect(keysOf(split('\u001B]11;rgb:\u0003'))).toBe('\u0003');
	expect(keysOf(split('\u001B]11;rgb:\u001B[A'))).toBe('\u001B[A');
	const splitter = createInputSplitter();
	splitter.push('\u001B]11;rgb:');
	expect(splitter.unfinished()).toBe('reply');
	expect(splitter.giveUp()).toEqual([]);
	expect(splitter.push('x')).toEqual([{kind: 'keys', text: 'x'}]);
});

test('a paste comes whole, and what it holds is neither reply nor key', () => {
	const text = 'one\n\u001B]11;rgb:1/2/3\u0007\u001B[A\u001B[200~two';
	expect(split(`${start}one\n\u001B]11;rgb:1/2`, `/3\u0007\u001B[A\u001B[200~tw`, `o${end}x`)).toEqual([
		{kind: 'paste', text: `${start}${text}${end}`, dropped: 0},
		{kind: 'keys', text: 'x'},
	]);
});

test('a paste that holds an end marker of its own is no keys behind it', () => {
	const parts = split(`${start}safe${end}y\rrm -rf ~\r${end}`);
	expect(keysOf(parts)).toBe('');
	expect(parts).toEqual([{kind: 'paste', text: `${start}safey\rrm -rf ~\r${end}`, dropped: 0}]);
});

test('two pastes stay two', () => {
	expect(split(`${start}a${end}k${start}b${end}`).map(({kind}) => kind)).toEqual(['paste', 'keys', 'paste']);
});

test('a paste whose end was lost ends when it is given up', () => {
	const splitter = createInputSplitter();
	expect(splitter.push(`${start}half\u001B[2`)).toEqual([]);
	expect(splitter.unfinished()).toBe('paste');
	expect(splitter.giveUp()).toEqual([{kind: 'paste', text: `${start}half\u001B[2${end}`, dropped: 0}]);
	expect(keysOf(splitter.push('x'))).toBe('x');
});

test('holds no more of an endless paste than one may have, and says how much is missing', () => {
	const splitter = createInputSplitter();
	splitter.push(start);
	for (let index = 0; index < 64; index++) {
		splitter.push('x'.repeat(65_536));
	}

	const [part] = splitter.giveUp();
	expect(part).toMatchObject({kind: 'paste', dropped: 64 * 65_536 - mostPasted});
	expect(part?.kind === 'paste' ? part.text.length : 0).toBe(mostPasted + start.length + end.length);
});

test('reads a megabyte in small pieces without looking at it again and again', () => {
	const splitter = createInputSplitter();
	const began = processorMs();
	splitter.push(start);
	for (let index = 0; index < 16_384; index++) {
		splitter.push('0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde\u001B');
	}

	expect(splitter.push(end)).toHaveLength(1);
	// Quadratic work would take minutes.
	expect(processorMs() - began).toBeLessThan(10_000);
});

test('reads the mouse in both notations, and focus', () => {
	expect(split('\u001B[<65;10;20M\u001B[<0;1;2m\u001B[M`!"\u001B[I\u001B[O')).toEqual([
		{kind: 'mouse', button: 65, x: 10, y: 20, isDown: true},
		{kind: 'mouse', button: 0, x: 1, y: 2, isDown: false},
		{kind: 'mouse', button: 64, x: 1, y: 2, isDown: true},
		{kind: 'focus', hasFocus: true},
		{kind: 'focus', hasFocus: false},
	]);
});

test("says Shift+Enter of xterm in kitty's words", () => {
	expect(keysOf(split('\u001B[27;2;13~'))).toBe('\u001B[13;2u');
});

test('random bytes never throw, and nothing of them is lost but what is no key', () => {
	const alphabet = [
		'\u001B',
		'[',
		']',
		'1',
		';',
		'P',
		'_',
		'G',
		'\u0007',
		'\\',
		'a',
		'~',
		'2',
		'0',
		'M',
		'<',
		'O',
		'\u0003',
		'\u009C',
		start,
		end,
	];
	for (let seed = 0; seed < 2000; seed++) {
		const random = createRandom(seed);
		const splitter = createInputSplitter();
		for (let index = 0; index < 60; index++) {
			splitter.push(random.pick(alphabet));
		}

		for (let index = 0; index < 3; index++) {
			splitter.giveUp();
		}

		expect(splitter.unfinished(), `seed ${seed}`).toBeNull();
		expect(keysOf(splitter.push('ok'))).toBe('ok');
	}
});
