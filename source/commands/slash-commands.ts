/** The slash commands of the full screen that need the program around it. */

import {skillliteHome, toDisplay} from '../../sandbox/index.ts';
import type {CommandResult, ScreenCommand} from '../ui/agent-port.ts';
import type {CommandContext} from './command.ts';
import type {StartedAgent} from './start-agent.ts';

/** The commands by name. */
export function createSlashCommands(
	{project}: Pick<CommandContext, 'project'>,
	{skills, model, session}: StartedAgent,
): Readonly<Record<string, ScreenCommand>> {
	return {
		async skills() {
			const width = Math.max(0, ...skills.map(({name}) => name.length)) + 2;
			const lines = skills.map(({name, manifest}) => `${name.padEnd(width)}${toDisplay(manifest?.description ?? '', {maxLength: 200})}`);
			return text(lines.length === 0 ? 'No skills are installed; skilllite add SOURCE brings one.' : lines.join('\n'));
		},
		async doctor(_, signal) {
			const [{diagnoseAll}, {doctorText}, {createStyle}] = await Promise.all([
				import('./doctor.ts'),
				import('./doctor-text.ts'),
				import('../core/terminal.ts'),
			]);
			return text(doctorText(await diagnoseAll(project, signal), createStyle(false)).trimEnd());
		},
		async model() {
			return text(`The model is ${model.name}${model.contextWindow === null ? '' : `, ${model.contextWindow} tokens of context`}.`);
		},
		async permissions() {
			return text(
				[
					'Skills run in the sandbox, by the policy that was approved for their content.',
					`Approvals are kept in ${skillliteHome()}; skilllite list shows them, skilllite approve changes them.`,
				].join('\n'),
			);
		},
		async sessions() {
			return text(`This session is ${session.id}; go on with it by skilllite chat --session ${session.id}.`);
		},
	};
}

function text(shown: string): CommandResult {
	return {kind: 'text', text: shown};
}
