/**
The bytes of every program, as hashes in golden.json: a change to any filter is seen in review.

After a change that is meant, write them anew and read the difference:

    SECCOMP_GOLDEN=write vitest run --config test/vitest.config.ts test/sandbox/linux/seccomp/golden.test.ts
*/

import {readFileSync, writeFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {sha256} from '../../../../sandbox/base/canonical-json.ts';
import {filterFor} from '../../../../sandbox/linux/seccomp/filter.ts';
import {everyOption, label, observedOptions} from './calls.ts';

const file = new URL('golden.json', import.meta.url);

test('every program has the bytes that were reviewed', () => {
	const now = Object.fromEntries(
		[...everyOption, ...observedOptions].map(options => {
			const program = filterFor(options);
			return [label(options), `${program.length / 8} ${sha256(program)}`];
		}),
	);
	if (process.env.SECCOMP_GOLDEN === 'write') {
		writeFileSync(file, `${JSON.stringify(now, undefined, '\t')}\n`);
	}

	expect(now).toEqual(JSON.parse(readFileSync(file, 'utf8')));
});
