import type {Flags} from '../core/parse-arguments.ts';
import type {Project} from '../core/paths.ts';
import type {Interrupts} from './interrupts.ts';
import type {Output} from './output.ts';

/** What a command is given; each takes from it what it needs. */
export interface CommandContext {
	readonly flags: Flags;
	readonly positionals: readonly string[];
	/** What followed `--`. */
	readonly rest: readonly string[];
	readonly project: Project;
	readonly output: Output;
	readonly interrupts: Interrupts;
}

/** Runs a command and gives the exit code; throws a SkillLiteError for what stops it. */
export type Execute = (context: CommandContext) => Promise<number>;
