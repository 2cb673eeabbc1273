/** Item 18: the language's own functions replaced. It is the skill's own process; admission asks, and nothing is gained. */

import {expect, test} from 'vitest';
import {eachIdentity} from './identity.ts';
import {python} from './payload.ts';
import {attack, attackToDeath, placeFolder} from './sandboxed.ts';
import {fixture, verdictOn} from './scanned.ts';

test('admission does not let replaced builtins pass unasked', async () => {
	expect(await verdictOn(fixture('18-patch-builtins.py'))).not.toBe('clean');
	expect(await verdictOn("import builtins\nsetattr(builtins, 'print', lambda *words: None)\n")).not.toBe('clean');
});

test('admission lets a function of its own name pass', async () => {
	expect(await verdictOn('def load(path):\n    return path\nprint(load("a"))\n')).toBe('clean');
});

eachIdentity('replaced builtins reach no file of the host', async identity => {
	const canary = `${placeFolder(identity, {canary: 'canary-builtins-90aa'})}/canary`;
	const payload = python(`
		import builtins, io, os
		builtins.open = io.open_code
		attempt(lambda: open('${canary}').read())
		builtins.open = lambda path: os.fdopen(os.open(path, os.O_RDONLY))
		attempt(lambda: open('${canary}').read())
		builtins.__import__ = lambda name, *rest: os
		attempt(lambda: __import__('anything').open('${canary}', 0) and 'canary-builtins-90aa')
	`);
	expect((await attack(identity, payload)).stdout).not.toContain('canary-builtins-90aa');
});

eachIdentity('a run that replaces its exit and its output does not change how it ended', async identity => {
	const payload = python(`
		import builtins, os
		builtins.exit = sys.exit = lambda code=0: None
		os._exit(9)
	`);
	expect(await attackToDeath(identity, payload)).toMatchObject({ended: 'exit', exitCode: 9});
});

eachIdentity('a skill shadows a builtin within itself', async identity => {
	expect((await attack(identity, python('def sum(items):\n    return "own sum"\nprint(sum([1]))'))).stdout).toContain('own sum');
});
