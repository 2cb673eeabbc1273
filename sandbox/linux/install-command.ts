/** The command that installs or renews a package, by the distribution. */

import {readFileSync} from 'node:fs';

interface PackageManager {
	readonly ids: readonly string[];
	readonly install: string;
	readonly upgrade: string;
}

const packageManagers: readonly PackageManager[] = [
	{
		ids: ['debian', 'ubuntu', 'linuxmint', 'raspbian'],
		install: 'apt-get install -y',
		upgrade: 'apt-get install -y --only-upgrade',
	},
	{ids: ['fedora', 'rhel', 'centos', 'rocky', 'almalinux', 'amzn'], install: 'dnf install -y', upgrade: 'dnf upgrade -y'},
	{ids: ['arch', 'manjaro'], install: 'pacman -S --noconfirm', upgrade: 'pacman -Syu --noconfirm'},
	{ids: ['alpine'], install: 'apk add', upgrade: 'apk add -u'},
	{
		ids: ['opensuse', 'suse', 'sles', 'opensuse-leap', 'opensuse-tumbleweed'],
		install: 'zypper install -y',
		upgrade: 'zypper update -y',
	},
];

/** Who asks for the command, and where. */
export interface Installer {
	/** The text of /etc/os-release; empty where there is none. */
	readonly osRelease: string;
	readonly isRoot: boolean;
	readonly platform: NodeJS.Platform;
}

/** The command that installs a package here, with sudo for an ordinary user. */
export function installCommand(name: string, installer: Installer = thisInstaller()): string {
	return commandFor('install', name, installer);
}

/** The command that brings a package to the newest version there is for this release. */
export function upgradeCommand(name: string, installer: Installer = thisInstaller()): string {
	return commandFor('upgrade', name, installer);
}

function commandFor(action: 'install' | 'upgrade', name: string, {osRelease, isRoot, platform}: Installer): string {
	if (platform === 'darwin') {
		return `brew ${action} ${name}`;
	}

	const ids = distributionIds(osRelease);
	if (ids.includes('nixos')) {
		return `nix-env -${action === 'install' ? 'iA' : 'uA'} nixos.${name}`;
	}

	const manager = packageManagers.find(candidate => candidate.ids.some(id => ids.includes(id)));
	if (manager === undefined) {
		return `your package manager: ${action} ${name}`;
	}

	return `${isRoot ? '' : 'sudo '}${manager[action]} ${name}`;
}

/** `ID` and `ID_LIKE` of an os-release text, the nearest first. */
export function distributionIds(osRelease: string): readonly string[] {
	return [...osRelease.matchAll(/^ID(?:_LIKE)?=["']?([^"'\n]*)["']?$/gm)].flatMap(match => (match[1] ?? '').split(/\s+/)).filter(Boolean);
}

export function thisInstaller(): Installer {
	return {osRelease: readOsRelease(), isRoot: process.getuid?.() === 0, platform: process.platform};
}

function readOsRelease(): string {
	try {
		return readFileSync('/etc/os-release', 'utf8');
	} catch {
		// No such file: the sentence then names no package manager.
		return '';
	}
}
