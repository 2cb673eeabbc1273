/** The control of all attack tests: honest scripts run, and give the right answers. */

import {expect} from 'vitest';
import {eachIdentity} from './identity.ts';
import {bash, node, python} from './payload.ts';
import {attack} from './sandboxed.ts';

eachIdentity('an honest Python skill answers in JSON', async identity => {
	const payload = python(`
		import json, math, statistics
		numbers = json.load(sys.stdin)
		print(json.dumps({'sum': sum(numbers), 'mean': statistics.mean(numbers), 'root': math.isqrt(sum(numbers))}))
	`);
	const outcome = await attack(identity, payload, {stdin: '[3, 4, 9]'});
	expect(outcome).toMatchObject({backend: identity.backend, ended: 'exit', exitCode: 0, stderr: '', denied: []});
	expect(outcome.stdout).toContain('{"sum": 16, "mean": 5.333333333333333, "root": 4}');
});

eachIdentity('an honest Node skill answers in JSON', async identity => {
	const payload = node(`
		import {text} from 'node:stream/consumers';
		const numbers = JSON.parse(await text(process.stdin));
		console.log(JSON.stringify({sum: numbers.reduce((a, b) => a + b)}));
	`);
	const outcome = await attack(identity, payload, {stdin: '[3, 4, 9]'});
	expect(outcome).toMatchObject({ended: 'exit', exitCode: 0, stderr: '', denied: []});
	expect(outcome.stdout).toContain('{"sum":16}');
});

eachIdentity('an honest shell skill uses pipes and programs', async identity => {
	const payload = bash(`
		sort -n | tail -1 | sed 's/^/largest: /'
		count=$(echo one two three | wc -w)
		echo "words: $count"
	`);
	const outcome = await attack(identity, payload, {stdin: '3\n9\n4\n'});
	expect(outcome).toMatchObject({ended: 'exit', exitCode: 0, stderr: '', denied: []});
	expect(outcome.stdout).toContain('largest: 9\nwords: 3\n');
});
