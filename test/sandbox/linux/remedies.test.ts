import {expect, test} from 'vitest';
import {type HostFacts, isKernelSince, readHostFacts, wslVersion} from '../../../sandbox/linux/host-facts.ts';
import {explainFailure, landlockRemedy} from '../../../sandbox/linux/remedies.ts';

const debian = 'ID=debian\nVERSION_ID="12"\n';
const ubuntu24 = 'NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\nVERSION_ID="24.04"\n';
const settings = {max_user_namespaces: '63000', unprivileged_userns_clone: '', apparmor_restrict_unprivileged_userns: ''};
const facts: HostFacts = {
	osRelease: debian,
	isRoot: false,
	platform: 'linux',
	kernel: '6.12.0-amd64',
	settings,
	modules: ['lockdown', 'capability', 'landlock', 'yama'],
	isSelinuxEnforcing: false,
	container: undefined,
	bubblewrap: {path: '/usr/bin/bwrap', isSetuid: false},
};

const noPermissions =
	'bwrap: No permissions to create new namespace, likely because the kernel does not allow non-privileged user namespaces. See <https://deb.li/bubblewrap>';
const notPermitted = 'bwrap: Creating new namespace failed: Operation not permitted';
const uidMap = 'bwrap: setting up uid map: Permission denied';
const loopback = 'bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted';
const nested = 'bwrap: Creating new namespace failed: nesting depth or /proc/sys/user/max_*_namespaces exceeded (ENOSPC)';
const mountProc = "bwrap: Can't mount proc on /newroot/proc: Operation not permitted";
const slave = 'bwrap: Failed to make / slave: Permission denied';
const bind = "bwrap: Can't bind mount /oldroot/usr/lib on /newroot/usr/lib: Permission denied";

