/** Item 2: five megabytes on both streams, interleaved, while input comes in: all of it arrives, and nothing waits for ever. */

import {expect} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack} from '../sandboxed.ts';

const rounds = 500;
const mebibyte = 1024 * 1024;
const stdin = 'i'.repeat(mebibyte);

const payloads = {
	Python: python(`
		for n in range(${rounds}):
		    sys.stdout.write(f'o{n:04}' * 1000 + '\\n')
		    sys.stderr.write(f'e{n:04}' * 1000 + '\\n')
		    sys.stdout.flush()
		print('read', len(sys.stdin.read()))
	`),
	Node: node(`
		import {readFileSync} from 'node:fs';
		for (let n = 0; n < ${rounds}; n++) {
			process.stdout.write(('o' + String(n).padStart(4, '0')).repeat(1000) + '\\n');
			process.stderr.write(('e' + String(n).padStart(4, '0')).repeat(1000) + '\\n');
		}
		let read = 0;
		for await (const chunk of process.stdin) read += chunk.length;
		console.log('read', read);
	`),
	bash: bash(`
		for ((n = 0; n < ${rounds}; n++)); do
			printf -v number %04d $n; printf -v line "%1000s" ''
			echo "\${line// /o$number}"; echo "\${line// /e$number}" >&2
		done
		echo "read $(wc -c)"
	`),
};

function expectWhole(lines: readonly string[], letter: string): void {
	expect(lines).toHaveLength(rounds);
	const wrong = lines.filter((line, n) => line !== `${letter}${String(n).padStart(4, '0')}`.repeat(1000));
	expect(wrong).toEqual([]);
}

for (const [runtime, payload] of Object.entries(payloads)) {
	eachIdentity(
		`${runtime} writes five megabytes to two streams and loses nothing`,
		async identity => {
			const outcome = await attack(identity, payload, {stdin});
			expect(outcome).toMatchObject({ended: 'exit', exitCode: 0, truncated: {stdout: false, stderr: false}});
			expect(outcome.stdout).toContain(`read ${mebibyte}\n`);
			expectWhole(
				outcome.stdout.split('\n').filter(line => line.startsWith('o0')),
				'o',
			);
			expectWhole(
				outcome.stderr.split('\n').filter(line => line.startsWith('e0')),
				'e',
			);
		},
		runtime === 'bash' ? {bwrapOnly: 'it runs no shell'} : {},
	);
}
