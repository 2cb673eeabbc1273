import {expect, test} from 'vitest';
import {createOutputThrottle} from '../../source/agent/output-throttle.ts';

test('joins what comes quickly and keeps the order of the streams', () => {
	const passed: string[] = [];
	const throttle = createOutputThrottle((stream, text) => passed.push(`${stream}:${text}`));
	for (let index = 0; index < 1000; index++) {
		throttle.push('stdout', '.');
	}

	throttle.push('stderr', 'oh');
	throttle.push('stdout', 'end');
	expect(passed).toEqual([]);
	throttle.end();
	expect(passed).toEqual([`stdout:${'.'.repeat(1000)}`, 'stderr:oh', 'stdout:end']);
});

test('passes nothing on when there was nothing', () => {
	const passed: string[] = [];
	createOutputThrottle((_, text) => passed.push(text)).end();
	expect(passed).toEqual([]);
});
