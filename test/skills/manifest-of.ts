import type {Manifest} from '../../sandbox/index.ts';

/** A manifest with a body, for tests that read sections. */
export function manifestOf(body: string, more: Partial<Manifest> = {}): Manifest {
	return {
		name: 'sample',
		description: 'A sample.',
		compatibility: undefined,
		license: undefined,
		version: undefined,
		allowedTools: undefined,
		policy: undefined,
		unknownFields: [],
		executableSurface: [],
		warnings: [],
		body,
		...more,
	};
}
