import {expect, test} from 'vitest';
import {EventQueue} from '../../source/agent/event-queue.ts';

async function read(queue: EventQueue<number>): Promise<readonly number[]> {
	const items: number[] = [];
	for await (const item of queue) {
		items.push(item);
	}

	return items;
}

test('gives what was pushed before, during and at the end of reading, in order', async () => {
	const queue = new EventQueue<number>();
	queue.push(1);
	const reading = read(queue);
	queue.push(2);
	await Promise.resolve();
	queue.push(3);
	queue.push(4);
	queue.close();
	expect(await reading).toEqual([1, 2, 3, 4]);
});

test('ends at once when it was closed empty', async () => {
	const queue = new EventQueue<number>();
	queue.close();
	expect(await read(queue)).toEqual([]);
});
