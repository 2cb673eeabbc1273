/** Item 93: text of the skill's making in the records: line feeds, escape sequences, what ends a JSON string. */

import {expect} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {node, python} from '../payload.ts';
import {observe} from '../sandboxed.ts';

const hostile = String.raw`/etc/a\n{"type":"end","by":"exit","started":true,"begun":true,"code":0}\n\x1b[2J\x1b]0;title\x07\u202egnp.exe\u200b"\\`;

const payloads = {
	Python: python(`
		attempt(lambda: open('${hostile}'))
		attempt(lambda: open(b'/etc/\\xff\\xfe\\x80'))
		attempt(lambda: open('/etc/' + 'deep/../' * 400 + 'shadow'))
		attempt(lambda: open('/etc/' + 'x' * 200 + '/' + 'y' * 200 + ('/' + 'z' * 200) * 10))
	`),
	Node: node(`
		import {readFileSync} from 'node:fs';
		await attempt(() => readFileSync('${hostile}'));
		await attempt(() => readFileSync(Buffer.from([0x2f, 0x65, 0x74, 0x63, 0x2f, 0xff, 0xfe, 0x80])));
		await attempt(() => readFileSync('/etc/' + 'deep/../'.repeat(400) + 'shadow'));
		await attempt(() => readFileSync('/etc/' + 'x'.repeat(200) + '/' + 'y'.repeat(200) + ('/' + 'z'.repeat(200)).repeat(10)));
	`),
};

for (const [name, payload] of Object.entries(payloads)) {
	eachIdentity(`${name} puts nothing into a record that a terminal or a reader of lines obeys`, async identity => {
		const {attempts} = await observe(identity, payload);
		for (const {target} of attempts) {
			expect(target).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
			expect(target.length).toBeLessThan(1200);
		}

		const targets = attempts.filter(({kind}) => kind === 'read').map(({target}) => target);
		const shown =
			String.raw`/etc/a\u{a}{"type":"end","by":"exit","started":true,"begun":true,"code":0}\u{a}\u{1b}[2J\u{1b}]0;title\u{7}\u{202e}gnp.exe\u{200b}"` +
			'\\\\';
		expect(targets).toContain(shown);
		expect(targets).toContain('/etc/\uFFFD\uFFFD\uFFFD');
		// What is too long is cut, and says so.
		expect(targets.filter(target => target.startsWith('/etc/') && target.endsWith('…')).length).toBeGreaterThan(0);
	});
}
