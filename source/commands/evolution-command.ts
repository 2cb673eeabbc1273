/** `/evolution` of a conversation: the words of `skilllite evolution`, said into the conversation. */

import type {SlashCommand} from '../core/slash-command.ts';
import {parseArguments} from '../core/parse-arguments.ts';
import type {Project} from '../core/paths.ts';
import {createStyle} from '../core/terminal.ts';
import type {ProjectEvolution} from '../evolution/project-evolution.ts';
import type {Output} from './output.ts';

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

/** An output whose lines are the conversation's to show. */
function collecting(lines: string[]): Output {
	const style = createStyle(false);
	const add = (text: string) => void lines.push(...text.replace(/\n$/, '').split('\n'));
	return {
		...{json: false, quiet: false, verbose: false, style, dataStyle: style},
		data: text => (text === '' ? undefined : add(text)),
		document: value => add(JSON.stringify(value, null, 2)),
		line: value => add(JSON.stringify(value)),
		note: add,
		warn: add,
	};
}
