import {expect, test} from 'vitest';
import {sha256} from '../../../sandbox/base/canonical-json.ts';
import {createShelf} from '../../../sandbox/warm/shelf.ts';
import {fakeClock, fakeSlot} from './fake-slots.ts';

const [a, b] = [sha256('a'), sha256('b')];

test('a slot is given once, and only for its key', () => {
	const shelf = createShelf({slots: 8, idleMs: 60_000}, fakeClock());
	const slot = fakeSlot(a);
	shelf.put(slot);
	expect(shelf.take(b)).toBeUndefined();
	expect(shelf.take(a)).toBe(slot);
	expect(shelf.take(a)).toBeUndefined();
	expect(slot.isDiscarded()).toBe(false);
});

test('a slot that nobody takes is ended after its time', () => {
	const clock = fakeClock();
	const shelf = createShelf({slots: 8, idleMs: 60_000}, clock);
	const [first, second] = [fakeSlot(a), fakeSlot(a)];
	shelf.put(first);
	clock.pass(30_000);
	shelf.put(second);
	clock.pass(29_999);
	expect([first.isDiscarded(), second.isDiscarded()]).toEqual([false, false]);
	clock.pass(1);
	expect([first.isDiscarded(), second.isDiscarded()]).toEqual([true, false]);
	expect(shelf.take(a)).toBe(second);
	expect(clock.pending).toBe(0);
});

test('a slot whose time is over is not given, though its timer is late', () => {
	const clock = fakeClock();
	const shelf = createShelf({slots: 8, idleMs: 60_000}, clock);
	const [late, fresh] = [fakeSlot(a), fakeSlot(a)];
	shelf.put(late);
	clock.pass(60_000, {timersToo: false});
	shelf.put(fresh);
	expect(shelf.take(a)).toBe(fresh);
	expect(late.isDiscarded()).toBe(true);
});

test('of too many slots the oldest goes', () => {
	const shelf = createShelf({slots: 2, idleMs: 60_000}, fakeClock());
	const slots = [fakeSlot(a), fakeSlot(b), fakeSlot(b)] as const;
	slots.forEach(shelf.put);
	expect(slots.map(slot => slot.isDiscarded())).toEqual([true, false, false]);
	expect([shelf.count(), shelf.count(a), shelf.count(b)]).toEqual([2, 0, 2]);
});

test('a slot that dies leaves the shelf', async () => {
	const clock = fakeClock();
	const shelf = createShelf({slots: 2, idleMs: 60_000}, clock);
	const slot = fakeSlot(a);
	shelf.put(slot);
	slot.die();
	await slot.gone;
	expect([shelf.look(a), shelf.count(), clock.pending]).toEqual([undefined, 0, 0]);
});

test('a cleared shelf has ended all its slots, and left no timer', async () => {
	const clock = fakeClock();
	const shelf = createShelf({slots: 8, idleMs: 60_000}, clock);
	const slots = [fakeSlot(a), fakeSlot(b)];
	slots.forEach(shelf.put);
	await shelf.clear();
	expect(slots.map(slot => slot.isDiscarded())).toEqual([true, true]);
	expect([shelf.count(), clock.pending]).toEqual([0, 0]);
});
