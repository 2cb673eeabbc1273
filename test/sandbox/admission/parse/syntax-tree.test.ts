import {expect, test} from 'vitest';
import {DeadlinePassed} from '../../../../sandbox/admission/parse/deadline.ts';
import {namedOf, parseSource} from '../../../../sandbox/admission/parse/syntax-tree.ts';

const later = () => performance.now() + 10_000;

test('every language has its grammar', async () => {
	for (const [language, text] of [
		['python', 'x = 1\n'],
		['javascript', 'const x = 1;\n'],
		['typescript', 'const x: number = 1;\n'],
		['bash', 'x=1\n'],
	] as const) {
		const tree = await parseSource(language, text, later());
		expect(tree).toMatchObject({hasErrors: false});
		expect(namedOf(tree.root)).toHaveLength(1);
	}
});

test('offsets are those of the text, beyond the basic plane too', async () => {
	const text = '# \u{1F600}\nname = 1\n';
	const tree = await parseSource('python', text, later());
	const statement = namedOf(tree.root)[0];
	expect(text.slice(statement?.start, statement?.end)).toBe('name = 1');
});

test('faulty code is parsed around its faults, and said to be faulty', async () => {
	expect(await parseSource('javascript', 'const = ;\nok();\n', later())).toMatchObject({hasErrors: true});
});

test('a deadline that has passed is said, and leaves the parser usable', async () => {
	await expect(parseSource('python', 'x = [1]\n'.repeat(50_000), performance.now())).rejects.toThrow(DeadlinePassed);
	expect(await parseSource('python', 'x = 1\n', later())).toMatchObject({hasErrors: false});
});
