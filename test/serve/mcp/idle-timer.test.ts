import {beforeEach, expect, onTestFinished, test, vi} from 'vitest';
import {createIdleTimer, type IdleTimer} from '../../../source/serve/mcp/idle-timer.ts';

beforeEach(() => {
	vi.useFakeTimers();
	onTestFinished(() => void vi.useRealTimers());
});

function setUp(idleMs = 600_000): {readonly timer: IdleTimer; readonly onIdle: ReturnType<typeof vi.fn>} {
	const onIdle = vi.fn();
	return {timer: createIdleTimer(idleMs, onIdle), onIdle};
}

test('tells once that nothing was used for so long', () => {
	const {timer, onIdle} = setUp();
	vi.advanceTimersByTime(1_000_000);
	expect(onIdle).not.toHaveBeenCalled();
	timer.begin();
	vi.advanceTimersByTime(599_999);
	expect(onIdle).not.toHaveBeenCalled();
	vi.advanceTimersByTime(1_000_000);
	expect(onIdle).toHaveBeenCalledOnce();
});

test('the time begins anew with the end of the last use, however long one takes and however it ends', async () => {
	const {timer, onIdle} = setUp();
	timer.begin();
	vi.advanceTimersByTime(500_000);
	const [long, short] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
	const uses = [timer.during(() => long.promise), timer.during(() => short.promise)];
	vi.advanceTimersByTime(2_000_000);
	short.reject(new Error('it failed'));
	await expect(uses[1]).rejects.toThrow('it failed');
	vi.advanceTimersByTime(2_000_000);
	expect(onIdle).not.toHaveBeenCalled();
	long.resolve('done');
	expect(await uses[0]).toBe('done');
	vi.advanceTimersByTime(599_999);
	expect(onIdle).not.toHaveBeenCalled();
	vi.advanceTimersByTime(1);
	expect(onIdle).toHaveBeenCalledOnce();
});

test('what begins in a use does not count until that use is over', async () => {
	const {timer, onIdle} = setUp();
	await timer.during(async () => {
		timer.begin();
		vi.advanceTimersByTime(2_000_000);
	});
	expect(onIdle).not.toHaveBeenCalled();
});

test('0 is never, and nothing is told after the end', () => {
	const never = setUp(0);
	never.timer.begin();
	const ended = setUp();
	ended.timer.begin();
	ended.timer.end();
	vi.advanceTimersByTime(100_000_000);
	expect(never.onIdle).not.toHaveBeenCalled();
	expect(ended.onIdle).not.toHaveBeenCalled();
});
