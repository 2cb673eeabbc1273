/** `skilllite quickstart`: find out everything, say it in four lines, chat. */

import {type SandboxState, sandboxState, toDisplay} from '../../sandbox/index.ts';
import {converse} from './chat.ts';
import type {CommandContext} from './command.ts';
import {learnsLine} from './learns-line.ts';
import type {StartedAgent} from './start-agent.ts';

export function quickstart(context: CommandContext): Promise<number> {
	return converse(context, lines, true);
}

async function lines({model, modelSource, level, skills, evolution}: StartedAgent): Promise<readonly string[]> {
	// Each fits in 80 columns, two of which are the full screen's indent.
	return [
		model.offline
			? 'model   offline planner: runs skills, does not converse (see skilllite doctor)'
			: toDisplay(`model   ${model.name}, from ${modelSource ?? ''}`, {maxLength: 78}),
		`skills  ${toDisplay(skillsInOneLine(skills.map(({name}) => name)))}`,
		sandboxLine(await sandboxState(), level),
		learnsLine(evolution?.mode() ?? 'off'),
	];
}

/** What would hold a run at this level, when that was tried, and in a word what is missing. */
export function sandboxLine({backend, isTriedNow, missing}: SandboxState, level: 1 | 2 | 3): string {
	if (level === 1) {
		return 'sandbox none: level 1 runs skills unprotected';
	}

	if (backend === null) {
		return 'sandbox none holds here: no skill can run (see skilllite doctor)';
	}

	const tried = isTriedNow ? 'tried just now' : 'tried since boot';
	const lacks = missing.length > 0 ? `; missing: ${missing.join(', ')}` : '';
	return `sandbox ${backend}, level ${level}, holds (${tried})${lacks}`;
}

function skillsInOneLine(names: readonly string[]): string {
	const shown = names.slice(0, 3).map(name => name.slice(0, 14));
	return names.length <= 3 ? shown.join(', ') || 'none' : `${names.length} ready: ${shown.join(', ')} … (skilllite list)`;
}
