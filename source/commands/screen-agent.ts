/** A started agent as the full screen talks to it. */

import type {Project} from '../core/paths.ts';
import {dialogueOf} from '../session/dialogue.ts';
import type {ScreenAgent} from '../ui/agent-port.ts';
import {conversationCommands, describedSkills} from './conversation-commands.ts';
import {doctorCommand} from './doctor-command.ts';
import type {StartedAgent} from './start-agent.ts';

export function screenAgent(started: StartedAgent, lines: readonly string[], project: Project): ScreenAgent {
	const {agent} = started;
	return {
		send: (text, signal) => agent.send(text, {signal}),
		shell: started.shell,
		stopCall: id => agent.stopCall(id),
		facts: () => ({
			session: agent.session.id,
			model: agent.model.name,
			contextWindow: agent.context().window,
			messages: dialogueOf(agent.session.branch()),
		}),
		welcome: lines.map(text => ({tone: 'dim', text})),
		skills: describedSkills(started),
		commands: [...conversationCommands(started, project), doctorCommand(project)],
	};
}
