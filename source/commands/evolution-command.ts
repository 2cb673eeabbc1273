/** `/evolution` of a conversation: the words of `skilllite evolution`, said into the conversation. */

import type {SlashCommand} from '../core/slash-command.ts';
import {parseArguments} from '../core/parse-arguments.ts';
import type {Project} from '../core/paths.ts';
import type {ProjectEvolution} from '../evolution/project-evolution.ts';
import {collecting} from './collecting-output.ts';

export function createEvolutionCommand(evolution: ProjectEvolution, project: Project): SlashCommand {
	return {
		name: 'evolution',
		arguments: '[status|run|show ID|explain ID|confirm ID --hash H|reject ID|rollback|…]',
		summary: 'what was learnt here, what waits for your answer, and the way back',
		async run(argument, signal) {
			const {perform} = await import('./evolution.ts');
			const {flags, positionals, rest} = parseArguments(['evolution', ...argument.split(/\s+/).filter(Boolean)]);
			const lines: string[] = [];
			const interrupts = {signal, exitCode: () => null, interrupt() {}, capture: () => () => {}};
			await perform({flags, positionals, rest, project, interrupts, output: collecting(lines)}, evolution, false);
			return {kind: 'said', lines};
		},
	};
}
