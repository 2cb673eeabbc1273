/** Item 1: a benign JSON skill ends with 0 and the right answer, in each runtime; one that fails says so with its own code. */

import {expect} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack, attackToDeath} from '../sandboxed.ts';

const stdin = JSON.stringify({
	rows: [
		{name: 'Zoë', price: 12.5},
		{name: '東京', price: 29.5},
	],
});

const skills = {
	Python: python(`
		import json
		rows = json.load(sys.stdin)['rows']
		print(json.dumps({'total': sum(row['price'] for row in rows), 'names': [row['name'] for row in rows]}, ensure_ascii=False))
	`),
	Node: node(`
		import {text} from 'node:stream/consumers';
		const {rows} = JSON.parse(await text(process.stdin));
		console.log(JSON.stringify({total: rows.reduce((sum, {price}) => sum + price, 0), names: rows.map(({name}) => name)}));
	`),
};

for (const [runtime, payload] of Object.entries(skills)) {
	eachIdentity(`a benign ${runtime} skill gives the right answer`, async identity => {
		const outcome = await attack(identity, payload, {stdin});
		expect(outcome).toMatchObject({backend: identity.backend, ended: 'exit', exitCode: 0, signal: null, stderr: '', denied: []});
		expect(JSON.parse(outcome.stdout.split('\n')[1] ?? '')).toEqual({total: 42, names: ['Zoë', '東京']});
	});
}

eachIdentity(
	'a benign shell skill gives the right answer',
	async identity => {
		const payload = bash('total=0; while read -r price; do total=$((total + price)); done; printf \'{"total": %d}\\n\' "$total"');
		const outcome = await attack(identity, payload, {stdin: '12\n30\n'});
		expect(outcome).toMatchObject({ended: 'exit', exitCode: 0, stderr: '', denied: []});
		expect(JSON.parse(outcome.stdout.split('\n')[1] ?? '')).toEqual({total: 42});
	},
	{bwrapOnly: 'it runs no shell'},
);

eachIdentity('a skill that fails is reported with its own code and its own words', async identity => {
	expect(await attackToDeath(identity, python("print('why', file=sys.stderr)\nsys.exit(7)"))).toMatchObject({
		ended: 'exit',
		exitCode: 7,
		stderr: 'why\n',
	});
	expect(await attackToDeath(identity, node("console.error('why');\nprocess.exit(7);"))).toMatchObject({
		ended: 'exit',
		exitCode: 7,
		stderr: 'why\n',
	});
});
