/** A story of the full screen: the built program in a real terminal, told by what a person does and sees. */

import type {IBufferCell} from '@xterm/headless';
import {onTestFinished} from 'vitest';
import {type PtyProgram, startPty} from '../cli/pty.ts';
import {createPlace, entryOf, type Place} from '../cli/run-cli.ts';
import {startModelServer} from '../model-server/model-server.ts';
import type {Scenario} from '../model-server/scenario.ts';
import type {ScenarioName} from '../model-server/scenarios.ts';

export interface StoryOptions {
	readonly files?: Readonly<Record<string, string>>;
	/** A scripted model; the offline planner answers without one. */
	readonly model?: Scenario | ScenarioName;
	/** A person's folders that were used before; empty ones with `files` when left out. */
	readonly place?: Place;
	/** The endpoint of a model server that runs already. */
	readonly baseUrl?: string;
	readonly args?: readonly string[];
	readonly env?: NodeJS.ProcessEnv;
	readonly columns?: number;
	readonly rows?: number;
}

export interface Story extends PtyProgram {
	readonly place: Place;
	/** Type a message and send it, one key after the other as far as the program can tell. */
	says(text: string): Promise<void>;
	/** Wait until the keys of a question count. */
	armed(): Promise<void>;
	/** Answer a question with a key; one that comes too early is dropped, and pressed again. */
	answers(key: string): Promise<void>;
	/** Wait until the row at the top and the status line are there. */
	ready(): Promise<void>;
}

/** Start `skilllite chat` in a trusted project. */
export async function tell({
	files = {},
	model,
	place = createPlace(files),
	baseUrl,
	args = ['chat', '--trust'],
	env = {},
	columns = 120,
	rows = 40,
}: StoryOptions = {}): Promise<Story> {
	const server = model === undefined ? undefined : await startModelServer(model);
	onTestFinished(() => server?.close());
	const url = server?.baseUrl ?? baseUrl;
	const endpoint = url === undefined ? {} : endpointOf(url);
	const app = startPty(process.execPath, [entryOf('skilllite'), ...args], {
		cwd: place.project,
		env: {...place.env, CI: 'false', ...endpoint, ...env},
		columns,
		rows,
	});
	const armed = () => app.holds('a question whose keys count', () => isArmed(app) === true);
	return {
		...app,
		place,
		async says(text) {
			app.type(text);
			await app.sees(text.slice(0, 20));
			app.type('\r');
		},
		armed,
		async answers(key) {
			do {
				await armed();
				app.type(key);
				await app.holds('a question that heard a key', () => isArmed(app) !== true);
				await app.holds('a question that is answered or counts keys again', () => isArmed(app) !== false);
			} while (isArmed(app));
		},
		ready: () => app.sees('? keys'),
		[Symbol.dispose]: app[Symbol.dispose],
	};
}

/** A key that counts stands out from its words, one that waits is as dim as they are; undefined where no question is shown. */
function isArmed({terminal, view}: PtyProgram): boolean | undefined {
	const {active} = terminal.buffer;
	const rows = view();
	const row = rows.findIndex(line => line.includes('[N] no'));
	const line = active.getLine(active.baseY + row);
	const at = rows[row]?.indexOf('[N] no');
	return at === undefined ? undefined : lookAt(line?.getCell(at)) !== lookAt(line?.getCell(at + '[N] '.length));
}

function lookAt(cell: IBufferCell | undefined): string {
	return JSON.stringify([cell?.getFgColorMode(), cell?.getFgColor(), cell?.isBold(), cell?.isDim(), cell?.isInverse()]);
}

/** An environment in which the program finds a model at a URL. */
export function endpointOf(baseUrl: string): NodeJS.ProcessEnv {
	return {SKILLLITE_API_BASE: baseUrl, SKILLLITE_MODEL: 'scripted', SKILLLITE_API_KEY: 'key'};
}
