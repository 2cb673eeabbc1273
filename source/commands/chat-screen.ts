/** `skilllite chat` and `quickstart` at a terminal: the full screen, and the summary that stays when it is gone. */

import {basename} from 'node:path';
import {createLatePool, toDisplay} from '../../sandbox/index.ts';
import type {Settings} from '../core/settings.ts';
import type {ChatState} from '../ui/store/chat-state.ts';
import type {ScreenAgent} from '../ui/agent-port.ts';
import type {ScreenPorts} from '../ui/screen.tsx';
import type {CommandContext} from './command.ts';
import {listWorkspace} from './list-workspace.ts';
import {createSlashCommands} from './slash-commands.ts';
import {type StartedAgent, startAgent} from './start-agent.ts';
import {copyText, editText, pageText} from './terminal-programs.ts';

export interface ScreenTalk {
	readonly settings: Settings;
	readonly level: 1 | 2 | 3;
	/** What is said before the first message. */
	readonly introduce: (started: StartedAgent) => readonly string[];
}

/** Chat on the full screen until the person leaves; gives the exit code. */
export async function chatOnScreen(context: Omit<CommandContext, 'positionals' | 'rest'>, talk: ScreenTalk): Promise<number> {
	const {flags, project, output, interrupts} = context;
	const {openScreen} = await import('../ui/screen.tsx');
	const pool = createLatePool();
	let started: StartedAgent | undefined;

	async function start({consent, remark}: ScreenPorts): Promise<ScreenAgent> {
		started = await startAgent({
			flags,
			project,
			settings: talk.settings,
			level: talk.level,
			consent,
			runner: pool.run,
			warn: text => remark({tone: 'warning', text}),
			signal: interrupts.signal,
		});
		return screenAgent(started, talk.introduce(started), createSlashCommands(context, started));
	}

	// Ctrl+C is a key here; the signal of that name, sent by somebody else, stops the program.
	try {
		const last = await openScreen({
			project: basename(project.folder) || project.folder,
			level: talk.level,
			isInline: flags.has('inline'),
			noColor: flags.has('no-color'),
			theme: flags.text('theme'),
			signal: interrupts.signal,
			start,
			outside: {copy: copyText, page: pageText, edit: editText, listFiles: () => listWorkspace(project.folder)},
		});
		summary(last).forEach(output.note);
		return 0;
	} finally {
		started?.session.close();
		await pool.close();
	}
}

function screenAgent(
	{agent, model, session, skills}: StartedAgent,
	lines: readonly string[],
	commands: ScreenAgent['commands'],
): ScreenAgent {
	return {
		session: session.id,
		model: model.name,
		contextWindow: model.contextWindow,
		send: (text, signal) => agent.send(text, {signal}),
		welcome: lines.map(text => ({tone: 'dim', text})),
		messages: [],
		skills: skills.map(({name, manifest}) => ({name, description: manifest?.description ?? ''})),
		commands,
	};
}

/** What stays on the person's own screen. Nothing where nothing was said. */
function summary({session, turns, inputTokens, outputTokens, cost, changedFiles}: ChatState): readonly string[] {
	if (turns === 0) {
		return [];
	}

	const tokens = inputTokens + outputTokens;
	const facts = [
		`${turns} ${turns === 1 ? 'turn' : 'turns'}`,
		...(tokens > 0 ? [`${tokens} tokens`] : []),
		...(cost === null ? [] : [`$${cost.toFixed(4)}`]),
	];
	const shown = changedFiles.slice(0, 10).join(', ');
	const more = changedFiles.length > 10 ? ` and ${changedFiles.length - 10} more` : '';
	return [
		`Session ${session} · ${facts.join(' · ')}`,
		...(changedFiles.length > 0 ? [toDisplay(`Changed: ${shown}${more}`)] : []),
		`Go on with: skilllite chat --session ${session}`,
	];
}
