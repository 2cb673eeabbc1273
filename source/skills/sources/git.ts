/**
A repository, fetched by git in the sandbox: it reaches the one host and writes to one folder.

Of the history only the wanted commit comes. Hooks, monitors, filters, submodules and settings of the repository do
nothing: those of the sandbox stand above them, see `harmlessGit`.
*/

import {existsSync, lstatSync, mkdirSync, writeFileSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {type CommandHooks, parsePolicy, runCommand, SkillError, SkillLiteError, toDisplay, UsageError} from '../../../sandbox/index.ts';
import {type FetchOptions, type Fetched, interrupted} from './fetched.ts';
import type {Source} from './source.ts';

type GitSource = Extract<Source, {kind: 'git'}>;

const script = `set -e
git init --quiet --template= /work/repository
cd /work/repository
git fetch --quiet --depth=1 --no-tags --no-recurse-submodules "$1" "$2"
git -c advice.detachedHead=false checkout --quiet FETCH_HEAD
git rev-parse HEAD`;

/** The settings that git reads itself, also in the process that serves a repository of this machine: that one forgets ours. */
const settings = `[safe]
	directory = *
[protocol]
	allow = never
[protocol "https"]
	allow = always
[protocol "file"]
	allow = always
`;

const mebibyte = 1024 * 1024;

/** Fetch a repository into a folder. Throws a SkillError with git's own words, or `interpreter-missing` where there is no git. */
export async function fetchRepository(source: GitSource, folder: string, {signal, network}: FetchOptions): Promise<Fetched> {
	const {url, workspace, policy} = placeOf(source);
	const scratch = join(folder, 'git');
	mkdirSync(scratch, {mode: 0o700});
	writeFileSync(join(scratch, '.gitconfig'), settings, {mode: 0o644});
	const hooks: CommandHooks = {...(signal ? {signal} : {}), ...(network ? {network} : {})};
	const outcome = await runCommand(
		{
			command: {kind: 'program', words: ['bash', '-c', script, 'fetch', url, source.ref ?? 'HEAD']},
			stdin: '',
			workspace,
			policy: parsePolicy(policy),
			limits: {scratchBytes: 300 * mebibyte, fileSizeBytes: 300 * mebibyte, wallSeconds: 300, cpuSeconds: 120},
			scratch,
		},
		hooks,
	);
	if (signal?.aborted) {
		throw interrupted();
	}

	if (outcome.ended !== 'exit' || outcome.exitCode !== 0) {
		throw fault(source, outcome.exitCode === 127, outcome.stderr.trim() || `it ended by ${outcome.ended}`);
	}

	const root = join(scratch, 'repository', source.path ?? '.');
	if (!lstatSync(root, {throwIfNoEntry: false})?.isDirectory()) {
		throw new SkillError('skill-not-found', `Cannot add ${shown(source)}: the repository has no folder ${toDisplay(source.path ?? '')}.`);
	}

	return {root, revision: outcome.stdout.trim()};
}

/** What the sandbox is granted to get there. */
function placeOf({url: text}: GitSource): {readonly url: string; readonly workspace: string; readonly policy: unknown} {
	const url = new URL(text);
	if (url.protocol !== 'file:') {
		const port = url.port || (url.protocol === 'https:' ? '443' : '80');
		return {url: text, workspace: '/', policy: {network: {allow: [`${url.hostname}:${port}`]}}};
	}

	const path = fileURLToPath(url);
	if (!existsSync(path)) {
		throw new UsageError(`Cannot add ${toDisplay(text)}: there is no such repository.`);
	}

	return {
		url: `file:///workspace/${basename(path)}`,
		workspace: dirname(path),
		policy: {filesystem: {read: [basename(path)]}},
	};
}

function fault(source: GitSource, isMissing: boolean, words: string): SkillLiteError {
	if (isMissing && /git: (?:command )?not found/.test(words)) {
		return new SkillLiteError('interpreter-missing', `Cannot fetch ${shown(source)}: git is not installed.`, {
			hint: 'Install git, or download the repository as an archive and add that: skilllite add ./skills.zip',
		});
	}

	const line = words.split('\n').find(text => /fatal|error/.test(text)) ?? words;
	return new SkillError(
		'skill-not-found',
		`Cannot fetch ${shown(source)}: ${toDisplay(line.replace(/^(?:fatal|error): /, ''), {maxLength: 300})}.`,
		{
			hint: 'Check the address and the branch; a private repository has to be cloned first and added as a folder.',
		},
	);
}

function shown({text}: GitSource): string {
	return toDisplay(text, {reveal: true, maxLength: 200});
}
