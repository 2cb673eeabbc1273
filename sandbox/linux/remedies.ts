/**
What to do when the sandbox cannot start: from bwrap's own words and the facts of the machine to one exact sentence. Pure.

The narrowest remedy that helps, never one that takes the machine's own walls away: no `--privileged`, no switching off of
AppArmor's restriction for everybody.
*/

import {distributionIds, installCommand, upgradeCommand} from './install-command.ts';
import {type HostFacts, isKernelSince, readHostFacts, wslVersion} from './host-facts.ts';

export interface Explanation {
	readonly cause: string;
	readonly remedy: string;
}

/** Why bwrap did not start, in words, and the remedy; for text that matches nothing, its own first line. */
export function explainFailure(stderr: string, facts: HostFacts = readHostFacts()): Explanation {
	if (wslVersion(facts.kernel) === 1) {
		return {
			cause: 'WSL 1 has no Linux kernel of its own',
			remedy: 'Convert this distribution in a Windows terminal, with its name: wsl.exe --set-version <name> 2',
		};
	}

	const known = causes.find(({pattern}) => pattern.test(stderr));
	if (known !== undefined) {
		return known.explain(facts);
	}

	const [firstLine = ''] = stderr.trim().split('\n');
	return {
		cause: firstLine.replace(/^bwrap: /, '') || 'bubblewrap ended without a word',
		remedy: facts.isSelinuxEnforcing ? selinuxRecords : 'See what is missing with: skilllite doctor',
	};
}

interface Cause {
	readonly pattern: RegExp;
	readonly explain: (facts: HostFacts) => Explanation;
}

const causes: readonly Cause[] = [
	{pattern: /old file caps config/i, explain: fileCapabilities},
	{pattern: /setuid mode|Unexpected setuid user/i, explain: setuid},
	{pattern: /Unknown option/i, explain: tooOld},
	{pattern: /nesting depth|max_\w+_namespaces|ENOSPC|No space left/i, explain: noFurtherNamespaces},
	{pattern: /setting up uid map: (?:Permission denied|Operation not permitted)|Failed RTM_NEWADDR/i, explain: restricted},
	{
		pattern: /No permissions to create new namespace|Creating new namespace failed|unprivileged user namespaces/i,
		explain: noNamespaces,
	},
	{
		pattern: /Failed to make \/ slave|Can't mount|(?:Can't (?:bind |re)mount|Failed to mount).*(?:denied|not permitted)/i,
		explain: noMounts,
	},
];

function setuid(facts: HostFacts): Explanation {
	const steps = [namespaceSwitch(facts), asRoot(facts, `chmod u-s ${facts.bubblewrap?.path ?? '/usr/bin/bwrap'}`)];
	return {
		cause: 'this bubblewrap is set-user-ID, and then refuses what a strict sandbox needs',
		remedy: `Let it be an ordinary program: ${steps.filter(step => step !== undefined).join(' && ')}`,
	};
}

function fileCapabilities(facts: HostFacts): Explanation {
	return {
		cause: 'this bubblewrap has capabilities of its own, and then refuses to run',
		remedy: `Take them away: ${asRoot(facts, `setcap -r ${facts.bubblewrap?.path ?? '/usr/bin/bwrap'}`)}`,
	};
}

function tooOld(facts: HostFacts): Explanation {
	return {
		cause: 'this bubblewrap is older than 0.5',
		remedy: `Bring it up to date, to 0.8 if there is one: ${upgradeCommand('bubblewrap', facts)}. Where the release has no newer one, upgrade the release`,
	};
}

function noFurtherNamespaces(facts: HostFacts): Explanation {
	return {
		cause: 'no further user namespaces are allowed here',
		remedy:
			facts.settings.max_user_namespaces === '0'
				? `Allow them: ${namespaceSwitch(facts)}`
				: 'Start skilllite outside of the other sandbox that it is in; if it is in none, raise the limit: ' +
					asRoot(facts, 'sysctl -w user.max_user_namespaces=15000'),
	};
}

/** Namespaces are made, and of no use. */
function restricted(facts: HostFacts): Explanation {
	return facts.container === undefined
		? {cause: 'AppArmor does not let bubblewrap create user namespaces', remedy: appArmorProfile(facts)}
		: {cause: 'the container does not let bubblewrap set up a user namespace', remedy: containerProfile(facts, facts.container)};
}

