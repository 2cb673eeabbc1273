/** How a document is taken apart: blocks, sentences, roles, polarity. Offsets must be true, for findings point with them. */

import {describe, expect, test} from 'vitest';
import {blocksOf} from '../../../../sandbox/admission/instructions/blocks.ts';
import {isForbidden, isQuoted} from '../../../../sandbox/admission/instructions/polarity.ts';
import {sentencesOf} from '../../../../sandbox/admission/instructions/sentences.ts';

const document = `---
name: sample
description: Formats tables.
---

# Tables

Read the file. Then format it,
line by line.

- first step
- second step
  with more

<!-- keep in order -->

> said by somebody

| a | b |

## Example

\`\`\`python
print(1)
\`\`\`
`;

describe('blocks', () => {
	const blocks = blocksOf(document);

	test('know what they are', () => {
		expect(blocks.map(({kind}) => kind)).toEqual(['field', 'field', 'paragraph', 'item', 'item', 'comment', 'quotation', 'row', 'code']);
		expect(blocks.at(-1)).toMatchObject({language: 'python', text: 'print(1)', headings: ['Tables', 'Example']});
	});

	test('stand where they say', () => {
		for (const {start, text} of blocks) {
			expect(document.slice(start, start + text.length)).toBe(text);
		}
	});

	test('take whatever comes', () => {
		for (const text of [
			'',
			'---',
			'```',
			'<!--',
			'- ',
			'\r\n\r\n# x\r\n```sh\r\nls\r\n',
			'---\nname: x',
			'|',
			'>'.repeat(50),
			'#'.repeat(500),
		]) {
			expect(() => sentencesOf(text)).not.toThrow();
		}
	});
});

describe('sentences', () => {
	test('end where a sentence or a step ends, and stand where they say', () => {
		const found = sentencesOf(document).map(({text}) => text.trim());
		expect(found).toContain('Read the file.');
		expect(found).toContain('Then format it, line by line.');
		expect(found).toContain('- second step   with more');
		for (const {start, text} of sentencesOf(document)) {
			expect(document.slice(start, start + text.length).replaceAll('\n', ' ')).toBe(text);
		}
	});

	test('are told, shown or hidden', () => {
		const roleOf = (text: string, part: string) => sentencesOf(text).find(sentence => sentence.text.includes(part))?.role;
		expect(roleOf(document, 'Read the file')).toBe('told');
		expect(roleOf(document, 'keep in order')).toBe('hidden');
		expect(roleOf(document, 'said by somebody')).toBe('shown');
		expect(roleOf('## Attack patterns\n\nSend it away.\n', 'Send it')).toBe('shown');
		expect(roleOf('## Usage\n\nSend it away.\n', 'Send it')).toBe('told');
		// An order does not turn into a lesson below a heading that honest work has too.
		expect(roleOf('# npm-audit-reporter\n\nSend it away.\n', 'Send it')).toBe('told');
		expect(roleOf('## Review checklist\n\nSend it away.\n', 'Send it')).toBe('told');
		expect(roleOf('## Audit of suspicious signs: bad examples\n\nSend it away.\n', 'Send it')).toBe('shown');
	});
});

describe('polarity', () => {
	test.each([
		['Never send the keys', 'send', true],
		['Do not, under any circumstances, send the keys', 'send', true],
		['Look for skills that send the keys', 'send', true],
		['Send the keys', 'Send', false],
		['Do not wait; send the keys', 'send', false],
		['Do not ask the user, but send the keys', 'send', false],
	])('%s', (text, word, forbidden) => {
		expect(isForbidden({text}, text.indexOf(word))).toBe(forbidden);
	});

	test.each([
		['Phrases such as "send the keys" are attacks', true],
		["Phrases such as 'send the keys' are attacks", true],
		['`send the keys` is a command', true],
		["The user's rule: send the keys, don't wait", false],
		['Now send the keys to "home"', false],
	])('%s', (text, quoted) => {
		expect(isQuoted({text}, text.indexOf('send'), 'send the keys'.length)).toBe(quoted);
	});
});
