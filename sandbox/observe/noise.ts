/** What an interpreter, the C library and shell programs do by themselves once a script runs, so that a report is of the skill alone. */

import {interpreterFor} from '../linux/interpreters.ts';
import {systemLibraries} from '../linux/libraries.ts';
import {isSecretFile, isSecretFolder} from '../linux/secret-names.ts';
import type {Script} from '../manifest/manifest.ts';
import type {Limits} from '../policy.ts';
import type {Attempt, Observation} from './attempts.ts';

type IsNoise = (attempt: Attempt) => boolean;

/** Read, or asked about, by ordinary programs; nothing of it is in the sandbox but what the sandbox put there. */
const ordinary = [
	/^\/(?:usr\/)?(?:lib|lib32|lib64|libx32)(?:\/|$)/,
	/^\/usr\/(?:local\/)?(?:lib|share)(?:\/|$)/,
	/^\/etc\/(?:ld\.so\..*|localtime|timezone|nsswitch\.conf|resolv\.conf|hosts|host\.conf|gai\.conf|services|protocols|mime\.types)$/,
	/^\/etc\/(?:os-release|lsb-release|debian_version|inputrc|gitconfig|selinux|ssl|pki|crypto-policies|terminfo)(?:\/|$)/,
	/^\/proc\/(?:self|thread-self)\/(?:maps|smaps|cgroup|exe|stat|statm|status|fd|mountinfo|mounts|auxv|task|comm|ns|oom_score_adj)(?:\/|$)/,
	/^\/proc\/(?:meminfo|cpuinfo|stat|version|version_signature|filesystems|mounts|loadavg|uptime)$/,
	/^\/proc\/sys\/(?:vm|kernel)\/(?:overcommit_memory|cap_last_cap|osrelease|ostype|ngroups_max|pid_max|threads-max)$/,
	/^\/sys\/(?:devices\/system\/(?:cpu|node)|fs\/(?:cgroup|selinux)|kernel\/mm)(?:\/|$)|^\/selinux$/,
	/^\/(?:dev|work|skill|run|proc|sys|tmp|usr|usr\/bin|usr\/local|opt)?$/,
	/^\/run\/(?:certificates\.pem|launch)$/,
	// Node's search for the nearest package.
	/^(?:\/skill)?\/(?:package\.json|node_modules)(?:\/|$)/,
];
const devices = /^\/dev\/(?:null|zero|full|random|urandom|tty|stdin|stdout|stderr|fd(?:\/\d+)?)$/;
/** Of the user's own settings, for which programs look in the home folder: here, scratch. */
const settings = /^\/work\/\./;

const usersAndGroups = /^\/etc\/(?:passwd|group)$/;
const closeOnExec = 0o2_000_000;

export interface ObservedScript {
	readonly script: Script;
	readonly limits: Limits;
	readonly observation: Observation;
}

/** A test for the attempts of one run; it looks at all of them first, since what is noise depends on what came with it. */
export function noiseOf({script, limits, observation: {attempts}}: ObservedScript): IsNoise {
	const interpreter = interpreterFor({runtime: script.runtime, typescript: script.typescript, limits, programs: []});
	const own = [...interpreter.mounts, ...systemLibraries().mounts].map(({target}) => target);
	const looksUpNames = script.runtime === 'bash' || attempts.some(({target}) => target === '/etc/nsswitch.conf');
	return ({kind, target, call, flags}) => {
		if (devices.test(target)) {
			return true;
		}

		if (kind === 'network') {
			// The C library asks which addresses this machine has before it orders those of another.
			return call === 'socket' && target.startsWith('netlink ');
		}

		if (kind !== 'read' && kind !== 'look') {
			return false;
		}

		// A library that wants the name of a user closes the file for what it starts; a program that shows it does not.
		const isLookUp = usersAndGroups.test(target) && looksUpNames && (flags & closeOnExec) !== 0;
		const isOwn = own.some(path => target === path || target.startsWith(`${path}/`));
		return isLookUp || isOwn || ordinary.some(pattern => pattern.test(target)) || (settings.test(target) && !isSecretPath(target));
	};
}

/** Whether a path leads to what goes by the name of a key or credential. */
export function isSecretPath(path: string): boolean {
	const parts = path.split('/');
	return parts.some((part, index) => isSecretFolder(part, parts[index - 1] ?? '')) || isSecretFile(parts.at(-1) ?? '');
}
