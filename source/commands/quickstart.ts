/** `skilllite quickstart`: find out everything, say it in four lines, chat. */

import {type Check, diagnose, toDisplay} from '../../sandbox/index.ts';
import {converse} from './chat.ts';
import type {CommandContext} from './command.ts';
import {learnsLine} from './learns-line.ts';
import type {StartedAgent} from './start-agent.ts';

export function quickstart(context: CommandContext): Promise<number> {
	return converse(context, lines, true);
}

async function lines({model, modelSource, skills, evolution}: StartedAgent): Promise<readonly string[]> {
	// Each fits in 80 columns.
	return [
		model.offline
			? 'model   offline planner: runs skills, does not converse (see skilllite doctor)'
			: toDisplay(`model   ${model.name}, from ${modelSource ?? ''}`, {maxLength: 80}),
		`skills  ${toDisplay(skillsInOneLine(skills.map(({name}) => name)))}`,
		sandboxLine(await diagnose()),
		learnsLine(evolution?.mode() ?? 'off'),
	];
}

/** What a strict run just now showed, and in a word what is missing. */
export function sandboxLine(checks: readonly Check[]): string {
	// Without git the sandbox is none the less whole.
	const missing = checks.filter(({name, state}) => name !== 'git' && (state === 'fail' || state === 'warn')).map(({name}) => name);
	const isHeld = checks.some(({name, state}) => name === 'strict run' && state === 'pass');
	const state = isHeld ? 'holds, tried just now' : 'none: no skill can run';
	const lacks = isHeld && missing.length > 0 ? `; missing: ${missing.slice(0, 3).join(', ')}` : '';
	const remedy = missing.length > 0 ? ' (see skilllite doctor)' : '';
	return toDisplay(`sandbox ${state}${lacks}${remedy}`, {maxLength: 80});
}

function skillsInOneLine(names: readonly string[]): string {
	const shown = names.slice(0, 3).map(name => name.slice(0, 14));
	return names.length <= 3 ? shown.join(', ') || 'none' : `${names.length} ready: ${shown.join(', ')} … (skilllite list)`;
}
