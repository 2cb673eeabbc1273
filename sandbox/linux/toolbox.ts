/**
The programs of a shell skill, as one folder.

Forty single-file mounts would cost 9 ms a run and a mounted /usr/bin would show
every program of the host, so the few that are meant are copied once into the
cache, keyed by what they were copied from, and that one folder is /usr/bin.
*/

import {chmodSync, constants, copyFileSync, existsSync, mkdirSync, realpathSync, renameSync, rmSync, statSync, symlinkSync} from 'node:fs';
import {basename, join} from 'node:path';
import {digestOf} from '../base/canonical-json.ts';
import {SkillLiteError} from '../base/errors.ts';
import {cacheFolder} from '../base/home.ts';
import {isExecutable} from './is-executable.ts';
import {installCommand} from './install-command.ts';

const required = ['bash', 'cat', 'ls'];
/** What a shell skill has without asking, where this machine has it. */
export const basePrograms: readonly string[] =
	'arch awk base32 base64 basename bash bzip2 cat chmod cksum cmp comm cp csplit cut date dd df diff dirname du echo egrep env expand expr factor false fgrep find fmt fold gawk grep gunzip gzip head hostname id install jq join link ln ls mawk md5sum mkdir mktemp mv nl nproc numfmt od paste patch pathchk pr printenv printf ptx pwd readlink realpath rm rmdir sed seq sha1sum sha224sum sha256sum sha384sum sha512sum shred shuf sleep sort split stat sum sync tac tail tar tee test timeout touch tr true truncate tsort tty uname unexpand uniq unlink wc which xargs xz yes zcat'.split(
		' ',
	);

/**
The folder of shell programs and of those that the policy grants.

Throws a SkillLiteError (`interpreter-missing`) when bash or a granted program is not on this machine.
*/
export function toolbox(granted: readonly string[]): string {
	const sources = new Map<string, string>();
	for (const name of new Set([...basePrograms, ...granted])) {
		const path = findProgram(name);
		if (path !== undefined) {
			sources.set(name, realpathSync(path));
		} else if (required.includes(name) || granted.includes(name)) {
			throw new SkillLiteError('interpreter-missing', `Cannot run the skill: the program ${name} is not installed.`, {
				hint: `Install it with: ${installCommand(name)}`,
			});
		}
	}

	return ensureFolder(sources);
}

/** The absolute path of a program in the system's own folders, then on PATH; undefined when it is nowhere. */
export function findProgram(name: string): string | undefined {
	const folders = ['/usr/bin', '/bin', ...(process.env.PATH ?? '').split(':').filter(isOutsideProject)];
	return folders.map(folder => join(folder, name)).find(isExecutable);
}

// Package runners put folders of the project on PATH, and what is in them came with the project.
function isOutsideProject(folder: string): boolean {
	const here = process.cwd();
	return folder.startsWith('/') && (here === '/' || !`${folder}/`.startsWith(`${here}/`)) && !folder.includes('/node_modules/');
}

function ensureFolder(sources: ReadonlyMap<string, string>): string {
	const listing = [...sources].map(([name, source]) => {
		const {size, mtimeMs, ino} = statSync(source);
		return [name, source, size, mtimeMs, ino];
	});
	const folder = join(cacheFolder(), 'toolboxes', digestOf(listing).slice('sha256:'.length, 'sha256:'.length + 24));
	if (!existsSync(folder)) {
		build(sources, folder);
	}

	return folder;
}

function build(sources: ReadonlyMap<string, string>, folder: string): void {
	const draft = `${folder}.${process.pid}.tmp`;
	rmSync(draft, {recursive: true, force: true});
	mkdirSync(draft, {recursive: true, mode: 0o755});
	for (const [name, source] of sources) {
		const target = join(draft, name);
		// Reflinks where the file system has them; setuid bits are not carried over.
		copyFileSync(source, target, constants.COPYFILE_FICLONE);
		chmodSync(target, 0o555);
	}

	symlinkSync('bash', join(draft, 'sh'));
	chmodSync(draft, 0o755);
	try {
		renameSync(draft, folder);
	} catch (error) {
		rmSync(draft, {recursive: true, force: true});
		if (!existsSync(folder)) {
			throw new SkillLiteError('sandbox-setup', `Cannot make the folder of shell programs ${basename(folder)} in the cache.`, {
				cause: error,
			});
		}
		// Another process was quicker; its copy is the same.
	}
}
