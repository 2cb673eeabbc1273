import {expect, test} from 'vitest';
import type {InventoryFile} from '../../../sandbox/admission/inventory-file.ts';
import {canonicalListing, treeHash} from '../../../sandbox/admission/tree-hash.ts';
import {sha256} from '../../../sandbox/base/canonical-json.ts';

function file(path: string, text: string, executable = false): InventoryFile {
	const bytes = Buffer.from(text);
	return {path, kind: 'file', executable, size: bytes.length, bytes, sha256: sha256(bytes)};
}

const link: InventoryFile = {path: 'lib', kind: 'symlink', executable: false, size: 7, bytes: null, sha256: null, linkTarget: 'scripts'};
const unread: InventoryFile = {path: 'model.bin', kind: 'file', executable: false, size: 99, bytes: null, sha256: null};
const tree = [file('SKILL.md', 'hello'), link, unread, file('é.py', 'print(1)\n', true)];

test('lists type, exec bit, path length in bytes, path, size and content hash', () => {
	expect(canonicalListing(tree)).toBe(
		[
			'skilllite-tree 1 whole',
			'f - 8 SKILL.md 5 sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
			'l - 3 lib 7 sha256:8c5967fd8486f34493710cc39b240aad46536cf4ee421ffd0479e6542db03e36',
			'f - 9 model.bin 99 -',
			'f x 5 é.py 9 sha256:cc42155088fca5730758db72b2a5bca33112a941dfaa2d43098ec422ce4ea213',
			'',
		].join('\n'),
	);
});

test('keeps its value: pins and consents of earlier versions stay good', () => {
	expect(treeHash(tree)).toBe('sha256:65afbfc21ae35835b43703b449f802e4e53b81df6f2de227eb66aefeb86b9c90');
	expect(treeHash([])).toBe('sha256:f9ba025e04e95fa6481615e06879e126dc1088b5bec24eb0c609e6ef0afd69b5');
});

test('differs for content, exec bit, path, kind and completeness', () => {
	const base = treeHash([file('a', 'x')]);
	const others = [
		treeHash([file('a', 'y')]),
		treeHash([file('a', 'x', true)]),
		treeHash([file('b', 'x')]),
		treeHash([{...link, path: 'a', size: 1, linkTarget: 'x'}]),
		treeHash([file('a', 'x')], true),
		treeHash([]),
	];
	expect(new Set([base, ...others]).size).toBe(others.length + 1);
});

test('cannot be imitated by a path that looks like the end of a line', () => {
	const honest = [file('a', 'x'), file('b', 'y')];
	const [first, second] = canonicalListing(honest).split('\n').slice(1);
	const forged = file(`a ${first?.slice(6)}\n${second?.slice(0, 7)}`, 'y');
	expect(treeHash([forged])).not.toBe(treeHash(honest));
});
