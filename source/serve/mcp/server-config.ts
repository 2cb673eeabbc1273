/** A tool server as a person defined it, read from one entry of an `mcp.json`. Pure but for looks at paths that it names. */

import {existsSync, realpathSync} from 'node:fs';
import {homedir} from 'node:os';
import {join, resolve, sep} from 'node:path';
import {defaultLimits, digestOf, type Limits, parsePolicy, type Policy, type Sha256, SkillLiteError} from '../../../sandbox/index.ts';
import {asList, asRecord, asText, type Entry, Problem, textsOf} from './entry-fields.ts';

interface Common {
	/** As the file calls it. */
	readonly name: string;
	readonly origin: 'user' | 'project';
	/** The file that defines it. */
	readonly file: string;
	/** Of what a person agrees to when it is started: another definition asks again. */
	readonly digest: Sha256;
	/** For one call. */
	readonly timeoutMs: number;
}

/** A program that runs in the sandbox. */
export interface StdioServer extends Common {
	readonly kind: 'stdio';
	/** The command and its arguments, as it is started inside. */
	readonly words: readonly string[];
	readonly environment: Readonly<Record<string, string>>;
	/** Host folder that it sees as /workspace. */
	readonly folder: string;
	readonly policy: Policy;
	readonly limits: Limits;
	/** Without a call for so long it is ended, until the next one; 0 for never. */
	readonly idleMs: number;
}

export interface HttpServer extends Common {
	readonly kind: 'http';
	readonly url: string;
	/** May hold secrets: never shown, never logged. */
	readonly headers: Readonly<Record<string, string>>;
}

export type ServerConfig = StdioServer | HttpServer;

/** An entry that cannot be used, and why. */
export interface BrokenServer {
	readonly kind: 'broken';
	readonly name: string;
	readonly file: string;
	readonly problem: string;
}

export interface ConfigPlace {
	readonly origin: 'user' | 'project';
	readonly file: string;
	/** The project's folder. */
	readonly project: string;
	readonly env: NodeJS.ProcessEnv;
}

export const knownFields: readonly string[] = [
	'command',
	'args',
	'env',
	'cwd',
	'disabled',
	'type',
	'policy',
	'url',
	'headers',
	'timeoutSecs',
	'idleSecs',
];

const nothingForProjects = "a project's file is given nothing of your environment: define it in ~/.skilllite/mcp.json instead";

const mebibyte = 1024 * 1024;

/** A session may last for days. What a policy names goes before. */
const usualLimits = {memoryBytes: 512 * mebibyte, cpuSeconds: 600, wallSeconds: 7 * 24 * 3600, processes: 64};

const defaultTimeoutSeconds = 60;
const mostTimeoutSeconds = 3600;
const defaultIdleSeconds = 600;
const mostIdleSeconds = 24 * 3600;

/** One entry; null for one that is switched off. */
export function readServer(name: string, entry: unknown, place: ConfigPlace): ServerConfig | BrokenServer | null {
	try {
		// What stands between the parts of a tool's name must not be found within one of them: rules are about those names.
		if (!/^[A-Za-z0-9](?:[\w. -]{0,38}[A-Za-z0-9])?$/.test(name) || /[_. ]{2}/.test(name)) {
			throw new Problem('its name is not up to 40 letters and digits with single dots, dashes, spaces or underscores between them');
		}

		const fields = asRecord(entry, 'it');
		if (fields.disabled === true) {
			return null;
		}

		return fields.url === undefined ? readStdio(name, fields, place) : readHttp(name, fields, place);
	} catch (thrown) {
		if (thrown instanceof Problem || thrown instanceof SkillLiteError) {
			return {kind: 'broken', name, file: place.file, problem: thrown.message.replace(/\.$/, '')};
		}

		throw thrown;
	}
}

