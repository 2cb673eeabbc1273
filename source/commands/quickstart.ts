/** `skilllite quickstart`: find out everything, say it in three lines, chat. */

import {toDisplay} from '../../sandbox/index.ts';
import {converse} from './chat.ts';
import type {CommandContext} from './command.ts';
import {learnsLine} from './learns-line.ts';
import type {StartedAgent} from './start-agent.ts';

export function quickstart(context: CommandContext): Promise<number> {
	return converse(context, lines, true);
}

function lines({model, modelSource, skills, evolution}: StartedAgent): readonly string[] {
	// Each fits in 80 columns.
	return [
		model.offline
			? 'model   offline planner: runs skills, does not converse (see skilllite doctor)'
			: toDisplay(`model   ${model.name}, from ${modelSource ?? ''}`, {maxLength: 80}),
		`skills  ${toDisplay(skillsInOneLine(skills.map(({name}) => name)))}`,
		learnsLine(evolution?.mode() ?? 'off'),
	];
}

function skillsInOneLine(names: readonly string[]): string {
	const shown = names.slice(0, 3).map(name => name.slice(0, 14));
	return names.length <= 3 ? shown.join(', ') || 'none' : `${names.length} ready: ${shown.join(', ')} … (skilllite list)`;
}
