import {expect, test} from 'vitest';
import type {EventBody, EvolutionEvent, SignalKind} from '../../../source/evolution/events/event.ts';
import {parseEvent} from '../../../source/evolution/events/parse-event.ts';
import {differenceOf, estimate, quantile} from '../../../source/evolution/metrics/estimate.ts';
import {measure, repeatMistakes} from '../../../source/evolution/metrics/metrics.ts';
import {wilson} from '../../../source/evolution/statistics/wilson.ts';
import {randomFrom} from '../random.ts';

interface Played {
	readonly session?: string;
	readonly status?: 'done' | 'failed' | 'aborted' | 'cut';
	readonly verified?: 'check' | 'none';
	readonly replans?: number;
	readonly signals?: readonly SignalKind[];
	readonly calls?: readonly Partial<Extract<EventBody, {type: 'tool.call'}>>[];
	readonly tokens?: number;
	readonly cost?: number | null;
	readonly arm?: 'candidate' | 'incumbent' | 'none';
}

/** Events of these tasks, in order; each passes the gate that the recorder's pass. */
function play(tasks: readonly Played[]): readonly EvolutionEvent[] {
	let seq = 0;
	return tasks.flatMap((task, number) => {
		const {
			session = 'aaaaaaaa',
			status = 'done',
			verified = 'none',
			replans = 0,
			signals = [],
			calls = [],
			tokens = 0,
			cost = null,
			arm = 'none',
		} = task;
		const call = {type: 'tool.call', tool: 'bash', class: 'execute', arguments: [], ms: 1, outcome: 'ok', error: null, bytes: 1} as const;
		const numbers = {kind: 'execute', languages: [], calls: 0, failures: 0, inputTokens: tokens, outputTokens: 0, cost, ms: 2000} as const;
		const bodies: readonly EventBody[] = [
			{type: 'task.start', prompt: '0123456789abcdef', pasted: false},
			...calls.map(given => ({...call, ...given})),
			...(status === 'cut' ? [] : [{type: 'task.end', status, verified, replans, ...numbers} as const]),
			...signals.map(kind => ({type: 'user.signal', kind, weight: 1, linesChanged: null}) as const),
		];
		return bodies.map(body => {
			const ts = new Date(1_800_000_000_000 + ++seq * 1000).toISOString();
			const id = `00000000-${String(seq).padStart(6, '0')}`; // sorts as the recorder's do
			const place = {v: 1, id, ts, seq, session, task: `0000${String(number).padStart(4, '0')}`, model: 'offline', manifest: null} as const;
			const event = parseEvent({...place, arm, label: 'user', ...body});
			if (event === null) {
				throw new Error(`No event: ${JSON.stringify(body)}`);
			}

			return event;
		});
	});
}

test('nothing known is said as nothing known', () => {
	const {tasks, coverage, success, firstAttempt, replans, perSuccess, canary, classic} = measure([]);
	expect(tasks).toBe(0);
	expect([coverage, success, firstAttempt]).toEqual(Array(3).fill({successes: 0, n: 0, rate: null, low: 0, high: 1}));
	expect(replans.median).toEqual({n: 0, value: null, low: null, high: null});
	expect(perSuccess.tokens.value).toBeNull();
	expect(canary).toMatchObject({value: null, low: -1, high: 1});
	expect(classic).toEqual({n: 0, firstSuccessRate: null, avgReplans: null, userCorrectionRate: null, egl: null});
});

test('silence is no success: what nobody verified lowers the coverage and not the rate', () => {
	const {coverage, success, classic} = measure(
		play([{}, {}, {verified: 'check'}, {signals: ['thumb-up']}, {status: 'failed'}, {status: 'aborted'}, {status: 'cut'}]),
	);
	expect(coverage).toMatchObject({successes: 3, n: 7});
	expect(success).toMatchObject({successes: 2, n: 3});
	// The original counts the two that nobody looked at.
	expect(classic.firstSuccessRate).toBeCloseTo(4 / 6);
});

test.each<[SignalKind, boolean]>([
	['undo', false],
	['reject', false],
	['interrupt', false],
	['edit-after', false],
	['reask', false],
	['thumb-down', false],
	['deny', true],
	['remember', true],
	['accept', true],
])('a task that a check verified, and then %s: success is %s', (signal, success) => {
	expect(measure(play([{verified: 'check', signals: [signal]}])).success).toMatchObject({successes: success ? 1 : 0, n: 1});
});

test('a first attempt is a verified one without a replan', () => {
	const {firstAttempt} = measure(play([{verified: 'check'}, {verified: 'check', replans: 1}, {verified: 'check', signals: ['undo']}, {}]));
	expect(firstAttempt).toMatchObject({successes: 1, n: 3});
});

