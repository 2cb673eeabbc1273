/**
What a remedy depends on: distribution, kernel, settings, container. For words alone: whether the sandbox works is found
out by running it, never from these.
*/

import {existsSync, readFileSync, statSync} from 'node:fs';
import {release} from 'node:os';
import {type Installer, thisInstaller} from './install-command.ts';

export type NamespaceSetting = 'max_user_namespaces' | 'unprivileged_userns_clone' | 'apparmor_restrict_unprivileged_userns';

export interface HostFacts extends Installer {
	/** As `uname -r` says it. */
	readonly kernel: string;
	/** Settings of the kernel; empty for one that this kernel has not got. */
	readonly settings: Readonly<Record<NamespaceSetting, string>>;
	/** Security modules of the kernel that are on; empty where it does not tell. */
	readonly modules: readonly string[];
	readonly isSelinuxEnforcing: boolean;
	readonly container: 'docker' | 'podman' | undefined;
	/** Where bwrap is, and whether it is set-user-ID. */
	readonly bubblewrap: {readonly path: string; readonly isSetuid: boolean} | undefined;
}

/** The facts of this machine. Never throws: what cannot be read is not known. */
export function readHostFacts(): HostFacts {
	return {
		...thisInstaller(),
		kernel: release(),
		settings: namespaceSettings(),
		modules: read('/sys/kernel/security/lsm').split(',').filter(Boolean),
		isSelinuxEnforcing: read('/sys/fs/selinux/enforce') === '1',
		container: existsSync('/run/.containerenv') ? 'podman' : existsSync('/.dockerenv') ? 'docker' : undefined,
		bubblewrap: bubblewrapAt('/usr/bin/bwrap'),
	};
}

const settingPaths: Readonly<Record<NamespaceSetting, string>> = {
	max_user_namespaces: '/proc/sys/user/max_user_namespaces',
	unprivileged_userns_clone: '/proc/sys/kernel/unprivileged_userns_clone',
	apparmor_restrict_unprivileged_userns: '/proc/sys/kernel/apparmor_restrict_unprivileged_userns',
};

/** What decides whether a user may make namespaces. */
export function namespaceSettings(): Readonly<Record<NamespaceSetting, string>> {
	const entries = Object.entries(settingPaths).map(([name, path]) => [name, read(path)]);
	return Object.fromEntries(entries) as Record<NamespaceSetting, string>;
}

/** Which WSL a kernel is of; undefined for none. Version 1 is a translator without a kernel of its own. */
export function wslVersion(kernel: string): 1 | 2 | undefined {
	return /microsoft/i.test(kernel) ? (/wsl2|microsoft-standard/i.test(kernel) ? 2 : 1) : undefined;
}

/** Whether a kernel is at least of this version. */
export function isKernelSince(kernel: string, major: number, minor: number): boolean {
	const [have = 0, haveMinor = 0] = kernel.split(/[.-]/).map(Number);
	return have > major || (have === major && haveMinor >= minor);
}

function bubblewrapAt(path: string): HostFacts['bubblewrap'] {
	const about = statSync(path, {throwIfNoEntry: false});
	return about === undefined ? undefined : {path, isSetuid: (about.mode & 0o4000) !== 0};
}

function read(path: string): string {
	try {
		return readFileSync(path, 'utf8').trim();
	} catch {
		// Not on this kernel, or not for us.
		return '';
	}
}
