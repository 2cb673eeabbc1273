/** The arena while it runs: a screen of its own on a terminal, elsewhere a line. */

import {canShowScreen, isInteractive} from '../core/terminal.ts';
import {startLine, type StartProgress} from '../core/progress.ts';
import {loadSettings} from '../core/settings.ts';
import type {ArenaConfig, ArenaEvent} from '../evolution/arena/arena.ts';
import {decimal} from '../evolution/arena/targets.ts';
import type {CommandContext} from './command.ts';

export interface ArenaView {
	show(event: ArenaEvent): void;
	/** Take it from the screen. */
	stop(): void;
}

/** The live view where a person watches it, else a line that turns where it can; nothing with `--quiet`. */
export async function startArenaView({flags, project, output, interrupts}: CommandContext, config: ArenaConfig): Promise<ArenaView> {
	if (output.quiet || flags.has('plain') || !isInteractive() || !canShowScreen()) {
		return lineView(output.progress);
	}

	const {theme, screenReader} = loadSettings(project);
	if (screenReader) {
		return lineView(startLine);
	}

	const {openArenaScreen} = await import('../ui/arena-screen.tsx');
	return openArenaScreen({config, theme, noColor: flags.has('no-color'), onStop: () => interrupts.interrupt()});
}

function lineView(startProgress: StartProgress): ArenaView {
	const progress = startProgress('running the arena');
	return {
		show(event) {
			if (event.type === 'run') {
				const {world, arm, seed, done, runs, result} = event;
				progress.update(`${done}/${runs}  ${world} ${arm}, seed ${seed}: ${decimal(result.start)} to ${decimal(result.final)}`);
			}
		},
		stop: () => progress.stop(),
	};
}
