/** Attack 20: what is too large, too deep or grows when it is read. The bounds are far above what it takes and far below what harm takes. */

import {expect, test} from 'vitest';
import {parseBoundedJson} from '../../../source/evolution/grammar/bounded-json.ts';
import {parseArtefact, parseContent} from '../../../source/evolution/grammar/parse.ts';
import {admit} from '../../../source/evolution/trial/admit.ts';
import {temporaryHome} from '../../agent/temporary-home.ts';
import {anywhere, skillOf} from '../artefacts.ts';
import {never} from '../gates/world.ts';
import {skillFiles} from '../grammar/artefacts.ts';
import {processorMs} from '../../processor-time.ts';

temporaryHome();

const bombs: readonly (readonly [string, () => unknown])[] = [
	['a rule of 10 MB', () => parseContent({kind: 'text', text: 'x'.repeat(10_000_000), condition: anywhere})],
	['a JSON text of 10 MB', () => parseBoundedJson(`{"text":"${'x'.repeat(10_000_000)}"}`)],
	['a hundred thousand keys', () => parseBoundedJson(`{${Array.from({length: 100_000}, (_, index) => `"k${index}":1`).join(',')}}`)],
	['ten thousand levels', () => parseBoundedJson(`${'['.repeat(10_000)}${']'.repeat(10_000)}`)],
	['ten thousand levels as a value', () => parseArtefact({kind: 'rule', rule: nested(10_000)})],
	['a key twice', () => parseBoundedJson('{"kind":"rule","kind":"skill"}')],
	[
		'a number beyond all numbers',
		() => parseArtefact({kind: 'rule', rule: {template: 'limit', what: 'calls', count: JSON.parse('1e400')}}),
	],
	['a prototype', () => parseArtefact(JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'))],
];

test.each(bombs)('20: %s is refused in bounded time and memory', (_, read) => {
	const heap = process.memoryUsage().heapUsed;
	const begun = processorMs();
	expect(read()).toMatchObject({kind: 'refused'});
	expect(processorMs() - begun).toBeLessThan(2000);
	// What the test itself built is in it, too.
	expect(process.memoryUsage().heapUsed - heap).toBeLessThan(80 * 1024 * 1024);
	expect(({} as {polluted?: unknown}).polluted).toBeUndefined();
});

test('20: aliases that multiply in a SKILL.md are not unfolded', async () => {
	const lines = ['a0: &a0 [x,x,x,x,x,x,x,x,x,x]'];
	for (let level = 1; level < 12; level++) {
		lines.push(
			`a${level}: &a${level} [${Array(10)
				.fill(`*a${level - 1}`)
				.join(',')}]`,
		);
	}

	const bomb = skillOf('word-count', {
		...skillFiles,
		'SKILL.md': `---\nname: word-count\ndescription: Counts.\n${lines.join('\n')}\n---\n\nCounts.\n`,
	});
	const heap = process.memoryUsage().heapUsed;
	const begun = processorMs();
	const found = await admit(bomb, never).catch((error: Error) => error.message);
	expect(processorMs() - begun).toBeLessThan(20_000);
	expect(process.memoryUsage().heapUsed - heap).toBeLessThan(200 * 1024 * 1024);
	expect(JSON.stringify(found).length).toBeLessThan(10_000);
});

test('20: the honest neighbour of each is read', () => {
	expect(parseBoundedJson(JSON.stringify({text: 'x'.repeat(10_000)})).kind).toBe('value');
	expect(parseContent({kind: 'text', text: 'Use tabs', condition: anywhere}).kind).toBe('content');
});

function nested(levels: number): unknown {
	let value: unknown = 1;
	for (let level = 0; level < levels; level++) {
		value = [value];
	}

	return value;
}
