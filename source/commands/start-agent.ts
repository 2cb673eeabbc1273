/** From the flags of `chat` and `quickstart` to an agent that is ready to be talked to. */

import {type ConsentPort, emptyPolicy, type Runner, requireWritableHome, UsageError} from '../../sandbox/index.ts';
import {type Agent, createAgent} from '../agent/agent.ts';
import {createDelegate} from '../agent/delegate.ts';
import type {SkillToolSettings} from '../agent/skill-run.ts';
import {createSkillTools} from '../agent/skill-tools.ts';
import type {AgentEvent} from '../core/events.ts';
import type {Flags} from '../core/parse-arguments.ts';
import type {Project} from '../core/paths.ts';
import type {AskSecret, QuestionPort} from '../core/question.ts';
import {limitsFromSettings} from '../core/run-limits.ts';
import type {Settings} from '../core/settings.ts';
import {isTrusted} from '../core/trust.ts';
import type {ChatModel} from '../model/chat-model.ts';
import type {Session} from '../session/transcript.ts';
import {type DiscoveredSkill, discoverSkills} from '../skills/discover.ts';
import {noRecorder, type Recorder} from '../evolution/events/recorder.ts';
import type {ProjectEvolution} from '../evolution/project-evolution.ts';
import type {ToolServers} from '../serve/mcp/tool-servers.ts';
import type {Memory} from '../session/notes/memory.ts';
import {chooseSession} from './choose-session.ts';
import {followedAgent} from './followed-agent.ts';
import {lockPathOf} from './installed.ts';
import {readProjectNotes} from './project-notes.ts';
import {replayModel} from './replay-model.ts';
import {approvalByFlags, planByFlags, wholeNumber} from './run-flags.ts';
import {createSessionModels} from './session-models.ts';
import {createSessionRests} from './session-rests.ts';
import {preparedAgent, startMcp, withServers} from './start-mcp.ts';
import {type StartedMemory, startMemory} from './start-memory.ts';
import {startEvolution} from './start-evolution.ts';
import {recordedAgent, recordedPorts, recordedUndo, startRecorder} from './start-recorder.ts';
import {allowedByFlags, type StartedTools, startTools} from './start-tools.ts';

export interface StartOptions {
	readonly flags: Flags;
	readonly project: Project;
	readonly settings: Settings;
	readonly level: 1 | 2 | 3;
	readonly consent: ConsentPort;
	readonly questions: QuestionPort;
	/** Where a person can type the key that an endpoint wants. */
	readonly askSecret?: AskSecret | undefined;
	/** Try the model's endpoint before the first message, and not by it. */
	readonly isFirstRun?: boolean | undefined;
	/** The conversation to go on with; the flags name it where it is left out. */
	readonly session?: Session;
	/** Who performs the jobs of skills. */
	readonly runner?: Runner | undefined;
	readonly warn: (text: string) => void;
	/** Told what evolution came to while nobody worked; without it, it waits for `evolution run`. */
	readonly notice?: (text: string) => void;
	readonly signal: AbortSignal;
}

export interface StartedAgent {
	readonly agent: Agent;
	/** Permissions and the undo of the agent's own tools; to be closed with the session. */
	readonly tools: StartedTools;
	readonly model: ChatModel;
	readonly level: 1 | 2 | 3;
	/** Where the model was found; null for the offline planner. */
	readonly modelSource: string | null;
	/** Run a line of bash in the sandbox as the person's own act: nothing is learnt of it. */
	readonly shell: (line: string, signal: AbortSignal) => AsyncIterable<AgentEvent>;
	/** Find and open another model by the name that a person wrote; `offline` is the planner. */
	readonly openModel: (name: string, signal: AbortSignal) => Promise<ChatModel>;
	/** Those that can be used now. */
	readonly skills: readonly DiscoveredSkill[];
	/** Who is asked for consent. */
	readonly consent: ConsentPort;
	/** Look for skills again; what is new can be used from the next message on. */
	readonly refreshSkills: () => Promise<void>;
	/** Null where notes were declined. */
	readonly memory: (Memory & Pick<StartedMemory, 'find'>) | null;
	/** Null where no tool server is defined. */
	readonly mcp: ToolServers | null;
	/** For what a person says about a turn. */
	readonly recorder: Recorder;
	/** What was learnt in this project, for the panel and `/evolution`; null where nothing is. */
	readonly evolution: ProjectEvolution | null;
	/** Close the session and everything beside it. */
	close(): void;
}

/** What is said before the first message. */
export type Introduce = (started: StartedAgent) => readonly string[] | Promise<readonly string[]>;