function readStdio(name: string, fields: Entry, place: ConfigPlace): StdioServer {
	if (fields.type !== undefined && fields.type !== 'stdio') {
		throw new Problem(`its type is ${JSON.stringify(fields.type)}, and it has no "url"`);
	}

	const command = asText(fields.command, '"command"');
	const args = fields.args === undefined ? [] : asList(fields.args, '"args"');
	const written = {...textsOf(fields.env, '"env"')};
	for (const variable of Object.keys(written)) {
		assertVariable(variable);
	}

	const folder = folderOf(fields.cwd, place);
	const policy = fields.policy === undefined ? usualPolicy(folder) : parsePolicy(fields.policy);
	if (place.origin === 'project' && policy.env.length > 0) {
		throw new Problem(`its policy asks for ${policy.env.join(', ')}, and ${nothingForProjects}`);
	}

	const filesystem = [...policy.filesystem.read, ...policy.filesystem.write];
	if (filesystem.length > 0 && isAroundHome(folder)) {
		throw new Problem(`it would see your whole home (${folder}); give it a folder of its own with "cwd"`);
	}

	const words = [command, ...args].map(word => wordInside(word, folder));
	assertInstallable(words, policy);
	return {
		...common(name, fields, place),
		kind: 'stdio',
		// What a person is asked about is what the file says, not what a variable holds today.
		digest: digestOf({
			kind: 'stdio',
			name,
			command,
			args,
			env: written,
			folder: fields.cwd === undefined && place.origin === 'user' ? null : folder,
			policy,
		}),
		words,
		environment: expanded(written, place),
		folder,
		policy,
		limits: {...defaultLimits, ...usualLimits, ...policy.resources},
		idleMs: idleMsOf(fields),
	};
}

function readHttp(name: string, fields: Entry, place: ConfigPlace): HttpServer {
	if (fields.type !== undefined && !['http', 'streamable-http', 'streamableHttp'].includes(String(fields.type))) {
		throw new Problem(`its type is ${JSON.stringify(fields.type)}; servers with a "url" are spoken to by streamable HTTP`);
	}

	if (fields.command !== undefined || fields.policy !== undefined || fields.idleSecs !== undefined) {
		throw new Problem('it has a "url" beside a "command", "policy" or "idleSecs", which are for servers that run here');
	}

	const url = addressOf(asText(fields.url, '"url"'));
	const written = textsOf(fields.headers, '"headers"');
	const headers = expanded(written, place);
	assertHeaders(headers);
	return {...common(name, fields, place), kind: 'http', digest: digestOf({kind: 'http', name, url, headers: written}), url, headers};
}

function common(name: string, {timeoutSecs = defaultTimeoutSeconds}: Entry, {origin, file}: ConfigPlace) {
	if (typeof timeoutSecs !== 'number' || !(timeoutSecs > 0) || timeoutSecs > mostTimeoutSeconds) {
		throw new Problem(`its "timeoutSecs" is no number of seconds up to ${mostTimeoutSeconds}`);
	}

	return {name, origin, file, timeoutMs: Math.round(timeoutSecs * 1000)};
}

function idleMsOf({idleSecs = defaultIdleSeconds}: Entry): number {
	if (typeof idleSecs !== 'number' || !(idleSecs >= 0) || idleSecs > mostIdleSeconds) {
		throw new Problem(`its "idleSecs" is no number of seconds up to ${mostIdleSeconds}, nor 0 for as long as the session`);
	}

	return Math.round(idleSecs * 1000);
}

/** The folder that it sees, real; a project's server sees the project or a folder in it. */
function folderOf(cwd: unknown, {origin, project}: ConfigPlace): string {
	const named = cwd === undefined ? project : resolve(project, asText(cwd, '"cwd"').replace(/^~(?=\/|$)/, homedir()));
	let folder: string;
	try {
		folder = realpathSync.native(named);
	} catch {
		throw new Problem(`its folder ${named} is not there`);
	}

	if (origin === 'project' && folder !== project && !folder.startsWith(project + sep)) {
		throw new Problem('its "cwd" leads out of the project');
	}

	return folder;
}

/** It may read the folder that it sees, and has no network. In one's home it sees nothing. */
function usualPolicy(folder: string): Policy {
	return parsePolicy(isAroundHome(folder) ? {} : {filesystem: {read: ['.']}});
}