test.each<[string, Partial<HostFacts>, RegExp, string]>([
	[noPermissions, {}, /does not allow user namespaces/, 'Start a kernel that was built with user namespaces (CONFIG_USER_NS)'],
	[
		noPermissions,
		{settings: {...settings, unprivileged_userns_clone: '0'}},
		/does not allow user namespaces/,
		'Allow them: sudo sysctl -w kernel.unprivileged_userns_clone=1',
	],
	[
		noPermissions,
		{settings: {...settings, unprivileged_userns_clone: '0', max_user_namespaces: '0'}, isRoot: true},
		/does not allow user namespaces/,
		'Allow them: sysctl -w kernel.unprivileged_userns_clone=1 user.max_user_namespaces=15000',
	],
	[
		nested,
		{settings: {...settings, max_user_namespaces: '0'}},
		/no further user namespaces/,
		'Allow them: sudo sysctl -w user.max_user_namespaces=15000',
	],
	[
		nested,
		{},
		/no further user namespaces/,
		'Start skilllite outside of the other sandbox that it is in; if it is in none, raise the limit: sudo sysctl -w user.max_user_namespaces=15000',
	],
	...[uidMap, loopback].map((stderr): [string, Partial<HostFacts>, RegExp, string] => [
		stderr,
		{osRelease: ubuntu24},
		/AppArmor/,
		'Load the profile for /usr/bin/bwrap: sudo apt-get install -y apparmor-profiles && sudo install -m 644 /usr/share/apparmor/extra-profiles/bwrap-userns-restrict /etc/apparmor.d/ && sudo apparmor_parser -r /etc/apparmor.d/bwrap-userns-restrict',
	]),
	[
		uidMap,
		{osRelease: ubuntu24.replace('24.04', '25.10'), isRoot: true},
		/AppArmor/,
		'Load the profile for /usr/bin/bwrap: apparmor_parser -r /etc/apparmor.d/bwrap-userns-restrict',
	],
	[
		notPermitted,
		{osRelease: 'ID=arch\n', settings: {...settings, apparmor_restrict_unprivileged_userns: '1'}},
		/AppArmor/,
		'Load the AppArmor profile bwrap-userns-restrict for /usr/bin/bwrap: sudo apparmor_parser -r /etc/apparmor.d/bwrap-userns-restrict',
	],
	...[noPermissions, notPermitted].map((stderr): [string, Partial<HostFacts>, RegExp, string] => [
		stderr,
		{container: 'docker'},
		/kernel or container/,
		"Start the container with a seccomp profile that also allows clone, clone3, unshare, mount, umount2 and pivot_root: docker run --security-opt seccomp=profile.json. Not with --privileged, which takes the container's own walls away",
	]),
	[
		uidMap,
		{container: 'podman', isSelinuxEnforcing: true},
		/container does not let/,
		"Start the container with a seccomp profile that also allows clone, clone3, unshare, mount, umount2 and pivot_root: podman run --security-opt seccomp=profile.json --security-opt label=disable. Not with --privileged, which takes the container's own walls away",
	],
	...[slave, mountProc, bind].map((stderr): [string, Partial<HostFacts>, RegExp, string] => [
		stderr,
		{container: 'docker'},
		/container forbids mounting/,
		'Start the container with: docker run --security-opt apparmor=unconfined',
	]),
	[
		slave,
		{container: 'podman', isSelinuxEnforcing: true},
		/forbids mounting/,
		'Start the container with: podman run --security-opt label=disable',
	],
	[
		bind,
		{isSelinuxEnforcing: true, osRelease: 'ID=fedora\n'},
		/mounting is forbidden/,
		'See what SELinux refused with: sudo ausearch -m avc -ts recent',
	],
	[bind, {}, /mounting is forbidden/, 'See what is missing with: skilllite doctor'],
	[
		noPermissions,
		{isSelinuxEnforcing: true, osRelease: 'ID=fedora\n'},
		/user namespaces/,
		'See what SELinux refused with: sudo ausearch -m avc -ts recent',
	],
	[
		'bwrap: Unknown option --chmod',
		{},
		/older than 0\.5/,
		'Bring it up to date, to 0.8 if there is one: sudo apt-get install -y --only-upgrade bubblewrap. Where the release has no newer one, upgrade the release',
	],
	[
		'bwrap: Unknown option --clearenv',
		{osRelease: 'ID="rocky"\nID_LIKE="rhel centos fedora"\n', isRoot: true},
		/older than 0\.5/,
		'Bring it up to date, to 0.8 if there is one: dnf upgrade -y bubblewrap. Where the release has no newer one, upgrade the release',
	],
	[
		'bwrap: The --size option is not permitted in setuid mode',
		{},
		/set-user-ID/,
		'Let it be an ordinary program: sudo chmod u-s /usr/bin/bwrap',
	],
	[
		'bwrap: Unexpected setuid user 1000, should be 0',
		{settings: {...settings, unprivileged_userns_clone: '0'}, bubblewrap: {path: '/opt/bin/bwrap', isSetuid: true}},
		/set-user-ID/,
		'Let it be an ordinary program: sudo sysctl -w kernel.unprivileged_userns_clone=1 && sudo chmod u-s /opt/bin/bwrap',
	],
	[
		'bwrap: Unexpected capabilities but not setuid, old file caps config?',
		{bubblewrap: undefined},
		/capabilities of its own/,
		'Take them away: sudo setcap -r /usr/bin/bwrap',
	],
	[
		notPermitted,
		{kernel: '4.4.0-19041-Microsoft'},
		/WSL 1/,
		'Convert this distribution in a Windows terminal, with its name: wsl.exe --set-version <name> 2',
	],
	[
		'',
		{kernel: '4.4.0-19041-Microsoft'},
		/WSL 1/,
		'Convert this distribution in a Windows terminal, with its name: wsl.exe --set-version <name> 2',
	],
	[notPermitted, {kernel: '5.10.102.1-microsoft-standard-WSL2'}, /older than 5\.15/, 'Renew it in a Windows terminal: wsl.exe --update'],
	[
		notPermitted,
		{kernel: '6.6.36.3-microsoft-standard-WSL2'},
		/does not allow user namespaces/,
		'Start a kernel that was built with user namespaces (CONFIG_USER_NS)',
	],
])('bwrap saying %j on %j is explained, with the remedy for that machine', (stderr, special, cause, remedy) => {
	const explained = explainFailure(stderr, {...facts, ...special});
	expect(explained.cause).toMatch(cause);
	expect(explained.remedy).toBe(remedy);
	expect(explained.cause + explained.remedy).not.toMatch(/\n|apparmor_restrict_unprivileged_userns=0|--security-opt seccomp=unconfined/);
});

test('words that nobody foresaw are given as they are, on one line', () => {
	expect(explainFailure('bwrap: Something new\nand more\n', facts)).toEqual({
		cause: 'Something new',
		remedy: 'See what is missing with: skilllite doctor',
	});
	expect(explainFailure('', facts).cause).toBe('bubblewrap ended without a word');
});

test.each([
	[{}, null],
	[{modules: []}, null],
	[{kernel: '5.10.0-28-amd64', modules: []}, 'Linux 5.13 or later has Landlock.'],
	[{modules: ['lockdown', 'yama']}, 'Start the kernel with: lsm=landlock,lockdown,yama'],
] satisfies [Partial<HostFacts>, string | null][])('Landlock missing on %j has the remedy %j', (special, remedy) => {
	expect(landlockRemedy({...facts, ...special})).toBe(remedy);
});

test.each([
	['4.4.0-19041-Microsoft', 1],
	['5.15.90.1-microsoft-standard-WSL2', 2],
	['6.12.0-amd64', undefined],
])('the kernel %s is of WSL %s', (kernel, version) => {
	expect(wslVersion(kernel)).toBe(version);
});

test('kernel versions compare as numbers', () => {
	expect(['5.9.1', '5.13.0-rc1', '5.15', '6.1', '10.0'].map(kernel => isKernelSince(kernel, 5, 13))).toEqual([
		false,
		true,
		true,
		true,
		true,
	]);
});

test('the facts of this machine can be read', () => {
	expect(readHostFacts()).toMatchObject({platform: process.platform, isRoot: process.getuid?.() === 0});
});
