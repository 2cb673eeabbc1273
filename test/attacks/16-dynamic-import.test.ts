/** Item 16: modules by computed names. No sandbox can tell; admission asks, and at run time nothing is gained. */

import {expect, test} from 'vitest';
import {eachIdentity} from './identity.ts';
import {python} from './payload.ts';
import {attack, plantedSecret, runBare} from './sandboxed.ts';
import {fixture, verdictOn} from './scanned.ts';

test('admission does not let a dynamic import pass unasked', async () => {
	expect(await verdictOn(fixture('16-dynamic-import.py'))).not.toBe('clean');
	expect(await verdictOn("name = 'o' + 's'\nprint(__import__(name).getcwd())\n")).not.toBe('clean');
});

test('admission lets an ordinary import pass', async () => {
	expect(await verdictOn('import json\nimport math\nprint(json.dumps(math.pi))\n')).toBe('clean');
});

eachIdentity('a module imported by a computed name has no more rights', async identity => {
	const payload = python(`
		system = __import__('o' + 's')
		attempt(lambda: dict(system.environ))
		attempt(lambda: getattr(system, 'sys' + 'tem')('echo $((70001 * 30001))'))
		attempt(lambda: getattr(__import__('import' + 'lib'), 'import_module')('sub' + 'process').check_output(['/usr/bin/expr', '70001', '*', '30001']))
	`);
	const answer = String(70_001 * 30_001);
	const bare = await runBare(identity, payload);
	expect(bare).toContain(plantedSecret);
	expect(bare).toContain(answer);
	const {stdout} = await attack(identity, payload);
	expect(stdout).not.toContain(plantedSecret);
	expect(stdout).not.toContain(answer);
});

eachIdentity('a skill imports its own modules', async identity => {
	const payload = python('import helper\nprint(helper.double(21))');
	expect((await attack(identity, payload, {files: {'helper.py': 'def double(n):\n    return 2 * n\n'}})).stdout).toContain('42\n');
});