function isAroundHome(folder: string): boolean {
	const home = existsSync(homedir()) ? realpathSync.native(homedir()) : homedir();
	return folder === '/' || folder === home || home.startsWith(folder + sep);
}

/** What every sandbox has at its own place; anything else of the host is not there. */
const inEverySandbox = /^\/(?:$|usr\/|bin\/|sbin\/|lib\d*\/|dev\/|proc\/|work(?:\/|$)|workspace(?:\/|$)|tmp$)/;

/** A path in its folder by the name that it has inside. */
function wordInside(word: string, folder: string): string {
	if (word.includes('\0') || word.length > 10_000) {
		throw new Problem('a word of its command is too long or holds a NUL');
	}

	const path = word.replace(/^~(?=\/)/, homedir());
	if (path === folder || path.startsWith(folder + sep)) {
		return join('/workspace', path.slice(folder.length));
	}

	if (path.startsWith('/') && !inEverySandbox.test(path) && existsSync(path)) {
		throw new Problem(`${path} is not in the folder that it sees (${folder}): name the server's own folder with "cwd"`);
	}

	return word;
}

const installers: readonly string[] = ['npx', 'bunx', 'pnpx', 'uvx', 'uv', 'pipx'];

/** Said before it fails in there, where it would fail with a time-out of a name that cannot be looked up. */
function assertInstallable(words: readonly string[], policy: Policy): void {
	const [command = ''] = words;
	const program = command.split('/').at(-1) ?? '';
	if (installers.includes(program) && policy.network.allow.length === 0) {
		throw new Problem(
			`${program} installs from a registry first, and the server has no network in the sandbox: install it into a folder, name that with "cwd" and start it from there, or give it a "policy" with the hosts that it needs`,
		);
	}

	if (program === 'docker' || program === 'podman') {
		throw new Problem(
			`${program} starts programs outside of the sandbox: start the server itself, or run the container yourself and name its "url"`,
		);
	}
}

const kept = /^(?:LD_|DYLD_|BASH_FUNC_)|^(?:BASH_ENV|ENV|PATH|HOME|IFS|TMPDIR)$/;

function assertVariable(name: string): void {
	if (!/^[A-Za-z_]\w*$/.test(name) || kept.test(name)) {
		throw new Problem(`its "env" names ${JSON.stringify(name)}, which no server can be given`);
	}
}

function assertHeaders(headers: Readonly<Record<string, string>>): void {
	for (const [name, value] of Object.entries(headers)) {
		if (/^(?:host|content-length|transfer-encoding|connection|mcp-.*)$/i.test(name)) {
			throw new Problem(`its header ${JSON.stringify(name)} is not one to be set`);
		}

		try {
			new Headers([[name, value]]);
		} catch {
			// The system's own sentence would quote the value.
			throw new Problem(`its header ${JSON.stringify(name)} cannot be sent`);
		}
	}
}

/** By https, or to this machine: nothing in between reads the headers or what is said. */
function addressOf(text: string): string {
	const url = URL.canParse(text) ? new URL(text) : null;
	const isLoopback = url !== null && /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
	if (url === null || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback))) {
		throw new Problem('its "url" is not an address of https, or of http on this machine');
	}

	if (url.username !== '' || url.password !== '') {
		throw new Problem('its "url" holds a name or password: put them into a header');
	}

	return url.href;
}

/** `${NAME}` and `${NAME:-otherwise}`, for the person's own file alone. */
function expanded(texts: Readonly<Record<string, string>>, {origin, env}: ConfigPlace): Readonly<Record<string, string>> {
	return Object.fromEntries(
		Object.entries(texts).map(([key, text]) => [
			key,
			text.replace(/\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}/g, (_, name: string, otherwise: string | undefined) => {
				if (origin === 'project') {
					throw new Problem(`it asks for \${${name}}, and ${nothingForProjects}`);
				}

				const value = env[name] || otherwise;
				if (value === undefined) {
					throw new Problem(`it asks for \${${name}}, which is not set`);
				}

				return value;
			}),
		]),
	);
}
