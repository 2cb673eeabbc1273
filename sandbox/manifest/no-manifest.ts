import type {Manifest} from './manifest.ts';

/** What holds of code that comes without a SKILL.md, or with one that cannot be read; whoever takes it gives it a name. */
export const noManifest: Manifest = {
	name: '',
	description: '',
	compatibility: undefined,
	license: undefined,
	version: undefined,
	allowedTools: undefined,
	policy: undefined,
	unknownFields: [],
	executableSurface: [],
	body: '',
	warnings: [],
};
