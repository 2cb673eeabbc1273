import {expect, test} from 'vitest';
import {explainFailure, installCommand} from '../../../sandbox/linux/remedies.ts';

const sudo = process.getuid?.() === 0 ? '' : 'sudo ';

test.each([
	['ID=debian\n', 'apt-get install -y bubblewrap'],
	['NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n', 'apt-get install -y bubblewrap'],
	['ID=somebuntu\nID_LIKE="ubuntu debian"\n', 'apt-get install -y bubblewrap'],
	['ID="fedora"\n', 'dnf install -y bubblewrap'],
	['ID="rocky"\nID_LIKE="rhel centos fedora"\n', 'dnf install -y bubblewrap'],
	['ID=arch\n', 'pacman -S --noconfirm bubblewrap'],
	['ID=alpine\n', 'apk add bubblewrap'],
	['ID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"\n', 'zypper install -y bubblewrap'],
])('the command to install a package fits the distribution %j', (osRelease, command) => {
	expect(installCommand('bubblewrap', osRelease)).toBe(`${sudo}${command}`);
});

test('an unknown distribution gets a sentence and no wrong command', () => {
	expect(installCommand('bubblewrap', 'ID=plan9\n')).toBe('your package manager: install bubblewrap');
	expect(installCommand('bubblewrap', '')).toBe('your package manager: install bubblewrap');
});

test.each([
	['bwrap: No permissions to create new namespace, likely because the kernel does not allow it', /does not allow user namespaces/],
	['bwrap: Creating new namespace failed: Operation not permitted', /does not allow user namespaces/],
	['bwrap: setting up uid map: Permission denied', /AppArmor/],
	['bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted', /AppArmor/],
	[
		'bwrap: Creating new namespace failed: nesting depth or /proc/sys/user/max_*_namespaces exceeded (ENOSPC)',
		/no further user namespaces/,
	],
	["bwrap: Can't mount proc on /newroot/proc: Operation not permitted", /forbids mounting/],
	['bwrap: Failed to make / slave: Permission denied', /forbids mounting/],
	['bwrap: Unknown option --disable-userns', /older than/],
])('bwrap saying %j is explained, with a remedy', (stderr, cause) => {
	const explained = explainFailure(stderr);
	expect(explained.cause).toMatch(cause);
	expect(explained.remedy.length).toBeGreaterThan(20);
});

test('words that nobody foresaw are given as they are, on one line', () => {
	expect(explainFailure('bwrap: Something new\nand more\n')).toEqual({
		cause: 'Something new',
		remedy: 'See what is missing with: skilllite doctor',
	});
	expect(explainFailure('').cause).toBe('bubblewrap ended without a word');
});
