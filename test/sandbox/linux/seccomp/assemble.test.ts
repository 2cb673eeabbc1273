import {expect, test} from 'vitest';
import {assemble} from '../../../../sandbox/linux/seccomp/assemble.ts';
import {
	allow,
	argumentEquals,
	type Decision,
	fail,
	ifAny,
	ifEqual,
	ifFrom,
	killProcess,
	masked,
	withArgument,
	withNumber,
} from '../../../../sandbox/linux/seccomp/decision.ts';
import {simulate} from '../../../../sandbox/linux/seccomp/simulate.ts';
import {show} from './calls.ts';

const run = (decision: Decision, number: number, args: readonly (number | bigint)[] = []) =>
	show(simulate(assemble(decision), {audit: 0, number, args}));

test('a program is eight bytes an instruction, in the layout of sock_filter', () => {
	const program = assemble(withNumber(ifEqual(0x0102_0304, allow, fail(1))));
	expect([...program]).toEqual([
		...[0x20, 0, 0, 0, 0, 0, 0, 0],
		...[0x15, 0, 1, 0, 4, 3, 2, 1],
		...[0x06, 0, 0, 0, 1, 0, 5, 0],
		...[0x06, 0, 0, 0, 0, 0, 0xff, 0x7f],
	]);
});

test('tests compare as unsigned words', () => {
	const from = withNumber(ifFrom(0x8000_0000, killProcess, allow));
	expect([0, 0x7fff_ffff, 0x8000_0000, -1].map(number => run(from, number))).toEqual(['allow', 'allow', 'kill', 'kill']);
	const any = withNumber(ifAny(0x8000_0001, killProcess, allow));
	expect([2, 1, 0x8000_0000].map(number => run(any, number))).toEqual(['allow', 'kill', 'kill']);
	const mask = withArgument(5, masked(0xf, ifEqual(1, allow, killProcess)));
	expect([0x11, 0x12].map(word => run(mask, 0, [0, 0, 0, 0, 0, word]))).toEqual(['allow', 'kill']);
});

test('a comparison of 64 bits looks at both halves', () => {
	const both = argumentEquals(1, {low: 1, high: 2}, allow, fail(1));
	expect([0x2_0000_0001n, 1n, 0x2_0000_0000n, 0x1_0000_0002n].map(word => run(both, 0, [0, word]))).toEqual([
		'allow',
		'errno 1',
		'errno 1',
		'errno 1',
	]);
});

test('a test jumps over more instructions than its own field can say', () => {
	const steps = Array.from({length: 900}, (_, index) => index + 10);
	const chain = steps.reduceRight<Decision>((rest, step) => ifEqual(step, fail(step), rest), allow);
	const decision = withNumber(ifEqual(5, killProcess, ifFrom(2000, ifEqual(3000, killProcess, allow), chain)));
	expect([5, 3000, 2500, 10, 909, 7].map(number => run(decision, number))).toEqual([
		'kill',
		'kill',
		'allow',
		'errno 10',
		'errno 909',
		'allow',
	]);
});

test('a program that the kernel would not take is an error', () => {
	const chain = Array.from({length: 2100}).reduce<Decision>(rest => ifEqual(1, allow, rest), allow);
	expect(() => assemble(withNumber(chain))).toThrow(RangeError);
});

test('the simulator refuses what the kernel would not load', () => {
	expect(() => simulate(new Uint8Array(0), {audit: 0, number: 0})).toThrow(RangeError);
	expect(() => simulate(Uint8Array.of(0x99, 0, 0, 0, 0, 0, 0, 0), {audit: 0, number: 0})).toThrow(RangeError);
	expect(() => simulate(Uint8Array.of(0x06, 0, 0, 0, 9, 9, 9, 9), {audit: 0, number: 0})).toThrow(RangeError);
	expect(() => simulate(Uint8Array.of(0x20, 0, 0, 0, 64, 0, 0, 0), {audit: 0, number: 0})).toThrow(RangeError);
});
