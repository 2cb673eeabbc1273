import type {Manifest} from '../../sandbox/index.ts';
import {noManifest} from '../../sandbox/manifest/no-manifest.ts';

/** A manifest with a body, for tests that read sections. */
export function manifestOf(body: string, more: Partial<Manifest> = {}): Manifest {
	return {...noManifest, name: 'sample', description: 'A sample.', body, ...more};
}
