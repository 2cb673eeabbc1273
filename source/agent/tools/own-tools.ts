/** The agent's own tools, put together for one session. */

import {realpathSync} from 'node:fs';
import type {Limits, PageRequest, Policy, Runner} from '../../../sandbox/index.ts';
import type {QuestionPort} from '../../core/question.ts';
import type {Label} from '../../core/events.ts';
import type {AgentTool} from '../agent-tool.ts';
import {createImageReader, type ReadImages} from '../images/attach-images.ts';
import type {Gate} from '../permissions/gate.ts';
import {createAskUser} from './ask-user.ts';
import {createBash} from './bash.ts';
import {createFetchUrl} from './fetch-url.ts';
import {createFileInfo} from './file-info.ts';
import {createListFiles} from './list-files.ts';
import {createLongResults, type LongResults} from './long-results.ts';
import {createPrivateFolder} from './private-folder.ts';
import {createReadFile} from './read-file.ts';
import {createRunCode, type ProgramSettings} from './run-code.ts';
import {createSearchFiles} from './search-files.ts';
import {createUndoJournal, type UndoJournal} from './undo-journal.ts';
import {createUpdatePlan} from './update-plan.ts';
import {createWriteTools} from './write-tools.ts';

export interface OwnToolSettings {
	/** Host folder that they work in. */
	readonly workspace: string;
	/** Other host folders that the person opened for this session. */
	readonly granted?: readonly string[];
	/** Of what is read in the workspace. */
	readonly label: Label;
	readonly gate: Gate;
	readonly questions: QuestionPort;
	/** No tool that writes, and a bash that cannot. */
	readonly readOnly: boolean;
	/** Whether the model may keep a list of tasks; default yes. */
	readonly plans?: boolean;
	/** Hosts that `bash` may reach, as in a policy. */
	readonly network: Policy['network'];
	readonly limits: Partial<Limits>;
	readonly approve: ProgramSettings['approve'];
	readonly runner?: Runner | undefined;
	readonly mask: (text: string) => string;
	/** For tests: how fetch_url resolves names and dials addresses. */
	readonly fetchNetwork?: PageRequest['network'];
}

export interface OwnTools {
	readonly tools: readonly AgentTool[];
	readonly undo: UndoJournal;
	readonly results: LongResults;
	readonly readImages: ReadImages;
	/** Remove what the session kept. */
	close(): void;
}

/** The tools, with the journal of what they change and the store of what was too long. */
export function createOwnTools(settings: OwnToolSettings): OwnTools {
	const {gate, questions, label, readOnly, plans = true} = settings;
	const roots = {
		workspace: realpathSync.native(settings.workspace),
		granted: (settings.granted ?? []).map(folder => realpathSync.native(folder)),
	};
	const folder = createPrivateFolder();
	const undo = createUndoJournal(roots, folder);
	const results = createLongResults(folder);
	const workspace = {roots, gate, label, undo};
	const tools = [
		createReadFile(workspace, results),
		createListFiles(workspace),
		createSearchFiles(workspace),
		createFileInfo(workspace),
		...(readOnly ? [] : createWriteTools(workspace)),
		createBash(workspace, settings),
		createRunCode('python', workspace, settings),
		createRunCode('javascript', workspace, settings),
		createFetchUrl({gate, network: settings.fetchNetwork}),
		createAskUser(questions),
		...(plans ? [createUpdatePlan()] : []),
	];
	return {
		tools: tools.map(tool => ofTurn(tool, undo)),
		undo,
		results,
		readImages: createImageReader(workspace),
		close: () => folder.close(),
	};
}

/** The same tool; what it changes belongs to the turn that called it. */
function ofTurn(tool: AgentTool, undo: UndoJournal): AgentTool {
	return {
		...tool,
		run(args, context) {
			undo.beginTurn(context.turnEntry);
			return tool.run(args, context);
		},
	};
}