/** Find the model and the skills and put them together. Throws a ModelError, ConfigError or UsageError for what cannot be used. */
export async function startAgent(options: StartOptions): Promise<StartedAgent> {
	const {flags, project, settings, level, consent, questions, runner, warn, notice, signal} = options;
	const maxSteps = wholeNumber(flags, 'max-steps') ?? settings.maxSteps;
	const maxTokens = wholeNumber(flags, 'max-tokens') ?? settings.maxTokens;
	const {network} = allowedByFlags(flags);
	requireWritableHome();
	const evolved = startEvolution({flags, project, warn});
	const models = createSessionModels({flags, project, settings, learnt: evolved.learnt, warn});
	const discover = () =>
		discoverSkills({
			projectFolder: project.folder,
			extraFolders: [...flags.list('skills'), ...settings.skillFolders, ...evolved.skillFolders],
		});
	const [found, firstSkills] = await Promise.all([
		models.findFirst({askSecret: options.askSecret, isFirstRun: options.isFirstRun, signal}),
		discover(),
	]);
	let skills = firstSkills;
	found.warnings.forEach(warn);
	for (const {problem} of skills) {
		if (problem !== null) {
			warn(problem);
		}
	}

	let recorder = noRecorder;
	const asked = recordedPorts({consent, questions}, () => recorder);
	const limits = limitsFromSettings(settings, undefined);
	const ownTools = startTools({
		flags,
		settings,
		workspace: project.folder,
		isTrusted: isTrusted(project.folder),
		questions: asked.questions,
		limits,
		runner,
		warn,
	});
	const skillSettings: SkillToolSettings = {
		workspace: project.folder,
		level,
		approve: approvalByFlags(flags, false),
		allow: {...emptyPolicy, network},
		limits,
		readOnly: flags.has('read-only'),
		workspaceLabel: ownTools.label,
		isForeign: ownTools.taint.isForeign,
		consent: asked.consent,
		lockPathOf: dir => lockPathOf(dir, project),
		runner,
	};
	const model = await models.open(found);
	if (found.kind === 'endpoint' && found.typedKey !== undefined) {
		const {keepTypedKey} = await import('./keep-key.ts');
		(notice ?? warn)(keepTypedKey(found, found.typedKey));
	}

	const session = options.session ?? (await chooseSession(flags, project));
	session.notices.forEach(warn);
	const memory = await startMemory({
		flags,
		project,
		session: () => agent.session.id,
		embeddings: settings.embeddings,
		found,
		warn,
		notice: notice ?? (() => {}),
	});
	// The offline planner runs skills; it would take a phrase for a call of a tool that has no examples.
	const delegate = createDelegate({
		gate: ownTools.gate,
		model: () => agent.model,
		session: () => agent.session,
		tools: () => online(),
		measures: () => agent.measures,
		maxTokens,
	});
	function gatherSets() {
		const {tools: skillTools, index} = createSkillTools(skills, skillSettings);
		return {
			index,
			online: ownTools.gather([...(memory?.tools ?? []), delegate, ...skillTools], true),
			offline: ownTools.gather(skillTools, false),
		};
	}

	let sets = gatherSets();
	const mcp = await startMcp({
		flags,
		project,
		isTrusted: isTrusted(project.folder),
		gate: ownTools.gate,
		questions: asked.questions,
		warn,
	});
	const online = withServers(() => sets.online, mcp, ownTools);
	recorder = startRecorder({
		flags,
		project,
		settings,
		undo: ownTools.undo,
		tools: online,
		branch: session.branch(),
		evolved,
		warn,
	});
	const bash = sets.online.find(({name}) => name === 'bash');
	const agent = createAgent({
		model,
		tools: ({offline}) => (offline ? sets.offline : online()),
		session,
		recall: memory?.recall,
		plan: planByFlags(flags),
		skills: sets.index,
		evolved: evolved.contextFor(model.name),
		projectNotes: readProjectNotes(project),
		files: ownTools.undo,
		readImages: ownTools.readImages,
		maxSteps,
		maxTokens,
		contextWindow: settings.contextWindow,
		toolForm: settings.tools,
	});
	evolved.replayWith(() => ({
		online: agent.model.offline
			? null
			: replayModel(agent.model, sets.online, {
					project,
					// Those of this session as well.
					settings: {...settings, permissions: ownTools.gate.rules()},
				}),
		skillTools: sets.offline,
	}));
	const followed = followedAgent(agent, next => {
		const at = models.placeOf(next);
		if (at) {
			memory?.use(at);
		}
	});
	const recorded = recordedAgent(followed, recorder);
	const rests =
		notice &&
		createSessionRests({project, settings, evolution: evolved.evolution, model: () => agent.model, embed: memory?.prepare, notice, signal});
	return {
		shell(line, aborted) {
			if (bash === undefined) {
				throw new UsageError('There is no bash here.');
			}

			return agent.perform({text: `!${line}`, tool: bash, input: {command: line}}, {signal: aborted});
		},
		agent: preparedAgent(rests?.of(recorded) ?? recorded, mcp),
		mcp,
		memory: memory && {...memory.memory, find: memory.find},
		recorder,
		evolution: evolved.evolution,
		tools: {...ownTools, undo: recordedUndo(ownTools.undo, recorder)},
		model,
		level,
		modelSource: found.kind === 'endpoint' ? found.source : null,
		openModel: models.openNamed,
		get skills() {
			return skills.filter(({problem}) => problem === null);
		},
		consent,
		async refreshSkills() {
			skills = await discover();
			sets = gatherSets();
			agent.useSkills(sets.index);
		},
		close() {
			rests?.close();
			void mcp?.close();
			ownTools.close();
			// The recorded one: what the last turn left is kept until here.
			recorded.close();
			memory?.memory.close();
		},
	};
}
