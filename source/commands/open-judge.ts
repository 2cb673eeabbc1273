/** From the settings to a judge: the model-assisted scan as `scan --llm` and `add` use it. */

import {type Judge, judgeReport, ModelError, withoutModel} from '../../sandbox/index.ts';
import {readBoolean} from '../core/env.ts';
import type {Settings} from '../core/settings.ts';
import {isTrusted} from '../core/trust.ts';
import {findModel} from '../model/find-model.ts';
import {createMask} from '../session/secrets.ts';
import type {CommandContext} from './command.ts';

type JudgeContext = Pick<CommandContext, 'project' | 'output' | 'interrupts'>;
type FoundJudge = {readonly kind: 'found'; readonly judge: Judge} | {readonly kind: 'none'; readonly why: string};

/**
A function that adds what a model says to a report. Where there is no model it adds why, and the verdict of the rules stands.

- The offline planner does not judge.
- Throws a ConfigError or UsageError for a setting that cannot be used.
*/
export async function openJudge(context: JudgeContext, settings: Settings): Promise<Judge> {
	const found = await findJudge(context, settings);
	return found.kind === 'found' ? found.judge : noJudge(found.why);
}

/** The same for an installation, which wants a model's word where there is one and says nothing where there is none. */
export async function judgeOfInstallation(
	context: JudgeContext & Pick<CommandContext, 'flags'>,
	settings: Settings,
): Promise<Judge | undefined> {
	if (context.flags.has('no-llm') || readBoolean('SKILLLITE_OFFLINE') === true) {
		return undefined;
	}

	const found = await findJudge(context, settings);
	return found.kind === 'found' ? found.judge : undefined;
}

async function findJudge({project, output, interrupts}: JudgeContext, settings: Settings): Promise<FoundJudge> {
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

		return {kind: 'none', why: error.message.replace(/\.$/, '')};
	}

	found.warnings.forEach(output.warn);
	if (found.kind === 'offline') {
		return {kind: 'none', why: 'none is set up'};
	}

	const [{createOpenAiModel}, {createJudgeModel}] = await Promise.all([
		import('../model/openai-model.ts'),
		import('../model/judge-model.ts'),
	]);
	const chat = createOpenAiModel({endpoint: found});
	const model = createJudgeModel(chat, `${chat.name} (${new URL(found.baseUrl).host})`);
	const mask = createMask();
	return {kind: 'found', judge: (report, inventory) => judgeReport(report, inventory, {model, mask, signal})};
}

/** A judge that only says why no model looked; `reason` is a phrase. */
export function noJudge(reason: string): Judge {
	return report => withoutModel(report, reason);
}
