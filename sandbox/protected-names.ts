/**
Names under which a file makes something else run or obey later: git hooks and configuration, files that a shell or a
session reads at its start, settings of editors, tools and agents, and what agents take for instructions.

Code and build files of a project (`package.json`, a Makefile, CI that somebody reviews first) are not among them: a
skill that may write to a folder may write code there, and a person runs that knowingly.
*/

/** What is known of a folder beside its path. */
export interface Place {
	/** As `plainName` gives it. */
	readonly name: string;
	/** Git would take it for a repository's own folder: one named `.git`, or a bare one by any name. */
	readonly isGit: boolean;
	/** It would by what is in it, whatever its name. */
	readonly isBare: boolean;
	/** Installed code: nobody opens, enters or logs in there, and packages ship such names. */
	readonly isInstalled: boolean;
}

export type Kind = 'folder' | 'link' | 'file';

const shells = [
	'.bashrc .bash_profile .bash_login .bash_logout .bash_aliases .profile .inputrc .envrc .pam_environment',
	'.zshrc .zshenv .zprofile .zlogin .zlogout .kshrc .mkshrc .cshrc .tcshrc .login .logout',
	'.xprofile .xinitrc .xserverrc .xsession .xsessionrc',
];
const tools = [
	'.gitconfig .gitmodules .githooks .husky .npmrc .yarnrc .yarnrc.yml .pnpmfile.cjs .curlrc .wgetrc .ripgreprc .mailcap',
	'.gdbinit .lldbinit .tmux.conf .screenrc .psqlrc .sqliterc .irbrc .pryrc .rprofile',
	'.ssh .aws .gnupg .kube .docker .azure',
];
const editors = [
	'.vscode .idea .fleet .zed .devcontainer .devcontainer.json .vimrc .nvimrc .nvim.lua .exrc .emacs .emacs.d .dir-locals.el',
];
const agents = [
	'.skills .skilllite .agents .mcp.json agents.md claude.md claude.local.md gemini.md',
	'.claude .claude.json .codex .gemini .cursor .cursorrules .windsurf .windsurfrules .clinerules .roo .continue .aider.conf.yml',
];

const words = (lines: readonly string[]) => new Set(lines.flatMap(line => line.split(' ')));

const anywhere = words([...shells, ...tools, ...editors, ...agents]);
/** Python imports these at every start; no package has a use for them. */
const evenInstalled = words(['sitecustomize.py usercustomize.py']);
/** `commondir` and `gitdir` lead git to another configuration; an unfinished rebase holds commands. */
const inGit = words(['hooks config config.worktree commondir gitdir rebase-merge']);
/** Names that count only in a certain folder. A link that stands for that folder counts too: what is behind it has another path. */
const below = new Map([
	['.config', words(['fish autostart systemd environment.d git nvim direnv'])],
	['.local', words(['bin'])],
	['.github', words(['workflows copilot-instructions.md'])],
	['library', words(['launchagents'])],
]);
const installed = words(['node_modules site-packages dist-packages .venv venv __pycache__']);

/** The place that a folder is, from its own name, the names in it and the place around it. */
export function placeOf(name: string, names: readonly string[], around?: Place): Place {
	const plain = plainName(name);
	const isNamed = plain === '.git';
	const isBare = !isNamed && holdsRepository(names);
	return {name: plain, isGit: isNamed || isBare, isBare, isInstalled: around?.isInstalled === true || installed.has(plain)};
}

/** Whether what is at this name in this place makes something else run or obey; a protected folder protects all below it. */
export function isProtected(name: string, kind: Kind, place: Place): boolean {
	const plain = plainName(name);
	if (plain === '.git') {
		// A file or link of that name leads git elsewhere; of the folder, what counts is in it.
		return kind !== 'folder';
	}

	if (evenInstalled.has(plain) || (place.isGit && inGit.has(plain))) {
		return true;
	}

	if (place.isInstalled) {
		return false;
	}

	return (
		anywhere.has(plain) ||
		plain.endsWith('.code-workspace') ||
		below.get(place.name)?.has(plain) === true ||
		(kind === 'link' && below.has(plain))
	);
}

/** Whether a name is the one without which git takes no folder for a repository. */
export function isHead(name: string): boolean {
	return plainName(name) === 'head';
}

// As git looks: HEAD, and objects and refs here or where `commondir` says.
function holdsRepository(names: readonly string[]): boolean {
	if (!names.some(name => name.length < 12 && isHead(name))) {
		return false;
	}

	const plain = new Set(names.map(plainName));
	return plain.has('commondir') || (plain.has('objects') && plain.has('refs'));
}

/**
One form for all spellings that some file system takes for the same name: case, compatibility forms and characters that
are not seen (APFS, HFS+), trailing dots and spaces, streams and the short name of `.git` (NTFS below WSL).
*/
function plainName(name: string): string {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what needs no more than this
	const visible = /^[\x00-\x7F]*$/.test(name) ? name : name.normalize('NFKC').replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '');
	const plain = visible
		.toLowerCase()
		.replace(/:.*$/, '')
		.replace(/[ .]+$/, '');
	return /^git~\d$/.test(plain) ? '.git' : plain;
}
