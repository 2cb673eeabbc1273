import {basename} from 'node:path';
import type {Inventory, InventoryFile} from '../admission/inventory.ts';
import {toDisplay} from '../base/display.ts';
import {SkillError} from '../base/errors.ts';
import type {Manifest} from './manifest.ts';

const largestSkillMd = 1024 * 1024;
const largestPolicy = 64 * 1024;

/**
The manifest of a skill, from the bytes of its inventory.

Loads the YAML reader only when called. Throws as `parseManifest` does, and SkillError `skill-invalid` when SKILL.md
is missing, a link, larger than 1 MB or in UTF-16.
*/
export async function readManifest(inventory: Inventory): Promise<Manifest> {
	const folderName = basename(inventory.root);
	const skillMd = inventory.files.find(file => file.path === 'SKILL.md');
	if (!skillMd) {
		const other = inventory.files.find(file => /^skill\.md$/i.test(file.path));
		throw broken(folderName, 'the folder has no SKILL.md', other ? `Rename ${other.path} to SKILL.md.` : undefined);
	}

	const sidecar = inventory.files.find(file => file.path === 'security-policy.yaml');
	const main = decode(skillMd, largestSkillMd, folderName);
	const {parseManifest} = await import('./parse-manifest.ts');
	const manifest = parseManifest(
		{skillMd: main.text, sidecarPolicy: sidecar && decode(sidecar, largestPolicy, folderName).text},
		folderName,
	);
	return main.isLatin1 ? {...manifest, warnings: [...manifest.warnings, 'SKILL.md: is not UTF-8; read as Latin-1.']} : manifest;
}

function decode(file: InventoryFile, largest: number, folderName: string): {readonly text: string; readonly isLatin1: boolean} {
	if (!file.bytes) {
		throw broken(folderName, `${file.path} ${file.kind === 'symlink' ? 'is a link, not a file' : 'could not be read'}`);
	}

	if (file.bytes.length > largest) {
		throw broken(folderName, `${file.path} is larger than ${largest / 1024} KB`);
	}

	if (isUtf16(file.bytes)) {
		throw broken(folderName, `${file.path} is UTF-16, not UTF-8`, 'Save the file as UTF-8.');
	}

	try {
		return {text: new TextDecoder('utf-8', {fatal: true}).decode(file.bytes), isLatin1: false};
	} catch {
		// A bad byte must not hide the file: every byte is a character in Latin-1.
		return {text: Buffer.from(file.bytes).toString('latin1'), isLatin1: true};
	}
}

/** By its byte order mark, or by the zero byte beside the first hyphen where there is none. */
function isUtf16(bytes: Uint8Array): boolean {
	const [first, second] = bytes;
	return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || (first === 0) !== (second === 0);
}

function broken(folderName: string, says: string, hint?: string): SkillError {
	return new SkillError('skill-invalid', `Cannot read the skill "${toDisplay(folderName, {maxLength: 100})}": ${says}.`, {hint});
}
