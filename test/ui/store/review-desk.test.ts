import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import type {ConsentAnswer, ConsentQuestion} from '../../../sandbox/index.ts';
import {createReviewDesk, type ReviewDesk} from '../../../source/ui/store/review-desk.ts';
import {finding, network, reportOf} from '../../sandbox/admission/reports.ts';
import {inkKey} from '../input/editor-driver.ts';
import {createRandom} from '../input/random.ts';

const question: ConsentQuestion = {
	report: reportOf({verdict: 'confirm', findings: [finding]}, network),
	summary: 'network api.example.org:443',
	growth: [],
	changedFiles: [],
};

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

interface Asked {
	readonly desk: ReviewDesk;
	readonly stop: AbortController;
	answer(): ConsentAnswer | null;
	press(name: string): 'draft' | 'taken';
}

function ask(desk = createReviewDesk()): Asked {
	const stop = new AbortController();
	let given: ConsentAnswer | null = null;
	void desk.consent.ask(question, stop.signal).then(answer => {
		given = answer;
	});
	return {desk, stop, answer: () => given, press: name => desk.key(...inkKey(name))};
}

function paint({desk}: Asked): void {
	desk.painted(desk.store.snapshot().waiting[0]?.id ?? 0);
}

/** Let time pass, and the rounds of the event loop that belong to it. */
async function pass(ms: number): Promise<void> {
	await vi.advanceTimersByTimeAsync(ms);
	await vi.advanceTimersByTimeAsync(1);
}

async function armed(): Promise<Asked> {
	const asked = ask();
	paint(asked);
	await pass(301);
	expect(asked.desk.store.snapshot().isArmed).toBe(true);
	return asked;
}

test.each([
	['y', {kind: 'once'}],
	['s', {kind: 'session'}],
	['a', {kind: 'always'}],
	['n', {kind: 'deny', reason: null}],
	['N', {kind: 'deny', reason: null}],
	['escape', {kind: 'deny', reason: null}],
])('takes %s once it is armed', async (name, expected) => {
	const asked = await armed();
	expect(asked.press(name)).toBe('taken');
	await pass(5);
	expect(asked.answer()).toEqual(expected);
	expect(asked.desk.store.snapshot().waiting).toEqual([]);
});

test('Enter does nothing, armed or not', async () => {
	const asked = await armed();
	expect(asked.press('enter')).toBe('taken');
	await pass(2000);
	expect(asked.press('enter')).toBe('taken');
	await pass(2000);
	expect(asked.answer()).toBeNull();
});

test('a y that is typed before the keys count never approves, in a thousand tries', async () => {
	const random = createRandom(7);
	for (let times = 0; times < 1000; times++) {
		const desk = createReviewDesk();
		desk.key(...inkKey('h'));
		await vi.advanceTimersByTimeAsync(random.below(40));
		const asked = ask(desk);
		await vi.advanceTimersByTimeAsync(random.below(20));
		if (random.below(4) > 0) {
			paint(asked);
		}

		// Ten milliseconds around the painting, and again and again before 800 ms are over.
		for (let keys = 1 + random.below(4); keys > 0; keys--) {
			await vi.advanceTimersByTimeAsync(random.below(700));
			expect(asked.press('y')).toBe('draft');
		}

		await vi.advanceTimersByTimeAsync(790);
		expect(asked.answer()).toBeNull();
		desk.close();
	}
});

test('a chunk of several characters, several keys in one round, and a paste never answer', async () => {
	const asked = await armed();
	asked.press('yy');
	await pass(2000);
	asked.press('y');
	asked.press('y');
	await pass(2000);
	expect(asked.desk.paste('y')).toBe('draft');
	await pass(2000);
	expect(asked.answer()).toBeNull();
	asked.press('y');
	await pass(5);
	expect(asked.answer()).toEqual({kind: 'once'});
});