test('corrections are counted against tasks that somebody came back to', () => {
	const {corrections} = measure(play([{}, {signals: ['undo']}, {session: 'bbbbbbbb'}, {session: 'cccccccc', signals: ['thumb-up']}]));
	// The first has a successor, the second a signal, the third neither, the fourth a signal.
	expect(corrections).toMatchObject({successes: 1, n: 3});
});

test('a failing test, a denial and a call that was given up are no failures of tools', () => {
	const calls = (['ok', 'error', 'timeout', 'expected', 'denied', 'cancelled'] as const).map(outcome => ({outcome}));
	const {toolFailures, denied} = measure(play([{calls}]));
	expect(toolFailures).toMatchObject({successes: 2, n: 3});
	expect(denied).toMatchObject({successes: 1, n: 6});
});

test('replans are given by median, p90 and mean, as the mean hides the tail', () => {
	const {replans} = measure(play([...Array<Played>(9).fill({}), {replans: 10}]));
	expect([replans.median.value, replans.mean.value]).toEqual([0, 1]);
	expect(replans.p90.value).toBeCloseTo(1);
	expect(replans.mean.low).toBeLessThanOrEqual(0.2);
	expect(replans.mean.high).toBeGreaterThanOrEqual(2);
});

test('cost per success counts what failed too, and is unknown when a price is', () => {
	const {perSuccess} = measure(
		play([
			{verified: 'check', tokens: 100, cost: 0.1},
			{status: 'failed', tokens: 300, cost: 0.3},
		]),
	);
	expect(perSuccess.tokens).toMatchObject({n: 2, value: 400});
	expect(perSuccess.cost.value).toBeCloseTo(0.4);
	expect(perSuccess.seconds.value).toBe(4);
	expect(measure(play([{verified: 'check', cost: 0.1}, {cost: null}])).perSuccess.cost.value).toBeNull();
	expect(measure(play([{status: 'failed', tokens: 5}])).perSuccess.tokens.value).toBeNull();
});

test('the effect of a canary is the difference of its arms, with an interval', () => {
	const arm = (arm: 'candidate' | 'incumbent', good: number, bad: number): readonly Played[] => [
		...Array<Played>(good).fill({arm, verified: 'check'}),
		...Array<Played>(bad).fill({arm, status: 'failed'}),
	];
	const {canary} = measure(play([...arm('candidate', 18, 2), ...arm('incumbent', 10, 10)]));
	expect(canary.value).toBeCloseTo(0.4);
	expect(canary.low).toBeGreaterThan(0.1);
	expect(canary.high).toBeLessThan(0.65);
	expect(canary.candidate).toMatchObject({successes: 18, n: 20});
});

test('a repeated mistake is one of the same kind, tool and class after the claim', () => {
	const mistake = {tool: 'bash', outcome: 'error', error: 'not-found'} as const;
	const events = play([
		{calls: [mistake]},
		{calls: [{tool: 'bash'}]},
		{calls: [mistake]},
		{calls: [{tool: 'python'}]},
		{calls: [{...mistake, error: 'type'}]},
	]);
	const since = events.find(({task}) => task === '00000001')?.ts ?? '';
	expect(repeatMistakes(events, {error: 'not-found', tool: 'bash', kind: 'execute', since})).toMatchObject({successes: 1, n: 3});
});

test('the classic numbers follow their definitions', () => {
	const {classic} = measure(play([{replans: 1}, {replans: 2, signals: ['thumb-up']}, {signals: ['undo']}, {status: 'failed', replans: 1}]));
	expect(classic).toEqual({n: 4, firstSuccessRate: 0.5, avgReplans: 1, userCorrectionRate: 0.5, egl: 0.5 - 0.5 - 0.35});
});

test('events in any order give the same numbers', () => {
	const random = randomFrom(5);
	const events = play(
		Array.from({length: 30}, (_, index) => ({replans: index % 3, verified: index % 2 ? 'check' : 'none', tokens: index, cost: 0.5})),
	);
	const shuffled = events.toSorted(() => random() - 0.5);
	expect(measure(shuffled)).toEqual(measure(events));
});

test('bootstrap intervals hold the true mean in about 95 of 100 samples', () => {
	const random = randomFrom(11);
	let held = 0;
	for (let round = 0; round < 100; round++) {
		const sample = Array.from({length: 40}, () => random() * 10);
		const {low, high} = estimate(sample, items => items.reduce((sum, item) => sum + item, 0) / items.length);
		held += low !== null && high !== null && low <= 5 && high >= 5 ? 1 : 0;
	}

	expect(held).toBeGreaterThanOrEqual(88);
});

test('a quantile lies between its neighbours, and a difference of shares inside its bounds', () => {
	expect([quantile([], 0.5), quantile([3], 0.9), quantile([1, 2], 0.5)]).toEqual([null, 3, 1.5]);
	const {value, low, high} = differenceOf(wilson(0, 10), wilson(10, 10));
	expect(value).toBe(-1);
	expect(low).toBeGreaterThanOrEqual(-1);
	expect(high).toBeLessThan(-0.5);
});
