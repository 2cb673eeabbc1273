/** A started agent as the full screen talks to it. */

import type {Project} from '../core/paths.ts';
import {dialogueOf} from '../session/dialogue.ts';
import type {ScreenAgent} from '../ui/agent-port.ts';
import {doctorCommand} from './doctor-command.ts';
import {createSlashCommands} from './slash-commands.ts';
import type {StartedAgent} from './start-agent.ts';
import {createToolCommands} from './tool-commands.ts';

export function screenAgent({agent, tools, skills, openModel}: StartedAgent, lines: readonly string[], project: Project): ScreenAgent {
	const described = skills.map(({name, manifest}) => ({name, description: manifest?.description ?? ''}));
	return {
		send: (text, signal) => agent.send(text, {signal}),
		facts: () => ({
			session: agent.session.id,
			model: agent.model.name,
			contextWindow: agent.context().window,
			messages: dialogueOf(agent.session.branch()),
		}),
		welcome: lines.map(text => ({tone: 'dim', text})),
		skills: described,
		commands: [
			...createToolCommands(tools),
			...createSlashCommands({agent, project, skills: described, openModel}),
			doctorCommand(project),
		],
	};
}
