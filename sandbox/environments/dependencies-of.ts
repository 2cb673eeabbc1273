import type {Inventory} from '../admission/inventory.ts';
import type {EnvironmentHooks} from './environment.ts';
import {mayDeclare} from './may-declare.ts';

/** What a skill depends on, installed and resolved to lines of a lock; none for most skills, and then nothing more is loaded. */
export async function dependenciesOf(inventory: Inventory, locked: readonly string[], hooks: EnvironmentHooks): Promise<readonly string[]> {
	if (!mayDeclare(inventory)) {
		return [];
	}

	const {ensureEnvironments} = await import('./environment.ts');
	return (await ensureEnvironments(inventory, locked, hooks)).resolved;
}
