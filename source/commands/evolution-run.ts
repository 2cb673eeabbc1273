/** `evolution run`: test what waits, look at what is due, within the budget. */

import {exitCodeOf, SkillLiteError, toDisplay} from '../../sandbox/index.ts';
import {type ArtefactLine, evidenceText, type PendingLine} from '../evolution/engine/state.ts';
import {openProjectEvolution} from '../evolution/project-evolution.ts';
import {artefactModel} from '../evolution/proposer/propose.ts';
import {reflectOn} from '../evolution/reflect-project.ts';
import {projectReplays} from '../evolution/replays/project-replays.ts';
import {loadSettings, type Settings} from '../core/settings.ts';
import {isTrusted} from '../core/trust.ts';
import type {ChatModel} from '../model/chat-model.ts';
import {findModel} from '../model/find-model.ts';
import {discoverSkills} from '../skills/discover.ts';
import {toolsOf} from '../skills/tools.ts';
import type {EvolutionCommand} from './evolution.ts';
import {openModel} from './open-model.ts';
import {describedTools, replayModel} from './replay-model.ts';

type Tested = ArtefactLine & Pick<PendingLine, 'evidence' | 'results'>;

export async function run(command: EvolutionCommand): Promise<number> {
	const {project, words, flags, output, interrupts} = command;
	const settings = loadSettings(project);
	const skills = (await discoverSkills({projectFolder: project.folder, extraFolders: settings.skillFolders})).filter(
		({problem}) => problem === null,
	);
	const tools = skills.flatMap(toolsOf);
	const model = await onlineModel(command, settings);
	const online = model && replayModel(model, describedTools(project.folder, tools), {project, settings});
	const replays = projectReplays(project, tools, online);
	const evolution = openProjectEvolution(project, {
		replays: async () => replays,
		model: model ? artefactModel(model) : undefined,
	});
	evolution.settle();
	const [id] = words;
	const isDry = flags.has('dry-run');
	const reflected =
		id === undefined && !isDry && mayReflect(evolution)
			? await reflectOn({
					...{project, evolution, tools, skills: skills.map(({name}) => name)},
					model,
					signal: interrupts.signal,
				})
			: null;
	const {pending, budget, mode} = evolution.state();
	const due = id === undefined ? pending.filter(({isTested}) => !isTested) : [evolution.find(id)];
	if (isDry) {
		const plan = await Promise.all(due.map(async ({id}) => ({id, estimate: await evolution.estimate(id)})));
		if (output.json) {
			output.document({mode, budget, plan});
		} else {
			output.data(plan.map(({id, estimate}) => `${id}  about ${estimate} tokens\n`).join(''));
			output.note(`${budget.left} tokens are left of this week's ${budget.allowed}.`);
		}

		return 0;
	}

	const tested: Tested[] = [];
	let stopped: SkillLiteError | null = null;
	for (const {id} of due) {
		try {
			await evolution.test(id, interrupts.signal);
		} catch (error) {
			if (!(error instanceof SkillLiteError) || error.code !== 'limit') {
				throw error;
			}

			stopped = error;
			break;
		}

		const {pending: waiting, canary} = evolution.state();
		tested.push(...waiting.filter(one => one.id === id));
		if (canary?.id === id) {
			const {results} = evolution.pending().find(({candidate}) => candidate.artefact.id === id) ?? {results: []};
			tested.push({...canary, results, evidence: `${evidenceText(results, true)}: its trial begins with the next session`});
		}
	}

	const pruned = stopped === null && id === undefined ? await evolution.prune(interrupts.signal) : [];
	if (output.json) {
		output.document({
			proposed: reflected?.proposals ?? [],
			refusedDrafts: reflected?.refusedDrafts ?? [],
			failures: reflected?.failures ?? [],
			...{tested, pruned, canary: evolution.state().canary, stopped: stopped?.message ?? null},
		});
	} else {
		reflected?.failures.forEach(output.warn);
		// Who ran a script three times wants to know why it became nothing.
		for (const {why, calls} of reflected?.refusedDrafts ?? []) {
			output.note(`No skill from ${calls.length} calls that are alike: ${why}`);
		}

		output.data(tested.map(({id, line, evidence}) => `${id}  ${toDisplay(line)}  ${evidence}\n`).join(''));
		output.data(pruned.map(({id, outcome}) => `${id}  ${outcome}\n`).join(''));
		if (due.length + pruned.length === 0) {
			output.note('Nothing waits to be tested.');
		}
	}

	if (stopped !== null) {
		if (output.json) {
			// It stands in the one document already.
			return exitCodeOf(stopped.code);
		}

		throw stopped;
	}

	const failed = tested.some(({results}) => results.some(({verdict}) => verdict === 'refuse'));
	return failed ? exitCodeOf('conflict') : 0;
}

/** Below `suggest` nothing is mined; the commands that follow say so where it matters. */
function mayReflect(evolution: EvolutionCommand['evolution']): boolean {
	const {mode} = evolution.state();
	return mode === 'suggest' || mode === 'auto';
}

/** The model that the user talks to, for proposals and replays; null for the offline planner. */
async function onlineModel({project, interrupts, output}: EvolutionCommand, settings: Settings): Promise<ChatModel | null> {
	const found = await findModel({
		flags: {model: undefined, baseUrl: undefined},
		environment: process.env,
		project: project.isHome ? null : {folder: project.folder, trusted: isTrusted(project.folder)},
		config: settings.userModel,
		signal: interrupts.signal,
	});
	found.warnings.forEach(output.warn);
	return found.kind === 'offline' ? null : openModel(found, settings);
}
