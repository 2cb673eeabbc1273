/** `skilllite quickstart`: find out everything, say it in three lines, chat. */

import {toDisplay} from '../../sandbox/index.ts';
import type {Mode} from '../evolution/modes.ts';
import {converse} from './chat.ts';
import type {CommandContext} from './command.ts';
import type {StartedAgent} from './start-agent.ts';

export function quickstart(context: CommandContext): Promise<number> {
	return converse(context, lines, true);
}

/** What the mode means for the person, in what is left of a line. */
const learning: Readonly<Record<Mode, string>> = {
	off: 'nothing (skilllite evolution mode)',
	observe: 'nothing; how turns go is counted here (skilllite evolution)',
	suggest: 'suggests from how turns go, changes nothing unasked (skilllite evolution)',
	auto: 'tries rules that passed every gate, by itself (skilllite evolution)',
};

function lines({model, modelSource, skills, evolution}: StartedAgent): readonly string[] {
	// Each fits in 80 columns.
	return [
		model.offline
			? 'model   offline planner: runs skills, does not converse (see skilllite doctor)'
			: toDisplay(`model   ${model.name}, from ${modelSource ?? ''}`, {maxLength: 80}),
		`skills  ${toDisplay(skillsInOneLine(skills.map(({name}) => name)))}`,
		`learns  ${learning[evolution?.mode() ?? 'off']}`,
	];
}

function skillsInOneLine(names: readonly string[]): string {
	const shown = names.slice(0, 3).map(name => name.slice(0, 14));
	return names.length <= 3 ? shown.join(', ') || 'none' : `${names.length} ready: ${shown.join(', ')} … (skilllite list)`;
}
