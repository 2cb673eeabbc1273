/** The tool servers of a session. Nothing of their room is loaded where no file defines one. */

import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {skillliteHome, toSkillLiteError} from '../../sandbox/index.ts';
import type {Gate} from '../agent/permissions/gate.ts';
import type {Flags} from '../core/parse-arguments.ts';
import type {Project} from '../core/paths.ts';
import type {QuestionPort} from '../core/question.ts';
import type {ToolServers} from '../serve/mcp/tool-servers.ts';
import {serversByFlags} from './start-tools.ts';

export interface McpStart {
	readonly flags: Flags;
	readonly project: Project;
	readonly isTrusted: boolean;
	readonly gate: Gate;
	readonly questions: QuestionPort;
	readonly warn: (text: string) => void;
}

/** Null where there is none, and in a session that only reads: what a server does with a call, nobody can know. */
export async function startMcp({flags, project, isTrusted, gate, questions, warn}: McpStart): Promise<ToolServers | null> {
	const files = [join(skillliteHome(), 'mcp.json'), ...(isTrusted && !project.isHome ? [join(project.folder, '.mcp.json')] : [])];
	if (flags.has('read-only') || !files.some(file => existsSync(file))) {
		return null;
	}

	try {
		const [{readServers}, {openApprovals}, {createToolServers}] = await Promise.all([
			import('../serve/mcp/read-servers.ts'),
			import('../serve/mcp/approvals.ts'),
			import('../serve/mcp/tool-servers.ts'),
		]);
		const read = readServers({project, isTrusted, env: process.env});
		read.warnings.forEach(warn);
		const approvals = openApprovals();
		return read.servers.length === 0
			? null
			: createToolServers({...read, approvals, questions, gate, allowed: serversByFlags(flags), warn});
	} catch (thrown) {
		const {message, hint} = toSkillLiteError(thrown);
		warn([`MCP servers are left out. ${message}`, hint].filter(Boolean).join(' '));
		return null;
	}
}
