/** `skilllite chat` and `quickstart` at a terminal: the full screen, and the summary that stays when it is gone. */

import {basename, join} from 'node:path';
import {createLatePool, toDisplay, toSkillLiteError} from '../../sandbox/index.ts';
import {projectStoreFolder} from '../core/project-store.ts';
import type {Settings} from '../core/settings.ts';
import type {Session} from '../session/transcript.ts';
import type {ChatState} from '../ui/store/chat-state.ts';
import type {ScreenAgent} from '../ui/agent-port.ts';
import type {ScreenPorts} from '../ui/screen.tsx';
import type {CommandContext} from './command.ts';
import type {Introduce, StartedAgent} from './start-agent.ts';
import {editText, pageText} from './terminal-programs.ts';

export interface ScreenTalk {
	readonly settings: Settings;
	readonly level: 1 | 2 | 3;
	/** What is said before the first message. */
	readonly introduce: Introduce;
	readonly isFirstRun: boolean;
}

/** Chat on the full screen until the person leaves; gives the exit code. */
export async function chatOnScreen(context: Context, talk: ScreenTalk): Promise<number> {
	const {flags, project, output, interrupts} = context;
	const {openScreen} = await import('../ui/screen.tsx');
	const pool = createLatePool();
	let started: StartedAgent | undefined;

	async function start({consent, questions, choose, askSecret, showEvolution, remark}: ScreenPorts): Promise<ScreenAgent> {
		let refresh = () => {};
		// The first frame does not wait for any of this.
		const {startAgent} = await import('./start-agent.ts');
		const session = flags.text('resume') === '' ? await pickSession(context, choose) : undefined;
		started = await startAgent({
			flags,
			project,
			settings: talk.settings,
			level: talk.level,
			consent,
			questions,
			askSecret,
			isFirstRun: talk.isFirstRun,
			...(session && {session}),
			runner: pool.run,
			warn: text => remark({tone: 'warning', text}),
			notice(text) {
				remark({tone: 'dim', text});
				refresh();
			},
			signal: interrupts.signal,
		});
		const {evolution} = started;
		if (evolution !== null) {
			const {createPanelView} = await import('../evolution/panel.ts');
			const panel = createPanelView(evolution);
			showEvolution(panel);
			refresh = panel.refresh;
			// The log of a year is long, and nobody waits for it.
			void evolution.readLog().then(refresh, () => {});
		}

		const {screenAgent} = await import('./screen-agent.ts');
		return screenAgent(started, {lines: await talk.introduce(started), project, onChange: refresh});
	}

	try {
		const last = await openScreen({
			project: basename(project.folder) || project.folder,
			folder: project.folder,
			historyPath: join(projectStoreFolder(project), 'history.jsonl'),
			level: talk.level,
			isInline: flags.has('inline'),
			noColor: flags.has('no-color'),
			theme: flags.text('theme') ?? talk.settings.theme,
			keepTheme,
			keys: talk.settings.keys,
			clipboard: talk.settings.clipboard,
			signal: interrupts.signal,
			start,
			programs: {page: pageText, edit: editText},
		});
		summary(last).forEach(output.note);
		return 0;
	} finally {
		started?.close();
		await pool.close();
	}
}

async function keepTheme(name: string): Promise<string> {
	const {setUserConfig} = await import('../core/user-config.ts');
	try {
		setUserConfig('theme', name);
		return `The theme is ${name}, also from now on.`;
	} catch (thrown) {
		return `The theme is ${name} for this conversation. ${toSkillLiteError(thrown).message}`;
	}
}

type Context = Omit<CommandContext, 'positionals' | 'rest'>;

/** For `--resume` alone. Who chooses none begins a new conversation; where there is none the program ends and says so. */
async function pickSession({flags, project}: Context, choose: ScreenPorts['choose']): Promise<Session> {
	const [{chooseSession}, {sessionLabel}, {resumableSessions}, {createSession}] = await Promise.all([
		import('./choose-session.ts'),
		import('./slash-text.ts'),
		import('../session/session-list.ts'),
		import('../session/transcript.ts'),
	]);
	const found = flags.has('session') ? [] : resumableSessions(project.folder);
	if (found.length === 0) {
		return chooseSession(flags, project);
	}

	const id = await choose(
		'Go on with which conversation?',
		found.map(session => ({value: session.id, label: sessionLabel(session)})),
	);
	return createSession(id ?? undefined, id === null ? {project: project.folder} : {});
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
