/** A skill, a scripted model behind HTTP, and the report that both make. */

import {onTestFinished} from 'vitest';
import {admit} from '../../../../sandbox/admission/admit.ts';
import {readInventory} from '../../../../sandbox/admission/inventory.ts';
import {type JudgeOptions, judgeReport} from '../../../../sandbox/admission/judge/judge-report.ts';
import type {AdmissionReport} from '../../../../sandbox/admission/report.ts';
import {readManifest} from '../../../../sandbox/manifest/read-manifest.ts';
import {createJudgeModel} from '../../../../source/model/judge-model.ts';
import {createOpenAiModel} from '../../../../source/model/openai-model.ts';
import {createMask} from '../../../../source/session/secrets.ts';
import {type ModelServer, startModelServer} from '../../../model-server/model-server.ts';
import type {Reply, Step} from '../../../model-server/scenario.ts';
import {type SkillFiles, skillFolder} from '../temporary-skill.ts';

export interface JudgedSkill {
	/** By the rules alone. */
	readonly rules: AdmissionReport;
	readonly report: AdmissionReport;
	readonly server: ModelServer;
	/** Ask again about the same bytes. */
	readonly again: (options?: Partial<JudgeOptions>) => Promise<AdmissionReport>;
}

export async function startJudge(replies: readonly Step[] | ((body: unknown) => Reply)): Promise<ModelServer> {
	const steps: readonly Step[] = typeof replies === 'function' ? [{reply: replies, times: 'always'}] : replies;
	const server = await startModelServer({title: 'a judge', steps});
	onTestFinished(() => server.close());
	return server;
}

/** The options for a model at a server. */
export function optionsFor({baseUrl}: Pick<ModelServer, 'baseUrl'>): JudgeOptions {
	const chat = createOpenAiModel({endpoint: {provider: 'custom', model: 'test-model', baseUrl, apiKey: null, source: 'the test'}});
	return {model: createJudgeModel(chat, `test-model (${new URL(baseUrl).host})`), mask: createMask({})};
}

export async function judged(
	files: SkillFiles,
	replies: readonly Step[] | ((body: unknown) => Reply),
	options: Partial<JudgeOptions> = {},
): Promise<JudgedSkill> {
	const server = await startJudge(replies);
	const inventory = readInventory(skillFolder(files));
	const rules = await admit(inventory, await readManifest(inventory));
	const again = (more: Partial<JudgeOptions> = {}) => judgeReport(rules, inventory, {...optionsFor(server), ...options, ...more});
	return {rules, report: await again(), server, again};
}
