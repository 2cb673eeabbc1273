/** What to do when the sandbox cannot start: from bwrap's own words and the distribution to one exact sentence. */

import {readFileSync} from 'node:fs';

const packageManagers: readonly {readonly ids: readonly string[]; readonly command: string}[] = [
	{ids: ['debian', 'ubuntu', 'linuxmint', 'raspbian'], command: 'apt-get install -y'},
	{ids: ['fedora', 'rhel', 'centos', 'rocky', 'almalinux', 'amzn'], command: 'dnf install -y'},
	{ids: ['arch', 'manjaro'], command: 'pacman -S --noconfirm'},
	{ids: ['alpine'], command: 'apk add'},
	{ids: ['opensuse', 'suse', 'sles', 'opensuse-leap', 'opensuse-tumbleweed'], command: 'zypper install -y'},
];

/** The command that installs a package on this distribution, with sudo for an ordinary user. */
export function installCommand(name: string, osRelease: string = readOsRelease()): string {
	const ids = [...osRelease.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].flatMap(match => (match[1] ?? '').split(/\s+/));
	const manager = packageManagers.find(candidate => candidate.ids.some(id => ids.includes(id)));
	const command = `${manager?.command ?? 'your package manager: install'} ${name}`;
	return manager && process.getuid?.() !== 0 ? `sudo ${command}` : command;
}

interface Cause {
	readonly pattern: RegExp;
	readonly cause: string;
	readonly remedy: string;
}

const causes: readonly Cause[] = [
	{
		pattern: /No permissions to create new namespace|Creating new namespace failed.*(?:not permitted|denied)|unprivileged user namespaces/i,
		cause: 'this kernel or container does not allow user namespaces',
		remedy:
			'In a container, start it with a seccomp profile that allows unshare and mount; on an old Debian kernel: sudo sysctl kernel.unprivileged_userns_clone=1',
	},
	{
		pattern: /setting up uid map: (?:Permission denied|Operation not permitted)|Failed RTM_NEWADDR/i,
		cause: 'AppArmor does not let bubblewrap create user namespaces',
		remedy:
			'Enable the profile of your distribution: sudo apt-get install -y apparmor-profiles, then load bwrap-userns-restrict for /usr/bin/bwrap',
	},
	{
		pattern: /nesting depth|max_\w+_namespaces|ENOSPC|No space left/i,
		cause: 'no further user namespaces are allowed here',
		remedy: 'Raise the limit with: sudo sysctl user.max_user_namespaces=10000, or start skilllite outside the outer sandbox',
	},
	{
		pattern: /Failed to make \/ slave|Can't mount/i,
		cause: 'the container forbids mounting',
		remedy: 'Start the container with: --security-opt apparmor=unconfined',
	},
	{
		pattern: /Unknown option/i,
		cause: 'this bubblewrap is older than 0.5',
		remedy: 'Install a newer bubblewrap from your distribution',
	},
];

/** Why bwrap did not start, in words, and the remedy; for text that matches nothing, its own first line. */
export function explainFailure(stderr: string): {readonly cause: string; readonly remedy: string} {
	const known = causes.find(candidate => candidate.pattern.test(stderr));
	const [firstLine = ''] = stderr.trim().split('\n');
	return (
		known ?? {
			cause: firstLine.replace(/^bwrap: /, '') || 'bubblewrap ended without a word',
			remedy: 'See what is missing with: skilllite doctor',
		}
	);
}

function readOsRelease(): string {
	try {
		return readFileSync('/etc/os-release', 'utf8');
	} catch {
		// No such file: the sentence then names no package manager.
		return '';
	}
}
