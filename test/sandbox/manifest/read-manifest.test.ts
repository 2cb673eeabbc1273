import {execFileSync} from 'node:child_process';
import {symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {readInventory} from '../../../sandbox/admission/inventory.ts';
import {readManifest} from '../../../sandbox/manifest/read-manifest.ts';
import {makeSkill, skillMd} from '../folders.ts';

function read(files: Readonly<Record<string, string | Uint8Array>>) {
	return readManifest(readInventory(makeSkill(files)));
}

test('reads SKILL.md and the sidecar policy', async () => {
	const manifest = await read({'SKILL.md': skillMd, 'security-policy.yaml': 'exec: [git]\n'});
	expect(manifest).toMatchObject({name: 'csv', description: 'Counts rows.', policy: {exec: ['git']}});
});

test('says when there is no SKILL.md, and what to rename', async () => {
	await expect(read({'README.md': 'x'})).rejects.toThrow('Cannot read the skill "csv": the folder has no SKILL.md.');
	await expect(read({'skill.md': skillMd})).rejects.toMatchObject({code: 'skill-invalid', hint: 'Rename skill.md to SKILL.md.'});
});

test('reads UTF-8 with a byte order mark and Latin-1 with a warning', async () => {
	const withMark = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(skillMd)]);
	expect((await read({'SKILL.md': withMark})).warnings).toEqual([]);
	const latin = Buffer.from(skillMd.replace('Counts', 'Z\u00E4hlt'), 'latin1');
	expect(await read({'SKILL.md': latin})).toMatchObject({description: 'Zählt rows.', warnings: [expect.stringMatching(/not UTF-8/)]});
});

test('refuses UTF-16 in one sentence', async () => {
	for (const bytes of [
		Buffer.from(`\uFEFF${skillMd}`, 'utf16le'),
		Buffer.from(skillMd, 'utf16le'),
		Buffer.from(`\uFEFF${skillMd}`, 'utf16le').swap16(),
	]) {
		await expect(read({'SKILL.md': bytes})).rejects.toThrow('SKILL.md is UTF-16, not UTF-8.');
	}
});

test('refuses a SKILL.md that is a link or larger than 1 MB', async () => {
	const skill = makeSkill({'other.md': skillMd});
	symlinkSync('other.md', join(skill, 'SKILL.md'));
	await expect(readManifest(readInventory(skill))).rejects.toThrow('SKILL.md is a link, not a file.');
	await expect(read({'SKILL.md': skillMd + 'x'.repeat(1024 * 1024)})).rejects.toThrow('larger than 1024 KB');
});

test('loads no YAML reader before it is called', () => {
	expect(modulesAfter('read-manifest.ts')).not.toContain('gray-matter');
	expect(modulesAfter('parse-manifest.ts')).toContain('gray-matter');
});

/** The CommonJS modules that are loaded when a process has imported one of ours. */
function modulesAfter(name: string): string {
	const url = new URL(`../../../sandbox/manifest/${name}`, import.meta.url).href;
	const script = `import ${JSON.stringify(url)}; import {Module} from 'node:module'; process.stdout.write(Object.keys(Module._cache).join(' '));`;
	return execFileSync(process.execPath, ['--input-type=module', '-e', script], {encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']});
}
