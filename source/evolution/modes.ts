/**
How far evolution may go by itself: off, observe (events only), suggest (a person adopts), auto (templates and plans
that passed every gate are tried by canary).

The mode stands in the user's own folder. An environment may lower it for a process; nothing inside of a project can
touch it, as a project's `.env` and settings are not asked.
*/

import {ConfigError} from '../../sandbox/index.ts';
import type {Disk} from './store/disk.ts';

export const modes = ['off', 'observe', 'suggest', 'auto'] as const;

export type Mode = (typeof modes)[number];

export function isMode(value: unknown): value is Mode {
	return typeof value === 'string' && (modes as readonly string[]).includes(value);
}

/** The lower of two modes. */
export function lowerMode(a: Mode, b: Mode): Mode {
	return modes.indexOf(a) < modes.indexOf(b) ? a : b;
}

export interface EvolutionConfig {
	readonly mode: Mode;
	/** Tokens that replays may take in a week without being asked for one by one; null for asking. */
	readonly budget: number | null;
}

export const defaultConfig: EvolutionConfig = {mode: 'suggest', budget: null};

const name = 'config.json';

/** What the user chose. A file that cannot be read lets nothing evolve. */
export function readConfig(disk: Disk): EvolutionConfig {
	const text = disk.read(name, 4096)?.toString('utf8');
	if (text === undefined) {
		return defaultConfig;
	}

	try {
		const {mode, budget} = JSON.parse(text) as Partial<Record<keyof EvolutionConfig, unknown>>;
		const isGood = isMode(mode) && (budget === null || (typeof budget === 'number' && Number.isFinite(budget) && budget >= 0));
		return isGood ? {mode, budget} : {mode: 'observe', budget: null};
	} catch {
		return {mode: 'observe', budget: null};
	}
}

export function writeConfig(disk: Disk, config: EvolutionConfig): void {
	disk.replace(name, `${JSON.stringify(config)}\n`);
}

/** The mode that holds now: what the user chose, lowered by the environment and by a store that is damaged. */
export function effectiveMode(
	chosen: Mode,
	{environment, isDamaged}: {readonly environment: string | undefined; readonly isDamaged: boolean},
): Mode {
	const allowed = modeOfEnvironment(environment);
	const mode = allowed === undefined ? chosen : lowerMode(chosen, allowed);
	return isDamaged ? lowerMode(mode, 'observe') : mode;
}

/** `SKILLLITE_EVOLUTION`. Throws a ConfigError for anything but a mode. */
function modeOfEnvironment(value: string | undefined): Mode | undefined {
	if (value === undefined || isMode(value)) {
		return value;
	}

	throw new ConfigError(`Cannot read the environment variable SKILLLITE_EVOLUTION: ${JSON.stringify(value)} is not a mode.`, {
		hint: `Write one of ${modes.join(', ')}; it can only lower what "skilllite evolution mode" set.`,
	});
}
