import type {Inventory, Manifest, Script, Sha256} from '../../sandbox/index.ts';

/** Where a skill was found: a folder named by the user, one of the project's four, the program's own, or a path. */
export type SkillOrigin = 'extra' | '.skills' | 'skills' | '.agents/skills' | '.claude/skills' | 'bundled' | 'path';

/** How the agent uses a skill. */
export type SkillKind = 'entry-point' | 'multi-script' | 'instruction' | 'bash-tool' | 'prompt-only';

export interface DiscoveredSkill {
	/** The folder's name: what `run`, `list` and the lock call it, whatever its SKILL.md says. */
	readonly name: string;
	/** Host path of the folder. */
	readonly dir: string;
	readonly origin: SkillOrigin;
	/** Null when SKILL.md cannot be used; `problem` then says why. */
	readonly manifest: Manifest | null;
	readonly entry: Script | null;
	readonly scripts: readonly Script[];
	readonly kind: SkillKind;
	/** One sentence, or null for a skill that can be used. */
	readonly problem: string | null;
	/** Folders of skills with this name that this one hides. */
	readonly shadows: readonly string[];
	/** Null when the folder could not be read whole. */
	readonly treeHash: Sha256 | null;
}

/** The one skill that a command named, with the bytes that were read: what is checked is then what runs. */
export interface FoundSkill extends DiscoveredSkill {
	readonly inventory?: Inventory;
}
