/** Slash commands about the machine and what was approved on it. */

import {skillliteHome} from '../../sandbox/index.ts';
import type {Project} from '../core/paths.ts';
import type {SlashCommand} from '../core/slash-command.ts';

/** The commands, in the order of help. */
export function machineCommands(project: Project): readonly SlashCommand[] {
	return [
		{
			name: 'permissions',
			arguments: '',
			summary: 'what is allowed without asking',
			run: () => ({
				kind: 'said',
				lines: [
					'Skills run in the sandbox, by the policy that was approved for their content.',
					`Approvals are kept in ${skillliteHome()}; skilllite list shows them, skilllite approve changes them.`,
				],
			}),
		},
		{
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
		},
	];
}
