import {expect, test} from 'vitest';
import {limitsFor} from '../../../sandbox/limits.ts';
import {watchRun} from '../../../sandbox/run-watch.ts';

test('a caller who asks before there is anything to kill is heard when there is', () => {
	const abort = new AbortController();
	const watch = watchRun(limitsFor('python', {}), {signal: abort.signal});
	abort.abort();
	let kills = 0;
	watch.setKill(() => {
		kills += 1;
	});
	expect([kills, watch.killedFor()]).toEqual([1, 'cancelled']);
	watch.stop();
});