function noNamespaces(facts: HostFacts): Explanation {
	const cause = 'this kernel or container does not allow user namespaces';
	const setting = namespaceSwitch(facts);
	if (facts.container !== undefined) {
		return {cause, remedy: containerProfile(facts, facts.container)};
	}

	if (setting !== undefined) {
		return {cause, remedy: `Allow them: ${setting}`};
	}

	if (wslVersion(facts.kernel) === 2 && !isKernelSince(facts.kernel, 5, 15)) {
		return {cause: 'the kernel of this WSL 2 is older than 5.15', remedy: 'Renew it in a Windows terminal: wsl.exe --update'};
	}

	if (facts.settings.apparmor_restrict_unprivileged_userns === '1') {
		return {cause: 'AppArmor does not let bubblewrap create user namespaces', remedy: appArmorProfile(facts)};
	}

	return {
		cause,
		remedy: facts.isSelinuxEnforcing ? selinuxRecords : 'Start a kernel that was built with user namespaces (CONFIG_USER_NS)',
	};
}

function noMounts(facts: HostFacts): Explanation {
	const {container} = facts;
	if (container === undefined) {
		return {
			cause: 'mounting is forbidden here',
			remedy: facts.isSelinuxEnforcing ? selinuxRecords : 'See what is missing with: skilllite doctor',
		};
	}

	const option = facts.isSelinuxEnforcing ? 'label=disable' : 'apparmor=unconfined';
	return {
		cause: 'the container forbids mounting',
		remedy: `Start the container with: ${container} run --security-opt ${option}`,
	};
}

/** The command that turns user namespaces on where a setting has turned them off; undefined where none has. */
export function namespaceSwitch(facts: HostFacts): string | undefined {
	const {unprivileged_userns_clone: clone, max_user_namespaces: most} = facts.settings;
	const settings = [
		...(clone === '0' ? ['kernel.unprivileged_userns_clone=1'] : []),
		...(most === '0' ? ['user.max_user_namespaces=15000'] : []),
	];
	return settings.length === 0 ? undefined : asRoot(facts, `sysctl -w ${settings.join(' ')}`);
}

// Ubuntu has the profile since 23.10 among the extra ones, and loads it by itself since 25.04. It names /usr/bin/bwrap.
function appArmorProfile(facts: HostFacts): string {
	const name = 'bwrap-userns-restrict';
	const reload = asRoot(facts, `apparmor_parser -r /etc/apparmor.d/${name}`);
	const ids = distributionIds(facts.osRelease);
	if (!ids.includes('ubuntu') && !ids.includes('debian')) {
		return `Load the AppArmor profile ${name} for /usr/bin/bwrap: ${reload}`;
	}

	const isThere = ids[0] === 'ubuntu' && Number(/^VERSION_ID="?([\d.]+)/m.exec(facts.osRelease)?.[1]) >= 25.04;
	const copy = asRoot(facts, `install -m 644 /usr/share/apparmor/extra-profiles/${name} /etc/apparmor.d/`);
	const steps = isThere ? [reload] : [installCommand('apparmor-profiles', facts), copy, reload];
	return `Load the profile for /usr/bin/bwrap: ${steps.join(' && ')}`;
}

function containerProfile(facts: HostFacts, container: 'docker' | 'podman'): string {
	const label = facts.isSelinuxEnforcing ? ' --security-opt label=disable' : '';
	return `Start the container with a seccomp profile that also allows clone, clone3, unshare, mount, umount2 and pivot_root: ${container} run --security-opt seccomp=profile.json${label}. Not with --privileged, which takes the container's own walls away`;
}

const selinuxRecords = 'See what SELinux refused with: sudo ausearch -m avc -ts recent';

/** What would turn Landlock on; null where that is not known. */
export function landlockRemedy(facts: HostFacts): string | null {
	if (!isKernelSince(facts.kernel, 5, 13)) {
		return 'Linux 5.13 or later has Landlock.';
	}

	const isOff = facts.modules.length > 0 && !facts.modules.includes('landlock');
	return isOff ? `Start the kernel with: lsm=landlock,${facts.modules.join(',')}` : null;
}

function asRoot({isRoot}: HostFacts, command: string): string {
	return isRoot ? command : `sudo ${command}`;
}
