/** Tool servers as a session has them: real files, real processes in the real sandbox, and a person whose answers are scripted. */

import {execFileSync} from 'node:child_process';
import {chmodSync, copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import type {ToolContext, ToolResult} from '../../../source/agent/agent-tool.ts';
import {createGate, type SavedRule} from '../../../source/agent/permissions/gate.ts';
import type {PermissionRule} from '../../../source/agent/permissions/rules.ts';
import {createTaint, noted} from '../../../source/agent/permissions/taint.ts';
import type {AgentEventBody} from '../../../source/core/events.ts';
import type {PermissionAnswer, PermissionQuestion, QuestionPort} from '../../../source/core/question.ts';
import {openApprovals} from '../../../source/serve/mcp/approvals.ts';
import {readServers} from '../../../source/serve/mcp/read-servers.ts';
import {createToolServers, type ToolServers} from '../../../source/serve/mcp/tool-servers.ts';

const script = new URL('server.py', import.meta.url).pathname;

export interface Place {
	readonly home: string;
	readonly project: string;
	/** A folder that no server may see. */
	readonly outside: string;
}

/** Folders of one test; the program's own home is the new one from then on. */
export function createPlace(): Place {
	const folder = realpathSync(mkdtempSync(join(tmpdir(), 'skilllite-mcp-')));
	chmodSync(folder, 0o755);
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
	const [home, project, outside] = [join(folder, 'home'), join(folder, 'project'), join(folder, 'outside')];
	for (const made of [home, project, outside]) {
		mkdirSync(made);
	}

	process.env.SKILLLITE_HOME = join(home, '.skilllite');
	process.env.XDG_CACHE_HOME = join(folder, 'cache');
	mkdirSync(join(home, '.skilllite'));
	copyFileSync(script, join(project, 'server.py'));
	return {home, project, outside};
}

/** The entry of our server, with what it is like. */
export function python(...like: readonly string[]) {
	return {command: 'python3', args: ['server.py', ...like]};
}

export interface BenchOptions {
	readonly place?: Place;
	/** Of the person's own file. */
	readonly servers?: Readonly<Record<string, unknown>>;
	/** Of the project's file. */
	readonly projectServers?: Readonly<Record<string, unknown>>;
	readonly isTrusted?: boolean;
	readonly rules?: readonly PermissionRule[];
	readonly allowed?: readonly string[];
	readonly env?: NodeJS.ProcessEnv;
	/** How long a turn waits for a server that starts; until it has when left out. */
	readonly waitMs?: number;
	/** What the person says; yes, once, when left out. */
	readonly answer?: (question: PermissionQuestion) => PermissionAnswer;
}

export interface Bench {
	readonly place: Place;
	readonly servers: ToolServers;
	readonly asked: readonly PermissionQuestion[];
	readonly warnings: readonly string[];
	readonly saved: readonly SavedRule[];
	readonly events: readonly AgentEventBody[];
	names(): readonly string[];
	isForeign(): boolean;
	/** As a turn would begin, and then a call. */
	call(name: string, args: Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<ToolResult>;
	close(): Promise<void>;
}

/** A busy machine may take long to start a server. */
const patientMs = 240_000;

export async function openBench(options: BenchOptions = {}): Promise<Bench> {
	const place = options.place ?? createPlace();
	const {answer = () => ({kind: 'once'}), isTrusted = true, rules = [], allowed = [], waitMs = patientMs} = options;
	const write = (file: string, mcpServers: unknown) => writeFileSync(file, JSON.stringify({mcpServers}));
	write(join(place.home, '.skilllite', 'mcp.json'), options.servers ?? {});
	write(join(place.project, '.mcp.json'), options.projectServers ?? {});
	const [asked, warnings, saved, events]: [PermissionQuestion[], string[], SavedRule[], AgentEventBody[]] = [[], [], [], []];
	const questions: QuestionPort = {
		async permit(question) {
			asked.push(question);
			return answer(question);
		},
		choose: async () => ({kind: 'nobody'}),
	};
	const taint = createTaint();
	const gate = createGate({rules, questions, taint, save: kept => void saved.push(...kept)});
	const read = readServers({project: {folder: place.project, isHome: false}, isTrusted, env: options.env ?? {}});
	warnings.push(...read.warnings);
	const servers = createToolServers({
		...read,
		approvals: openApprovals(),
		questions,
		gate,
		allowed: new Set(allowed),
		waitMs,
		patientMs,
		warn: text => void warnings.push(text),
	});
	onTestFinished(() => servers.close());
	await servers.prepare(new AbortController().signal);
	return {
		place,
		servers,
		asked,
		warnings,
		saved,
		events,
		names: () => servers.tools().map(({name}) => name),
		isForeign: taint.isForeign,
		async call(name, args, signal = new AbortController().signal) {
			const tool = servers.tools().find(other => other.name === name);
			if (!tool) {
				throw new Error(`There is no tool ${name}: ${servers.lines().join('\n')}\n${warnings.join('\n')}`);
			}

			const context: ToolContext = {callId: 'c1', signal, emit: event => void events.push(event), label: taint.label(), turnEntry: 'e1'};
			return noted(tool, taint).run(args, context);
		},
		close: () => servers.close(),
	};
}

/** What the same call of the same server does on the host, as a control that an attack is real. */
export function callBare(folder: string, what: string, target: string): string {
	const request = {jsonrpc: '2.0', id: 1, method: 'tools/call', params: {name: 'attack', arguments: {what, target}}};
	const said = execFileSync('python3', ['server.py'], {cwd: folder, input: `${JSON.stringify(request)}\n`, encoding: 'utf8'});
	const [line = ''] = said.split('\n');
	return JSON.parse(line).result.content[0].text;
}

/** Processes of the host that have this in their command line. */
export function processesWith(text: string): readonly string[] {
	return execFileSync('ps', ['-eo', 'pid,args'], {encoding: 'utf8'})
		.split('\n')
		.filter(line => line.includes(text) && !line.includes('ps -eo'));
}
