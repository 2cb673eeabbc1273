/** Before any test: the world in which skills are attacked as root and as an ordinary user, and a place for compiled code; gone afterwards. */

import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {TestProject} from 'vitest/node';
import {buildWorld, type World} from './attacks/world.ts';

declare module 'vitest' {
	interface ProvidedContext {
		readonly world: World;
	}
}

export function setup(project: TestProject): () => void {
	// The workers and what they start, the program in a hundred new homes, compile the same modules: once for all of them.
	const compiled = mkdtempSync(join(tmpdir(), 'skilllite-compiled-'));
	process.env.NODE_COMPILE_CACHE = compiled;
	const world = buildWorld();
	project.provide('world', world);
	return () => {
		rmSync(world.folder, {recursive: true, force: true});
		rmSync(compiled, {recursive: true, force: true});
	};
}
