/** What evolved for a session of `chat`: pinned when it begins, never a reason not to begin. */

import {randomUUID} from 'node:crypto';
import {toSkillLiteError} from '../../sandbox/index.ts';
import {type EvolvedContext, unevolved} from '../core/evolved-context.ts';
import type {Flags} from '../core/parse-arguments.ts';
import type {Project} from '../core/paths.ts';
import type {ArtefactSet} from '../evolution/candidate.ts';
import type {Arm} from '../evolution/events/event.ts';
import {learntFrom} from '../evolution/learnt-from.ts';
import {type Learnt, nothingLearnt} from '../model/planner/learnt.ts';
import type {Mode} from '../evolution/modes.ts';
import {openProjectEvolution, type ProjectEvolution} from '../evolution/project-evolution.ts';
import type {ReplayModel} from '../evolution/replays/project-replays.ts';
import type {ToolDefinition} from '../core/tool.ts';

export interface StartedEvolution {
	readonly manifest: string | null;
	readonly arm: Arm;
	readonly skillFolders: readonly string[];
	/** The rules and plans that hold for this model. */
	contextFor(model: string): EvolvedContext;
	/** What the offline planner learnt. */
	learnt(): Learnt;
	/** What holds in this session, and what of it is on trial. */
	readonly artefacts: ArtefactSet;
	readonly tried: string | null;
	/** `off`: nothing is recorded either. */
	readonly mode: Mode;
	/** What tests are made with, asked for when there is one; until then nothing can be replayed. */
	replayWith(open: () => ReplayWith): void;
	/** For the panel; null under `--no-evolution` and where it cannot be opened. */
	readonly evolution: ProjectEvolution | null;
}

export interface ReplayWith {
	/** Null for the offline planner. */
	readonly online: ReplayModel | null;
	/** What the planner can call. */
	readonly skillTools: readonly ToolDefinition[];
}

/** How artefacts call the planner. */
const offline = 'offline';

const none: StartedEvolution = {
	manifest: null,
	arm: 'none',
	skillFolders: [],
	contextFor: () => ({...unevolved, manifest: null}),
	learnt: () => nothingLearnt,
	artefacts: [],
	tried: null,
	replayWith() {},
	mode: 'off',
	evolution: null,
};

/**
Open the evolution of a project and deal this session its arm. A conversation that is gone on with by another process
is another session here: its prompt is made anew.
*/
export function startEvolution({
	flags,
	project,
	warn,
}: {
	readonly flags: Flags;
	readonly project: Project;
	readonly warn: (text: string) => void;
}): StartedEvolution {
	if (flags.has('no-evolution')) {
		return none;
	}

	try {
		let open: () => ReplayWith = () => ({online: null, skillTools: []});
		// With the model that is talked to when a test begins; what it is made with is loaded then.
		const replays = async () => {
			const {projectReplays} = await import('../evolution/replays/project-replays.ts');
			const {online, skillTools} = open();
			return projectReplays(project, skillTools, online);
		};
		const evolution = openProjectEvolution(project, {replays});
		evolution.settle();
		const id = randomUUID();
		const {arm, context, artefacts} = evolution.session(id, offline);
		const {problem} = evolution.store.load();
		if (problem !== null) {
			warn(`${problem.message} This session has the last good state. ${problem.hint ?? ''}`.trimEnd());
		}

		return {
			manifest: context.manifest,
			arm,
			skillFolders: context.skillFolders,
			contextFor: model => evolution.session(id, model).context,
			learnt: () => learntFrom(artefacts),
			artefacts,
			tried: arm === 'candidate' ? (evolution.pending().find(({isCanary}) => isCanary)?.candidate.artefact.id ?? null) : null,
			replayWith(given) {
				open = given;
			},
			mode: evolution.mode(),
			evolution,
		};
	} catch (error) {
		// What the user meant cannot be known: nothing is used, nothing is kept.
		warn(`Nothing is learnt in this session, nor is what was learnt used. ${toSkillLiteError(error).message}`);
		return none;
	}
}
