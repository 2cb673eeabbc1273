/** From the settings to a judge: the model-assisted scan as `scan --llm` and `add` use it. */

import {type Judge, judgeReport, ModelError, withoutModel} from '../../sandbox/index.ts';
import type {Settings} from '../core/settings.ts';
import {isTrusted} from '../core/trust.ts';
import {findModel} from '../model/find-model.ts';
import {createMask} from '../session/secrets.ts';
import type {CommandContext} from './command.ts';

/**
A function that adds what a model says to a report. Where there is no model it adds why, and the verdict of the rules stands.

- The offline planner does not judge.
- Throws a ConfigError or UsageError for a setting that cannot be used.
*/
export async function openJudge(
	{project, output, interrupts}: Pick<CommandContext, 'project' | 'output' | 'interrupts'>,
	settings: Settings,
): Promise<Judge> {
	const {signal} = interrupts;
	let found: Awaited<ReturnType<typeof findModel>>;
	try {
		found = await findModel({
			environment: process.env,
			project: project.isHome ? null : {folder: project.folder, trusted: isTrusted(project.folder)},
			config: settings.userModel,
			signal,
		});
	} catch (error) {
		if (!(error instanceof ModelError)) {
			throw error;
		}

		return noJudge(error.message.replace(/\.$/, ''));
	}

	found.warnings.forEach(output.warn);
	if (found.kind === 'offline') {
		return noJudge('none is set up');
	}

	const [{createOpenAiModel}, {createJudgeModel}] = await Promise.all([
		import('../model/openai-model.ts'),
		import('../model/judge-model.ts'),
	]);
	const chat = createOpenAiModel({endpoint: found});
	const model = createJudgeModel(chat, `${chat.name} (${new URL(found.baseUrl).host})`);
	const mask = createMask();
	return (report, inventory) => judgeReport(report, inventory, {model, mask, signal});
}

/** A judge that only says why no model looked; `reason` is a phrase. */
export function noJudge(reason: string): Judge {
	return report => withoutModel(report, reason);
}
