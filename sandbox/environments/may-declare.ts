import type {Inventory, InventoryFile} from '../admission/inventory.ts';

/** Files at the root of a skill that may name packages; the reader of each is in `declared.ts`. */
export const declaringFiles = ['requirements.txt', 'package.json', 'pyproject.toml'] as const;

/** Whether a skill may declare packages: quick, on the way of every run, and right when it says no. */
export function mayDeclare(inventory: Inventory): boolean {
	return inventory.files.some(file => declaringFiles.some(name => name === file.path) || hasScriptBlock(file) || hasRequirementList(file));
}

/** The block of a script that names its dependencies (PEP 723). */
export function hasScriptBlock({path, bytes}: InventoryFile): boolean {
	return path.endsWith('.py') && bytes !== null && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('# /// script');
}

const compatibility = /^compatibility:.*\b(?:python|node)\b[\w.+ ]*(?:\bwith\b|\band\b|[,;(])/im;

/** A `compatibility` that goes on behind the language: "Requires Python 3.x with requests". */
export function hasRequirementList({path, bytes}: InventoryFile): boolean {
	return (
		path === 'SKILL.md' &&
		bytes !== null &&
		compatibility.test(
			Buffer.from(bytes)
				.toString('utf8')
				.slice(0, 64 * 1024),
		)
	);
}
