/**
The tool servers of a session: those of the person's own `~/.skilllite/mcp.json`, and those of a project's `.mcp.json` where
the person trusts the folder. A file that cannot be used gives no servers, and says so.
*/

import {join} from 'node:path';
import {ConfigError, skillliteHome} from '../../../sandbox/index.ts';
import {readBounded} from '../../core/read-bounded.ts';
import {toolsPattern} from './tool-name.ts';
import {knownFields, readServer} from './read-server.ts';
import type {BrokenServer, ConfigPlace, ServerConfig} from './server-config.ts';

export interface ServerPlaces {
	readonly project: {readonly folder: string; readonly isHome: boolean};
	readonly isTrusted: boolean;
	readonly env: NodeJS.ProcessEnv;
}

export interface ServersRead {
	/** In the order of the files, each name once. */
	readonly servers: readonly (ServerConfig | BrokenServer)[];
	readonly warnings: readonly string[];
}

type Place = Pick<ConfigPlace, 'origin' | 'file'>;

/** Read both files. Never throws: what cannot be used is broken or left out, and said. */
export function readServers(places: ServerPlaces): ServersRead {
	const warnings: string[] = [];
	const byName = new Map<string, ServerConfig | BrokenServer>();
	for (const place of filesOf(places)) {
		for (const server of readFile({...place, project: places.project.folder, env: places.env}, warnings)) {
			const key = toolsPattern(server.name);
			if (byName.has(key)) {
				warnings.push(`The MCP server ${JSON.stringify(server.name)} of ${place.file} is left out: there is one of that name already.`);
			} else {
				byName.set(key, server);
			}
		}
	}

	return {servers: [...byName.values()], warnings};
}

function filesOf({project, isTrusted}: ServerPlaces): readonly Place[] {
	const own = {origin: 'user', file: join(skillliteHome(), 'mcp.json')} as const;
	return !project.isHome && isTrusted ? [own, {origin: 'project', file: join(project.folder, '.mcp.json')}] : [own];
}

function readFile(place: ConfigPlace, warnings: string[]): readonly (ServerConfig | BrokenServer)[] {
	let entries: readonly (readonly [string, unknown])[];
	try {
		entries = entriesOf(readBounded(place.file));
	} catch (thrown) {
		const reason = thrown instanceof ConfigError ? thrown.message : `Cannot read ${place.file}: ${sentence(thrown)}.`;
		warnings.push(`${reason} Its MCP servers are left out.`);
		return [];
	}

	const unknown = [...new Set(entries.flatMap(([, entry]) => (isRecord(entry) ? Object.keys(entry) : [])))].filter(
		field => !knownFields.includes(field),
	);
	if (unknown.length > 0) {
		const named = unknown.slice(0, 10).map(field => JSON.stringify(field.slice(0, 50)));
		warnings.push(`Ignored in ${place.file}: ${named.join(', ')}.`);
	}

	return entries.flatMap(([name, entry]) => readServer(name, entry, place) ?? []);
}

const mostServers = 50;

function entriesOf(text: string | null): readonly (readonly [string, unknown])[] {
	if (text === null) {
		return [];
	}

	const value: unknown = JSON.parse(text);
	const servers = isRecord(value) ? (value.mcpServers ?? {}) : null;
	if (!isRecord(servers)) {
		throw new TypeError('it has no object "mcpServers"');
	}

	const entries = Object.entries(servers);
	if (entries.length > mostServers) {
		throw new TypeError(`it defines more than ${mostServers} servers`);
	}

	return entries;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sentence(thrown: unknown): string {
	return thrown instanceof SyntaxError ? `it is not JSON (${thrown.message})` : thrown instanceof Error ? thrown.message : String(thrown);
}
