import {once} from 'node:events';
import {expect, onTestFinished, test, vi} from 'vitest';
import type {Progress} from '../../source/core/progress.ts';
import type {SlashCommand, SlashOutcome} from '../../source/core/slash-command.ts';
import {createRunningCommands} from '../../source/ui/running-commands.ts';

const said = (line: string): SlashOutcome => ({kind: 'said', lines: [line]});

function command(name: string, run: SlashCommand['run']): SlashCommand {
	return {name, arguments: '', summary: '', run};
}

/** Ends when it is stopped, after it has put something away. */
function endless(putAway: () => Promise<void> | void = () => {}): SlashCommand['run'] {
	return async (_, signal) => {
		await once(signal, 'abort');
		await putAway();
		throw new Error('stopped');
	};
}

function setUp(...commands: readonly SlashCommand[]) {
	vi.useFakeTimers();
	onTestFinished(() => void vi.useRealTimers());
	const shown: (string | null)[] = [];
	const presented: SlashOutcome[] = [];
	const notices: string[] = [];
	const busy: boolean[] = [];
	const running = createRunningCommands({
		commands: () => commands,
		show: words => shown.push(words),
		present: outcome => presented.push(outcome),
		say: (tone, text) => notices.push(`${tone}: ${text}`),
		onBusy: isBusy => busy.push(isBusy),
	});
	return {running, shown, presented, notices, busy};
}

test('a quick command says nothing of being at work', async () => {
	const {running, shown, presented, busy} = setUp(command('quick', () => said('done')));
	running.run('quick', '');
	expect(running.isBusy()).toBe(true);
	await vi.advanceTimersByTimeAsync(1000);
	expect(presented).toEqual([said('done')]);
	expect(shown.filter(words => words !== null)).toEqual([]);
	expect(busy).toEqual([true, false]);
});

test('what takes longer is said in the words of the command, which may change', async () => {
	let progress: Progress | undefined;
	const {running, shown} = setUp(
		command('add', (_, signal, start) => {
			progress = start('fetching it');
			return endless()('', signal, start);
		}),
	);
	running.run('add', '');
	await vi.advanceTimersByTimeAsync(299);
	expect(shown.at(-1)).toBeNull();
	await vi.advanceTimersByTimeAsync(1);
	expect(shown.at(-1)).toBe('fetching it');
	progress?.update('unpacking it');
	expect(shown.at(-1)).toBe('unpacking it');
	progress?.stop();
	expect(shown.at(-1)).toBe('/add is at work');
	running.stop();
	expect(shown.at(-1)).toBeNull();
});

test('one that is stopped says so and is no longer waited for; one that failed says why', async () => {
	const {running, presented, notices, busy} = setUp(
		command('add', endless()),
		command('bad', () => {
			throw new Error('it is broken');
		}),
	);
	running.run('add', '');
	expect(running.stop()).toBe(true);
	expect(running.isBusy()).toBe(false);
	expect(busy).toEqual([true, false]);
	expect(running.stop()).toBe(false);
	await vi.advanceTimersByTimeAsync(0);
	running.run('bad', '');
	await vi.advanceTimersByTimeAsync(0);
	expect(presented).toEqual([]);
	expect(notices).toEqual(['dim: Stopped /add.', 'bad: it is broken']);
});

test('what was done before the stop came is said', async () => {
	const {running, presented} = setUp(command('add', async () => said('installed')));
	running.run('add', '');
	running.stop();
	await vi.advanceTimersByTimeAsync(0);
	expect(presented).toEqual([said('installed')]);
});

test('the end waits until a command has put away what it had begun, and shows nothing more', async () => {
	const {promise, resolve} = Promise.withResolvers<void>();
	const {running, presented} = setUp(
		command(
			'add',
			endless(() => promise),
		),
		command('late', async (_, signal) => {
			await once(signal, 'abort');
			return said('late');
		}),
	);
	running.run('add', '');
	running.run('late', '');
	const over = vi.fn();
	const closing = running.close().then(over);
	await vi.advanceTimersByTimeAsync(10);
	expect(over).not.toHaveBeenCalled();
	resolve();
	await closing;
	expect(presented).toEqual([]);
});
