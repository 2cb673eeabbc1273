/** `skilllite quickstart`: find out everything, say it in two lines, chat. */

import {toDisplay} from '../../sandbox/index.ts';
import {converse} from './chat.ts';
import type {CommandContext} from './command.ts';
import type {StartedAgent} from './start-agent.ts';

export function quickstart(context: CommandContext): Promise<number> {
	const {note} = context.output;
	return converse(context, started => lines(started).forEach(note), true);
}

function lines({model, modelSource, skills}: StartedAgent): readonly string[] {
	const names = skills.map(({name}) => name);
	const shown = names.slice(0, 6).join(', ') + (names.length > 6 ? ` and ${names.length - 6} more` : '');
	return [
		model.offline
			? 'model   offline planner: runs skills, does not converse (set OPENAI_API_KEY or start Ollama for a model)'
			: `model   ${toDisplay(model.name, {maxLength: 80})}, from ${toDisplay(modelSource ?? '', {maxLength: 80})}`,
		`skills  ${toDisplay(shown || 'none')}`,
	];
}
