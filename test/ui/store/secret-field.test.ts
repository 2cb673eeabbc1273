import {inspect} from 'node:util';
import {expect, test} from 'vitest';
import {createSecretField} from '../../../source/ui/store/secret-field.ts';
import {inkKey} from '../input/editor-driver.ts';

const [, noKey] = inkKey('a');

/** A field that is open, and what was tried with it. */
function open(problems: readonly (string | null)[] = []) {
	const field = createSecretField();
	const tried: string[] = [];
	const stopping = new AbortController();
	const answer = field.ask(
		{
			receiver: 'api.example.org',
			reason: 'It needs a key.',
			async check(secret) {
				tried.push(secret);
				const problem = problems[tried.length - 1];
				return problem === undefined ? new Promise(() => {}) : problem;
			},
		},
		stopping.signal,
	);
	const type = (text: string) => [...text].forEach(sign => void field.key(sign, noKey));
	return {field, tried, answer, stopping, type, view: () => field.store.snapshot()};
}

const settled = () => new Promise(setImmediate);

test('shows signs, never the text, and of a long one no more than 24', () => {
	const {field, type, view} = open();
	type('sk-secret-of-mine');
	expect(view()?.signs).toBe(17);
	field.paste('and-much-more-of-it-than-that\n');
	expect(view()?.signs).toBe(24);
	expect(inspect(field, {depth: 10}) + inspect(view())).not.toContain('secret-of-mine');
});

test('Backspace and Ctrl+U take back, also inside of one chunk, and controls are no text', () => {
	const {field, view} = open();
	field.key('abc\u007F\u007F\u001Bd', noKey);
	expect(view()?.signs).toBe(2);
	field.key(...inkKey('backspace'));
	expect(view()?.signs).toBe(1);
	field.key(...inkKey('ctrl+u'));
	expect(view()?.signs).toBe(0);
});

test('what is refused is said; what is typed next takes its place, and Enter alone tries it again', async () => {
	const {field, tried, answer, type, view} = open(['No.', 'Still no.', null]);
	type('first');
	field.key(...inkKey('enter'));
	expect(view()?.isChecking).toBe(true);
	// While it is tried no key changes it.
	type('x');
	await settled();
	expect(view()).toMatchObject({problem: 'No.', isChecking: false, signs: 5});
	field.key(...inkKey('enter'));
	await settled();
	field.paste(' second \n');
	field.key(...inkKey('enter'));
	expect(await answer).toBe('second');
	expect(tried).toEqual(['first', 'first', 'second']);
	expect(view()).toBeNull();
});

test('Esc goes on without, also while it is tried, and a closed field takes no keys', async () => {
	const {field, answer, type, view} = open();
	type('key');
	field.key(...inkKey('enter'));
	field.key(...inkKey('escape'));
	expect(await answer).toBeNull();
	expect(view()).toBeNull();
	expect(field.key('a', noKey)).toBe(false);
	expect(field.paste('a')).toBe(false);
});

test('a program that ends asks no more', async () => {
	const {answer, stopping} = open();
	stopping.abort();
	expect(await answer).toBeNull();
});
