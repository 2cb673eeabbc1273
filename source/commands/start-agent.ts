/** From the flags of `chat` and `quickstart` to an agent that is ready to be talked to. */

import {
	type ConsentPort,
	emptyPolicy,
	type Policy,
	parsePolicy,
	PolicyError,
	type Runner,
	requireWritableHome,
	UsageError,
} from '../../sandbox/index.ts';
import {type Agent, createAgent} from '../agent/agent.ts';
import {createSkillTools} from '../agent/skill-tools.ts';
import type {Flags} from '../core/parse-arguments.ts';
import type {Project} from '../core/paths.ts';
import {limitsFromSettings} from '../core/run-limits.ts';
import type {Settings} from '../core/settings.ts';
import {isTrusted} from '../core/trust.ts';
import type {ChatModel} from '../model/chat-model.ts';
import {type FoundModel, findModel} from '../model/find-model.ts';
import {splitModel} from '../model/model-sources.ts';
import {type DiscoveredSkill, discoverSkills} from '../skills/discover.ts';
import {chooseSession} from './choose-session.ts';
import {lockPathOf} from './installed.ts';
import {openModel} from './open-model.ts';
import {readProjectNotes} from './project-notes.ts';
import {approvalByFlags, wholeNumber} from './run-flags.ts';

export interface StartOptions {
	readonly flags: Flags;
	readonly project: Project;
	readonly settings: Settings;
	readonly level: 1 | 2 | 3;
	readonly consent: ConsentPort;
	/** Who performs the jobs of skills. */
	readonly runner?: Runner | undefined;
	readonly warn: (text: string) => void;
	readonly signal: AbortSignal;
}

export interface StartedAgent {
	readonly agent: Agent;
	readonly model: ChatModel;
	/** Where the model was found; null for the offline planner. */
	readonly modelSource: string | null;
	/** Find and open another model by the name that a person wrote; `offline` is the planner. */
	readonly openModel: (name: string, signal: AbortSignal) => Promise<ChatModel>;
	readonly skills: readonly DiscoveredSkill[];
}

/** Find the model and the skills and put them together. Throws a ModelError, ConfigError or UsageError for what cannot be used. */
export async function startAgent(options: StartOptions): Promise<StartedAgent> {
	const {flags, project, settings, level, consent, runner, warn, signal} = options;
	const maxSteps = wholeNumber(flags, 'max-steps') ?? settings.maxSteps;
	const maxTokens = wholeNumber(flags, 'max-tokens') ?? settings.maxTokens;
	const allow = allowedByFlags(flags);
	requireWritableHome();
	const find = (model: string | undefined, baseUrl: string | undefined, aborted: AbortSignal) =>
		findModel({
			flags: {model, baseUrl},
			environment: process.env,
			project: project.isHome ? null : {folder: project.folder, trusted: isTrusted(project.folder)},
			config: settings.userModel,
			signal: aborted,
		});
	const [found, skills] = await Promise.all([
		find(flags.text('model'), flags.text('base-url'), signal),
		discoverSkills({projectFolder: project.folder, extraFolders: [...flags.list('skills'), ...settings.skillFolders]}),
	]);
	found.warnings.forEach(warn);
	for (const {problem} of skills) {
		if (problem !== null) {
			warn(problem);
		}
	}

	const {tools, index} = createSkillTools(skills, {
		workspace: project.folder,
		level,
		approve: approvalByFlags(flags, false),
		allow,
		limits: limitsFromSettings(settings, undefined),
		consent,
		lockPathOf: dir => lockPathOf(dir, project),
		runner,
	});
	const model = await openModel(found, settings);
	const session = await chooseSession(flags, project);
	session.notices.forEach(warn);
	const agent = createAgent({
		model,
		tools,
		session,
		skills: index,
		projectNotes: readProjectNotes(project),
		maxSteps,
		maxTokens,
		contextWindow: settings.contextWindow,
	});
	return {
		agent,
		model,
		modelSource: found.kind === 'endpoint' ? found.source : null,
		async openModel(name, aborted) {
			// A bare name is another model of the same endpoint.
			const baseUrl = splitModel(name).provider === null ? flags.text('base-url') : undefined;
			const next: FoundModel = name === 'offline' ? {kind: 'offline', warnings: []} : await find(name, baseUrl, aborted);
			next.warnings.forEach(warn);
			return openModel(next, settings);
		},
		skills: skills.filter(({problem}) => problem === null),
	};
}

/** What `--allow` answers beforehand. Only hosts mean something yet: the tools that write and run commands are to come. */
function allowedByFlags(flags: Flags): Policy {
	const hosts: string[] = [];
	for (const value of flags.list('allow').flatMap(list => list.split(','))) {
		const host = /^net:(.+)$/.exec(value)?.[1];
		if (host !== undefined) {
			hosts.push(host);
		} else if (value !== 'write' && value !== 'bash') {
			throw new UsageError(`The flag --allow cannot be ${JSON.stringify(value)}.`, {
				hint: 'Write write, bash or net:HOST, with commas between.',
			});
		}
	}

	try {
		return {...emptyPolicy, network: parsePolicy({network: {allow: hosts}}).network};
	} catch (cause) {
		if (cause instanceof PolicyError) {
			throw new UsageError(`The flag --allow has a host that cannot be used: ${hosts.join(', ')}.`, {hint: cause.hint, cause});
		}

		throw cause;
	}
}
