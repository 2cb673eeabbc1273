/**
What a person agreed to, in `~/.skilllite/mcp-approvals.json`: servers that may be started, by the digest of their definition, and
what each tool said of itself when it was last allowed.
*/

import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {ConfigError, type Sha256, skillliteHome, withFileLock, writeFileAtomically} from '../../../sandbox/index.ts';

export interface Approvals {
	mayStart(digest: Sha256): boolean;
	allowStart(name: string, digest: Sha256): void;
	/** The digest of a tool as it was when it was last allowed; undefined for one that never was. */
	pinOf(tool: string): string | undefined;
	pin(tool: string, digest: Sha256): void;
}

interface ApprovalFile {
	/** Names by digest. */
	readonly servers: Readonly<Record<string, string>>;
	/** Digests by name. */
	readonly tools: Readonly<Record<string, string>>;
}

/** Throws a ConfigError for a file that cannot be read: what was pinned there must not be forgotten. */
export function openApprovals(): Approvals {
	let known = readApprovals();

	function change(next: (file: ApprovalFile) => ApprovalFile): void {
		withFileLock(`${approvalsPath()}.changing`, () => {
			known = next(readApprovals());
			writeFileAtomically(approvalsPath(), `${JSON.stringify({v: 1, ...known}, null, '\t')}\n`);
		});
	}

	return {
		mayStart: digest => Object.hasOwn(known.servers, digest),
		allowStart: (name, digest) => change(file => ({...file, servers: {...file.servers, [digest]: name}})),
		pinOf: tool => (Object.hasOwn(known.tools, tool) ? known.tools[tool] : undefined),
		pin(tool, digest) {
			if (known.tools[tool] !== digest) {
				change(file => ({...file, tools: {...file.tools, [tool]: digest}}));
			}
		},
	};
}

function approvalsPath(): string {
	return join(skillliteHome(), 'mcp-approvals.json');
}

function readApprovals(): ApprovalFile {
	let text: string;
	try {
		text = readFileSync(approvalsPath(), 'utf8');
	} catch (cause) {
		if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
			return {servers: {}, tools: {}};
		}

		throw unreadable(cause);
	}

	try {
		const {servers, tools} = recordOf(JSON.parse(text));
		return {servers: textsOf(servers), tools: textsOf(tools)};
	} catch (cause) {
		throw unreadable(cause);
	}
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new TypeError('It is no object.');
	}

	return Object.fromEntries(Object.entries(value));
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
	return Object.fromEntries(Object.entries(recordOf(value)).map(([key, text]) => [key, String(text)]));
}

function unreadable(cause: unknown): ConfigError {
	return new ConfigError(`Cannot read which MCP servers were allowed, in ${approvalsPath()}.`, {
		hint: 'Repair or delete the file; servers are asked about again.',
		cause,
	});
}
