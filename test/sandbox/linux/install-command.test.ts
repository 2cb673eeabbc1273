import {expect, test} from 'vitest';
import {installCommand, upgradeCommand} from '../../../sandbox/linux/install-command.ts';

test.each([
	['ID=debian\n', 'apt-get install -y bubblewrap', 'apt-get install -y --only-upgrade bubblewrap'],
	['NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n', 'apt-get install -y bubblewrap', 'apt-get install -y --only-upgrade bubblewrap'],
	['ID=somebuntu\nID_LIKE="ubuntu debian"\n', 'apt-get install -y bubblewrap', 'apt-get install -y --only-upgrade bubblewrap'],
	['ID="fedora"\n', 'dnf install -y bubblewrap', 'dnf upgrade -y bubblewrap'],
	['ID="rocky"\nID_LIKE="rhel centos fedora"\n', 'dnf install -y bubblewrap', 'dnf upgrade -y bubblewrap'],
	['ID=arch\n', 'pacman -S --noconfirm bubblewrap', 'pacman -Syu --noconfirm bubblewrap'],
	['ID=alpine\n', 'apk add bubblewrap', 'apk add -u bubblewrap'],
	["ID='opensuse-tumbleweed'\nID_LIKE='opensuse suse'\n", 'zypper install -y bubblewrap', 'zypper update -y bubblewrap'],
])('the commands for a package fit the distribution %j, and who asks', (osRelease, install, upgrade) => {
	const user = {osRelease, isRoot: false, platform: 'linux'} as const;
	expect([installCommand('bubblewrap', user), upgradeCommand('bubblewrap', user)]).toEqual([`sudo ${install}`, `sudo ${upgrade}`]);
	expect(installCommand('bubblewrap', {...user, isRoot: true})).toBe(install);
});

test('NixOS and a Mac need no root', () => {
	expect(installCommand('bubblewrap', {osRelease: 'ID=nixos\n', isRoot: false, platform: 'linux'})).toBe('nix-env -iA nixos.bubblewrap');
	expect(installCommand('git', {osRelease: '', isRoot: false, platform: 'darwin'})).toBe('brew install git');
});

test('an unknown distribution gets a sentence and no wrong command', () => {
	const nowhere = {isRoot: false, platform: 'linux'} as const;
	expect(installCommand('bubblewrap', {...nowhere, osRelease: 'ID=plan9\n'})).toBe('your package manager: install bubblewrap');
	expect(installCommand('bubblewrap', {...nowhere, osRelease: ''})).toBe('your package manager: install bubblewrap');
});
