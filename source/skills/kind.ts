import type {Manifest, Script} from '../../sandbox/index.ts';
import type {SkillKind} from './discovered-skill.ts';

export interface SkillContent {
	readonly manifest: Manifest;
	readonly entry: Script | null;
	readonly scripts: readonly Script[];
	/** Paths of all files, relative to the skill folder. */
	readonly files: readonly string[];
}

/**
How a skill is meant to be used.

- `Bash(command:*)` among the allowed tools makes a bash-tool of a skill without scripts, or whose only entry
  is a shell script. `Bash` alone, and Bash beside scripts of other languages, say how an agent calls those.
- Scripts without an entry are a tool each, unless documents stand beside SKILL.md: those say when to run
  which, and the scripts are run by hand.
*/
export function kindOf({manifest, entry, scripts, files}: SkillContent): SkillKind {
	const drivesCommands = /(?:^|[\s,])Bash\([^)\s]/.test(manifest.allowedTools ?? '');
	if (drivesCommands && (entry ? entry.runtime === 'bash' : scripts.length === 0)) {
		return 'bash-tool';
	}

	if (entry) {
		return 'entry-point';
	}

	if (scripts.length === 0) {
		return 'prompt-only';
	}

	const hasDocuments = files.some(isDocument);
	return hasDocuments || scripts.some(script => !/^scripts\/[^/]+$/.test(script.path)) ? 'instruction' : 'multi-script';
}

/** Something for the agent to read beside SKILL.md; papers about the folder itself and assets do not count. */
function isDocument(path: string): boolean {
	return path.startsWith('references/') || (/^[^/]+\.mdx?$/i.test(path) && !/^(?:SKILL|README|LICENSE|CHANGELOG)\.md$/i.test(path));
}
