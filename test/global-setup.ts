/** Before any test: the world in which skills are attacked as root and as an ordinary user; gone afterwards. */

import {rmSync} from 'node:fs';
import type {TestProject} from 'vitest/node';
import {buildWorld, type World} from './attacks/world.ts';

declare module 'vitest' {
	interface ProvidedContext {
		readonly world: World;
	}
}

export function setup(project: TestProject): () => void {
	const world = buildWorld();
	project.provide('world', world);
	return () => rmSync(world.folder, {recursive: true, force: true});
}
