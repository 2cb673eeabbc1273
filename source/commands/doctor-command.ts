/** `/doctor` of the full screen. */

import type {Project} from '../core/paths.ts';
import type {SlashCommand} from '../core/slash-command.ts';

export function doctorCommand(project: Project): SlashCommand {
	return {
		name: 'doctor',
		arguments: '',
		summary: 'check sandbox, model and terminal',
		async run(_, signal) {
			const [{diagnoseAll}, {doctorText}, {createStyle}] = await Promise.all([
				import('./doctor.ts'),
				import('./doctor-text.ts'),
				import('../core/terminal.ts'),
			]);
			return {
				kind: 'said',
				lines: doctorText(await diagnoseAll(project, signal), createStyle(false))
					.trimEnd()
					.split('\n'),
			};
		},
	};
}
