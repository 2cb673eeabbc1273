/** Item 17: text run as code. No sandbox can tell; admission asks, and at run time nothing is gained. */

import {expect, test} from 'vitest';
import {eachIdentity} from './identity.ts';
import {node, python} from './payload.ts';
import {attack, placeFolder, runBare} from './sandboxed.ts';
import {fixture, verdictOn} from './scanned.ts';

test('admission does not let eval and exec pass unasked', async () => {
	expect(await verdictOn(fixture('17-eval.py'))).not.toBe('clean');
	expect(await verdictOn("import sys\nexec(compile(sys.stdin.read(), 'input', 'exec'))\n")).not.toBe('clean');
});

test('admission lets a reader of literals pass', async () => {
	expect(await verdictOn('import ast\nimport sys\nprint(ast.literal_eval(sys.stdin.read()))\n')).toBe('clean');
});

eachIdentity('code from a text has no more rights', async identity => {
	const canary = `${placeFolder(identity, {canary: 'canary-eval-5e77'})}/canary`;
	const payload = python(`
		import base64
		attempt(lambda: eval("open('${canary}').read()"))
		scope = {}
		attempt(lambda: exec(base64.b64decode(base64.b64encode(b"text = open('${canary}').read()")), scope) or scope['text'])
		attempt(lambda: (lambda: 0).__class__(compile("open('${canary}').read()", 'text', 'eval'), globals())())
	`);
	expect(await runBare(identity, payload)).toContain('canary-eval-5e77');
	expect((await attack(identity, payload)).stdout).not.toContain('canary-eval-5e77');
	const script = node(`
		await attempt(() => new Function('return process.binding("fs").readFileUtf8("${canary}", 0)')());
		await attempt(() => import('data:text/javascript,import{readFileSync}from"node:fs";export default readFileSync("${canary}","utf8")').then(m => m.default));
	`);
	expect(await runBare(identity, script)).toContain('canary-eval-5e77');
	expect((await attack(identity, script)).stdout).not.toContain('canary-eval-5e77');
});

eachIdentity('a skill evaluates a formula', async identity => {
	expect(
		(await attack(identity, python("import ast\nprint(ast.literal_eval('[1, 2, 3]'), eval('6 * 7', {'__builtins__': {}}))"))).stdout,
	).toContain('[1, 2, 3] 42');
});
