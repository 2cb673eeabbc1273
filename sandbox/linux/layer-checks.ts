/** What each layer of the sandbox on Linux is like here, for a person: pass, or what is missing and what to do about it. Pure. */

import {backendGaps} from '../backend-gaps.ts';
import type {Check} from '../check.ts';
import type {Layers} from '../envelope.ts';
import type {Capabilities} from './capabilities.ts';
import type {HostFacts} from './host-facts.ts';
import {upgradeCommand} from './install-command.ts';
import {landlockRemedy, namespaceSwitch} from './remedies.ts';

/** The layers that were in force in a run. */
export function layerChecks(layers: Layers, capabilities: Capabilities, facts: HostFacts): readonly Check[] {
	const {backend} = capabilities;
	const gaps = backendGaps(backend);
	const because = capabilities.backend === 'landlock' ? capabilities.because : undefined;
	return [
		gaps.length === 0 ? passed('backend', `${backend}, nothing missing`) : warned('backend', `${backend}: ${gaps.join('; ')}`),
		layers.userns
			? passed('namespaces', 'user, mount, process, network, IPC, host name')
			: warned('namespaces', because?.cause ?? 'off', because?.remedy),
		layers.seccomp ? passed('seccomp', 'default deny, one exec') : failed('seccomp', 'off'),
		layers.notify
			? passed('denial records', 'denied system calls are counted')
			: warned(
					'denial records',
					'denied system calls are refused but not counted',
					'For counting: Linux 5.6 or later, and no other filter with a listener around skilllite.',
				),
		layers.landlock === false
			? warned('landlock', 'off; namespaces and seccomp hold without it', landlockRemedy(facts))
			: passed('landlock', `ABI ${layers.landlock}`),
		cgroupCheck(layers.cgroup),
	];
}

/** The same where no run came about: what the kernel says of itself, and for the rest that it is not known. */
export function layersWithoutRun(facts: HostFacts): readonly Check[] {
	const setting = namespaceSwitch(facts);
	return [
		setting === undefined
			? skipped('namespaces', facts.settings.apparmor_restrict_unprivileged_userns === '1' ? 'restricted by AppArmor' : unknown)
			: failed('namespaces', 'switched off by a setting of the kernel', `Allow them: ${setting}`),
		facts.modules.includes('landlock')
			? passed('landlock', 'on in this kernel')
			: warned('landlock', facts.modules.length === 0 ? unknown : 'off in this kernel', landlockRemedy(facts)),
		skipped('seccomp', unknown),
		skipped('cgroup', unknown),
	];
}

const unknown = 'not known without a strict run';

/** A bubblewrap that works, and what it lacks; `version` is its own word. */
export function bubblewrapCheck(version: string, path: string, capabilities: Capabilities | undefined, facts: HostFacts): Check {
	const features = capabilities?.backend === 'bwrap' ? capabilities.features : {disableUserns: true, size: true};
	const missing = [
		...(features.disableUserns ? [] : ['the system-call filter alone forbids further namespaces']),
		...(features.size ? [] : ['scratch is a watched folder']),
	];
	if (missing.length > 0) {
		return warned('bubblewrap', `${version} at ${path}, older than 0.8: ${missing.join('; ')}`, upgradeCommand('bubblewrap', facts));
	}

	return facts.bubblewrap?.isSetuid && facts.bubblewrap.path === path
		? warned('bubblewrap', `${version} at ${path}, set-user-ID, which it need not be`, `${facts.isRoot ? '' : 'sudo '}chmod u-s ${path}`)
		: passed('bubblewrap', `${version} at ${path}`);
}

function cgroupCheck(version: Layers['cgroup']): Check {
	return version === false
		? warned(
				'cgroup',
				'no group with memory and tasks can be made here: each process is held by rlimits, all together by the meter',
				'For a kernel bound on whole runs: systemd-run --user --scope -p Delegate=yes skilllite, or start it as root.',
			)
		: passed('cgroup', `${version}: memory and tasks of a whole run`);
}

function passed(name: string, detail: string): Check {
	return {name, state: 'pass', detail, remedy: null};
}

function warned(name: string, detail: string, remedy: string | null = null): Check {
	return {name, state: 'warn', detail, remedy};
}

function failed(name: string, detail: string, remedy: string | null = null): Check {
	return {name, state: 'fail', detail, remedy};
}

function skipped(name: string, detail: string): Check {
	return {name, state: 'skip', detail, remedy: null};
}
