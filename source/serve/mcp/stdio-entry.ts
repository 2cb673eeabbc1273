/** An entry with a command: a program that runs in the sandbox. Pure but for looks at paths that it names. */

import {existsSync, realpathSync} from 'node:fs';
import {homedir} from 'node:os';
import {join, resolve, sep} from 'node:path';
import {defaultLimits, digestOf, parsePolicy, type Policy} from '../../../sandbox/index.ts';
import {asList, asText, type Entry, Problem, textsOf} from './entry-fields.ts';
import {expanded, nothingForProjects} from './own-variables.ts';
import type {CommonConfig, ConfigPlace, StdioServer} from './server-config.ts';

const mebibyte = 1024 * 1024;

/** A session may last for days. What a policy names goes before. */
const usualLimits = {memoryBytes: 512 * mebibyte, cpuSeconds: 600, wallSeconds: 7 * 24 * 3600, processes: 64};

const defaultIdleSeconds = 600;
const mostIdleSeconds = 24 * 3600;

/** Read it. Throws a Problem, or what `parsePolicy` throws. */
export function readStdio(common: CommonConfig, fields: Entry, place: ConfigPlace): StdioServer {
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
		...common,
		kind: 'stdio',
		// What a person is asked about is what the file says, not what a variable holds today.
		digest: digestOf({
			kind: 'stdio',
			name: common.name,
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
