import {expect, test} from 'vitest';
import {type BubblewrapPlan, bubblewrapArguments} from '../../../sandbox/linux/bubblewrap.ts';

const plan: BubblewrapPlan = {
	features: {disableUserns: true, size: true},
	mounts: [
		{source: '/usr/lib/x86_64-linux-gnu', target: '/usr/lib/x86_64-linux-gnu'},
		{source: '/cache/snapshot', target: '/skill'},
		{source: '/home/a/project/out', target: '/workspace/out', writable: true},
	],
	links: [{path: '/lib64', to: 'usr/lib64'}],
	covered: ['/workspace/out/.ssh'],
	scratchBytes: 1024,
	launcher: '/package/launch',
};

test('the whole argument list of a run is this', () => {
	expect(bubblewrapArguments(plan).join(' ').replaceAll(' --', '\n--')).toBe(
		[
			'--unshare-all',
			'--unshare-user',
			'--disable-userns',
			'--as-pid-1',
			'--die-with-parent',
			'--new-session',
			'--clearenv',
			'--hostname sandbox',
			'--uid 65534',
			'--gid 65534',
			'--cap-drop ALL',
			'--ro-bind /usr/lib/x86_64-linux-gnu /usr/lib/x86_64-linux-gnu',
			'--ro-bind /cache/snapshot /skill',
			'--bind /home/a/project/out /workspace/out',
			'--tmpfs /workspace/out/.ssh',
			'--remount-ro /workspace/out/.ssh',
			'--ro-bind /package/launch /run/launch',
			'--symlink usr/lib64 /lib64',
			'--size 1024',
			'--tmpfs /work',
			'--dev /dev',
			'--remount-ro /dev',
			'--chmod 0111 /',
			'--remount-ro /',
			'--chdir /work',
			'-- /run/launch',
		].join('\n'),
	);
});

test('only a granted folder is bound writable', () => {
	const writable = bubblewrapArguments(plan).flatMap((word, index, words) => (word === '--bind' ? [words[index + 2]] : []));
	expect(writable).toEqual(['/workspace/out']);
});

test('an older bwrap is not given options that it does not know', () => {
	const words = bubblewrapArguments({...plan, features: {disableUserns: false, size: false}});
	expect(words).not.toContain('--disable-userns');
	expect(words).not.toContain('--size');
	expect(words).toContain('--unshare-user');
});

test('the root is closed after everything has been put into it', () => {
	const words = bubblewrapArguments(plan);
	expect(words.lastIndexOf('--ro-bind')).toBeLessThan(words.indexOf('--chmod'));
	expect(words.slice(words.indexOf('--chmod'))).toEqual([
		'--chmod',
		'0111',
		'/',
		'--remount-ro',
		'/',
		'--chdir',
		'/work',
		'--',
		'/run/launch',
	]);
});
