import type {Inventory} from '../admission/inventory.ts';

/** Files at the root of a skill that may name packages; the reader of each is in `declared.ts`. */
export const declaringFiles = ['requirements.txt', 'package.json'] as const;

/** Whether a skill may declare packages: quick, on the way of every run, and right when it says no. */
export function mayDeclare(inventory: Inventory): boolean {
	return inventory.files.some(({path}) => declaringFiles.some(name => name === path));
}
