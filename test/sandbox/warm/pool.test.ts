/** What the pool does with slots; what runs cold here is a real sandbox. */

import {setImmediate} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {createPool, type Pool, type PoolOptions} from '../../../sandbox/pool.ts';
import {jobOf, useOneHome} from '../run/jobs.ts';
import {fakeClock, type FakeOptions, type FakeSlot, fakeSlot} from './fake-slots.ts';

useOneHome();

/** A pool of fakes, and the fakes in the order in which they were started. */
function poolOfFakes(
	options: PoolOptions = {},
	fakes: readonly FakeOptions[] = [],
): {readonly pool: Pool; readonly slots: readonly FakeSlot[]} {
	const slots: FakeSlot[] = [];
	const start = (...[key]: Parameters<NonNullable<PoolOptions['start']>>) => {
		const slot = fakeSlot(key, fakes[slots.length]);
		slots.push(slot);
		return slot;
	};
	return {pool: createPool({clock: fakeClock(), start, ...options}), slots};
}

// The refill waits for the next turn.
const refilled = () => setImmediate().then(() => setImmediate());

const python = (source = "print('cold', end='')") => jobOf('python', source);

test('the first run is cold, and the next of its kind has a slot', async () => {
	const {pool, slots} = poolOfFakes();
	const job = python();
	expect((await pool.run(job, '')).stdout).toBe('cold');
	expect(pool.stats()).toEqual({idle: 0, started: 0, warmRuns: 0, coldRuns: 1});
	await refilled();
	expect(pool.stats()).toEqual({idle: 1, started: 1, warmRuns: 0, coldRuns: 1});
	expect((await pool.run({...job, args: ['other']}, '')).stdout).toBe('warm');
	await refilled();
	expect(pool.stats()).toEqual({idle: 1, started: 2, warmRuns: 1, coldRuns: 1});
	expect(slots.map(slot => slot.jobs())).toEqual([1, 0]);
});

test('a job of another kind does not get the slot', async () => {
	const {pool, slots} = poolOfFakes();
	await pool.warm(python());
	expect((await pool.run(python(), '')).stdout).toBe('cold');
	expect(slots[0]?.jobs()).toBe(0);
});

test('runs side by side earn a second slot, and no third', async () => {
	const held = Promise.withResolvers<void>();
	const {pool} = poolOfFakes({}, [{until: held.promise}, {until: held.promise}, {until: held.promise}]);
	const job = python();
	await pool.warm(job);
	const runs = [pool.run(job, '')];
	await pool.warm(job);
	runs.push(pool.run(job, ''));
	await pool.warm(job);
	runs.push(pool.run(job, ''));
	expect((await pool.run(job, '')).stdout).toBe('cold');
	await refilled();
	held.resolve();
	await Promise.all(runs);
	await refilled();
	expect(pool.stats()).toMatchObject({idle: 2, warmRuns: 3, coldRuns: 1});
});

test('a slot that never became ready, or was gone when its job came, is replaced by a cold run that begins once', async () => {
	for (const fake of [{isReady: false}, {isLost: true}]) {
		const {pool, slots} = poolOfFakes({}, [fake]);
		const job = python();
		await pool.warm(job);
		let begun = 0;
		const onBegin = () => {
			begun++;
		};
		expect((await pool.run(job, '', {onBegin})).stdout).toBe('cold');
		expect(begun).toBe(1);
		expect(slots).toHaveLength(1);
		expect(pool.stats()).toMatchObject({warmRuns: 0, coldRuns: 1});
	}
});

test('a run that fails to start earns no slot, nor does one that was stopped before', async () => {
	const {pool} = poolOfFakes();
	const job = python();
	const onBegin = () => {
		throw new Error('the log is full');
	};
	await expect(pool.run(job, '', {onBegin})).rejects.toThrow('the log is full');
	await expect(pool.run(job, '', {signal: AbortSignal.abort(new Error('not now'))})).rejects.toThrow('not now');
	await refilled();
	expect(pool.stats()).toMatchObject({idle: 0, started: 0});
});

test('a slot that cannot be started is no error', async () => {
	const pool = createPool({
		start: () => {
			throw new Error('no sandbox');
		},
	});
	const job = python();
	await pool.warm(job);
	expect((await pool.run(job, '')).stdout).toBe('cold');
});

test('a closed pool has no slots, starts none, and runs jobs cold', async () => {
	const {pool, slots} = poolOfFakes();
	const job = python();
	await pool.warm(job);
	const running = pool.run(python(), '');
	await pool.close();
	expect(slots.map(slot => slot.isDiscarded())).toEqual([true]);
	await running;
	await pool.warm(job);
	expect((await pool.run(job, '')).stdout).toBe('cold');
	await refilled();
	expect(pool.stats()).toMatchObject({idle: 0, started: 1});
});
