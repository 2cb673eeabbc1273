import {expect, test} from 'vitest';
import type {TreeCursor} from 'web-tree-sitter';
import {DeadlinePassed} from '../../../../sandbox/admission/parse/deadline.ts';
import {parserFor} from '../../../../sandbox/admission/parse/grammars.ts';
import {namedOf, parseSource, type SyntaxNode} from '../../../../sandbox/admission/parse/syntax-tree.ts';

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

test.each([
	['python', 'def f(a, *b, c=1):\n\treturn [x for x in a if x > "\u{1F600}{}"]\n\n@d\nclass C(D): pass\nprint(f(1)\n'],
	['javascript', 'export default async ({a, b}) => await a?.[b] ?? `x\u0024{b + 1}`;\nif (a) { b(/r/g); }\n'],
	['typescript', 'const x: Map<string, number> = new Map() as any;\n'],
	['bash', 'for f in *.txt; do cat "$f" | sort > out 2>&1; done\ncat <<EOF | sh\n$(id)\nEOF\n'],
] as const)('what is copied of %s is what the library says of its nodes', async (language, text) => {
	const {root} = await parseSource(language, text, later());
	const {parser} = await parserFor(language);
	const tree = parser.parse(text);
	const cursor = tree?.walk();
	const known = cursor ? spotsUnder(cursor) : new Set();
	expect(spotsOf(root).filter(spot => !known.has(spot))).toEqual([]);
	expect(spotsOf(root).length).toBeGreaterThan(10);
	cursor?.delete();
	tree?.delete();
});

function spotsOf({type, field, start, end, children}: SyntaxNode): readonly string[] {
	return [`${type} ${field} ${start} ${end}`, ...children.flatMap(spotsOf)];
}

function spotsUnder(cursor: TreeCursor): ReadonlySet<string> {
	const spots = new Set([`${cursor.nodeType} ${cursor.currentFieldName ?? null} ${cursor.startIndex} ${cursor.endIndex}`]);
	if (cursor.gotoFirstChild()) {
		do {
			for (const spot of spotsUnder(cursor)) {
				spots.add(spot);
			}
		} while (cursor.gotoNextSibling());
		cursor.gotoParent();
	}

	return spots;
}
