/** A started agent as the full screen talks to it. */

import type {SlashCommand} from '../core/slash-command.ts';
import type {Project} from '../core/paths.ts';
import {dialogueOf} from '../session/dialogue.ts';
import type {ScreenAgent} from '../ui/agent-port.ts';
import {conversationCommands, describedSkills} from './conversation-commands.ts';
import {doctorCommand} from './doctor-command.ts';
import type {StartedAgent} from './start-agent.ts';

export interface ScreenAgentOptions {
	/** What is said before the first message. */
	readonly lines: readonly string[];
	readonly project: Project;
	/** Told after each turn and command: what the panel shows may be another now. */
	readonly onChange: () => void;
}

export function screenAgent(started: StartedAgent, {lines, project, onChange}: ScreenAgentOptions): ScreenAgent {
	const {agent} = started;
	return {
		async *send(text, signal) {
			try {
				yield* agent.send(text, {signal});
			} finally {
				onChange();
			}
		},
		shell: started.shell,
		stopCall: id => agent.stopCall(id),
		facts: () => ({
			session: agent.session.id,
			model: agent.model.name,
			contextWindow: agent.context().window,
			messages: dialogueOf(agent.session.branch()),
		}),
		welcome: lines.map(text => ({tone: 'dim', text})),
		get skills() {
			return describedSkills(started);
		},
		commands: [...conversationCommands(started, project), doctorCommand(project)].map(command => told(command, onChange)),
	};
}

function told(command: SlashCommand, onChange: () => void): SlashCommand {
	return {
		...command,
		async run(...given) {
			try {
				return await command.run(...given);
			} finally {
				onChange();
			}
		},
	};
}
