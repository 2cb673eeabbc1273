import {expect, test} from 'vitest';
import {unroutedIn, watchUnrouted} from '../../../sandbox/egress/unrouted.ts';

test('finds the counter in both forms', () => {
	expect(unroutedIn('Ip: Forwarding OutDiscards OutNoRoutes ReasmTimeout\nIp: 2 7 3 0\nIcmp: InMsgs\nIcmp: 9\n')).toBe(3);
	expect(unroutedIn('Ip6InReceives                   \t5\nIp6OutNoRoutes                  \t4\n')).toBe(4);
	expect(unroutedIn('')).toBe(0);
});

test('sees nothing, and says so, where there is no such process', () => {
	const watch = watchUnrouted();
	watch.begin(4_194_305);
	expect(watch.count()).toBe(0);
	watch.close();
});
