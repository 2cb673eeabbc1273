import {expect, test} from 'vitest';
import {readLiterals} from '../../../../sandbox/admission/parse/literals.ts';

async function found(language: 'python' | 'javascript' | 'bash', text: string): Promise<readonly (readonly [unknown, string | null])[]> {
	return (await readLiterals(language, text)).literals.map(({value, name}) => [value, name]);
}

test('finds the literals of Python with their values and names', async () => {
	const text = 'words = "a\\tb"\nx = -5\nf(r"\\n", "b" \'c\', [1, {"k": True, "n": None}], key=2.5)\n';
	expect(await found('python', text)).toEqual([
		['a\tb', 'words'],
		[-5, 'x'],
		['\\n', null],
		['bc', null],
		[[1, {k: true, n: null}], null],
		[2.5, 'key'],
	]);
});

test('leaves what is no plain literal of Python a part of the script', async () => {
	const text = '"""Doc."""\nfrom __future__ import x\na = f"{b}"\nc = b"raw"\nd = "\\N{DASH}"\ne = 1j\ng = 0x10\nh = [1, y]\ni = "\\q"\n';
	expect(await found('python', text)).toEqual([[1, null]]);
});

test('finds the literals of JavaScript, but no keys, sources and templates with holes', async () => {
	const text = 'import q from "fs";\nconst t = `a`;\nf({"k": 1, b: "x\\n"}, -2, [1, "a", null], {"s": v, u: 3}, `a$' + '{t}`, /x/);\n';
	expect(await found('javascript', text)).toEqual([
		['a', 't'],
		[{k: 1, b: 'x\n'}, null],
		[-2, null],
		[[1, 'a', null], null],
		[3, 'u'],
	]);
});

test('finds the texts of a shell script, but no programs, options and patterns', async () => {
	const text = 'text="hello you"\nprintf \'%s\\n\' "$text" foo 012 *.txt -n ~/x | sort -k 2 <<< abc\n';
	expect(await found('bash', text)).toEqual([
		['hello you', 'text'],
		['%s\\n', null],
		['foo', null],
		['012', null],
		['2', null],
		['abc', null],
	]);
	expect((await readLiterals('bash', text)).programs).toEqual(['printf', 'sort']);
});

test('says where each stands, and whether the text is in the language at all', async () => {
	const text = 'x = "é"  # note\ny = 7\n';
	const {literals, comments} = await readLiterals('python', text);
	expect(literals.map(({start, end}) => text.slice(start, end))).toEqual(['"é"', '7']);
	expect(comments.map(({start, end}) => text.slice(start, end))).toEqual(['# note']);
	expect(await readLiterals('python', 'def (:')).toMatchObject({hasErrors: true});
});