test('Tab hands the keyboard to the draft, and back with the wait begun anew', async () => {
	const asked = await armed();
	asked.press('tab');
	await pass(2000);
	expect(asked.press('y')).toBe('draft');
	asked.press('tab');
	expect(asked.press('y')).toBe('draft');
	await pass(900);
	asked.press('y');
	await pass(5);
	expect(asked.answer()).toEqual({kind: 'once'});
});

test('a reason is written after r, with y as a letter of it', async () => {
	const asked = await armed();
	asked.press('r');
	await pass(5);
	for (const letter of 'why?') {
		asked.press(letter);
	}

	asked.press('enter');
	await pass(5);
	expect(asked.answer()).toEqual({kind: 'deny', reason: 'why?'});
});

test('the second question waits for the first, and for its own time', async () => {
	const first = await armed();
	const second = ask(first.desk);
	first.press('y');
	await pass(5);
	expect(first.answer()).toEqual({kind: 'once'});
	paint(second);
	await pass(290);
	expect(second.press('y')).toBe('draft');
	await pass(700);
	expect(second.answer()).toBeNull();
	await pass(200);
	second.press('y');
	await pass(5);
	expect(second.answer()).toEqual({kind: 'once'});
});

test('a question that is given up says no, and leaves the one before it armed', async () => {
	const first = await armed();
	const second = ask(first.desk);
	second.stop.abort();
	await pass(5);
	expect(second.answer()).toEqual({kind: 'deny', reason: null});
	expect(first.desk.store.snapshot().isArmed).toBe(true);
	first.press('y');
	first.stop.abort();
	await pass(5);
	expect(first.answer()).toEqual({kind: 'deny', reason: null});
});

test('a tool is allowed for the session only where that was offered, and the model gets its words', async () => {
	const desk = createReviewDesk();
	const {signal} = new AbortController();
	const edit = {
		kind: 'permission',
		tool: 'write_file',
		summary: 'write a.txt',
		detail: '-old\n+new',
		isForeign: false,
		standing: null,
		always: null,
	} as const;
	const permitted = desk.questions.permit(edit, signal);
	desk.painted(desk.store.snapshot().waiting[0]?.id ?? 0);
	await pass(301);
	desk.key(...inkKey('s'));
	await pass(900);
	expect(desk.store.snapshot().waiting).toHaveLength(1);
	desk.key(...inkKey('y'));
	await pass(5);
	expect(await permitted).toEqual({kind: 'once'});

	const chosen = desk.questions.choose({kind: 'choice', question: 'Which?', choices: ['red', 'blue']}, signal);
	desk.painted(desk.store.snapshot().waiting[0]?.id ?? 0);
	await pass(900);
	desk.key(...inkKey('2'));
	await pass(5);
	expect(await chosen).toEqual({kind: 'text', text: 'blue'});
});

test('always is granted only after the rule was seen, and going back asks again', async () => {
	const desk = createReviewDesk();
	const {signal} = new AbortController();
	const question = {
		kind: 'permission',
		tool: 'bash',
		summary: 'run a command',
		detail: 'npm test',
		isForeign: false,
		standing: 'npm test',
		always: ['allow bash npm test'],
	} as const;
	const permitted = desk.questions.permit(question, signal);
	const press = async (key: string) => {
		desk.painted(desk.store.snapshot().waiting[0]?.id ?? 0);
		await pass(900);
		desk.key(...inkKey(key));
		await pass(5);
	};
	await press('a');
	expect(JSON.stringify(desk.store.snapshot().waiting[0]?.body)).toContain('allow bash npm test');
	// The key that opened the rule is not the one that saves it.
	desk.key(...inkKey('y'));
	await pass(5);
	expect(desk.store.snapshot().waiting[0]?.question).toBe('Save this rule?');
	await press('n');
	expect(desk.store.snapshot().waiting[0]?.question).toBe('Allow it?');
	await press('a');
	await press('y');
	expect(await permitted).toEqual({kind: 'always'});
	expect(desk.store.snapshot().waiting).toEqual([]);
});
