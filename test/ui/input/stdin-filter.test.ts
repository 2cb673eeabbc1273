import {PassThrough} from 'node:stream';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {StdinFilter, type TerminalInput} from '../../../source/ui/input/stdin-filter.ts';

class Terminal extends PassThrough {
	readonly isTTY = true;
	isRaw = false;

	setRawMode(isRaw: boolean): this {
		this.isRaw = isRaw;
		return this;
	}
}

function open(listeners: ConstructorParameters<typeof StdinFilter>[1] = {}) {
	const terminal = new Terminal();
	const source: TerminalInput = terminal;
	const filter = new StdinFilter(source, listeners);
	filter.setRawMode(true);
	let read = '';
	filter.on('readable', () => {
		for (let chunk = filter.read(); chunk !== null; chunk = filter.read()) {
			read += chunk;
		}
	});
	return {terminal, filter, read: () => read};
}

/** What streams do in the rounds of the event loop to come is done. */
async function settled(): Promise<void> {
	for (let round = 0; round < 5; round++) {
		await new Promise(resolve => setImmediate(resolve));
	}
}

beforeEach(() => {
	vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']});
});

afterEach(() => {
	vi.useRealTimers();
});

test('gives keys to the reader and replies to the listener', async () => {
	const replies: string[] = [];
	const {terminal, read} = open({onReply: (type, text) => replies.push(`${type} ${text}`)});
	terminal.write('ab\u001B]11;rgb:1/2/3\u001B\\c');
	await vi.waitFor(() => expect(read()).toBe('abc'));
	expect(replies).toEqual(['osc 11;rgb:1/2/3']);
});

test('puts characters together whose bytes come apart', async () => {
	const {terminal, read} = open();
	const bytes = Buffer.from('中');
	terminal.write(bytes.subarray(0, 2));
	terminal.write(bytes.subarray(2));
	await vi.waitFor(() => expect(read()).toBe('中'));
});

test('gives a lone Esc after a moment', async () => {
	const {terminal, read} = open();
	terminal.write('\u001B');
	await settled();
	vi.advanceTimersByTime(19);
	await settled();
	expect(read()).toBe('');
	vi.advanceTimersByTime(1);
	await settled();
	expect(read()).toBe('\u001B');
});

test('ends a paste that has no end after two seconds without a byte', async () => {
	const {terminal, read} = open();
	terminal.write('\u001B[200~half');
	await settled();
	vi.advanceTimersByTime(1999);
	await settled();
	expect(read()).toBe('');
	vi.advanceTimersByTime(1);
	await settled();
	expect(read()).toBe('\u001B[200~half\u001B[201~');
});

test('reads nothing out of raw mode, so that an editor gets every key', async () => {
	const {terminal, filter, read} = open();
	filter.setRawMode(false);
	expect(terminal.isRaw).toBe(false);
	terminal.write('for the editor');
	vi.useRealTimers();
	await sleep(20);
	expect(read()).toBe('');
	filter.setRawMode(true);
	await vi.waitFor(() => expect(read()).toBe('for the editor'));
});

test('ends when the terminal does', async () => {
	const {terminal, filter, read} = open();
	const ended = new Promise(resolve => filter.once('end', resolve));
	terminal.end('last');
	await ended;
	expect(read()).toBe('last');
});
