import {expect, test} from 'vitest';
import {filterFor} from '../../../../sandbox/linux/seccomp/filter.ts';
import {fillHoles, holes} from '../../../../sandbox/linux/seccomp/seal.ts';
import {everyOption, label} from './calls.ts';

test('a program has each hole once, in a comparison, or is a shell program and has none', () => {
	for (const options of everyOption) {
		const words = new Uint32Array(filterFor(options).slice().buffer);
		const found = Object.values(holes).map(hole => [...words].filter(word => word === hole).length);
		const expected = options.runtime === 'bash' ? [0, 0, 0] : [1, 1, 1];
		expect(found, label(options)).toEqual(expected);
	}
});

test('filling touches the holes only and leaves the cached program alone', () => {
	for (const options of everyOption) {
		const program = filterFor(options);
		const before = program.slice();
		const filled = fillHoles(program, {execToken: 0x0123_4567_89ab_cdefn, ownProcess: 1});
		expect(program).toEqual(before);
		const changed = new Uint32Array(filled.buffer).filter((word, index) => word !== new Uint32Array(before.buffer)[index]);
		expect([...changed].sort()).toEqual(options.runtime === 'bash' ? [] : [1, 0x0123_4567, 0x89ab_cdef].sort());
	}
});
