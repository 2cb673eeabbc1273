/**
The argument list of bwrap for one run, and nothing else: pure.

Order matters to bwrap: it works through its options from left to right, so the
root is closed (0111, read-only) after everything has been put into it.
*/

export interface Mount {
	/** On the host. */
	readonly source: string;
	/** In the sandbox. */
	readonly target: string;
	readonly writable?: boolean;
}

export interface BubblewrapFeatures {
	/** bwrap >= 0.8; without it the system-call filter alone forbids namespaces. */
	readonly disableUserns: boolean;
	/** bwrap >= 0.7; without it scratch has no size limit of its own. */
	readonly size: boolean;
}

export interface BubblewrapPlan {
	readonly features: BubblewrapFeatures;
	readonly mounts: readonly Mount[];
	/** Links in the root, for example lib -> usr/lib. */
	readonly links: readonly {readonly path: string; readonly to: string}[];
	/** Folders to hide behind an empty file system, inside the sandbox. */
	readonly covered: readonly string[];
	readonly scratchBytes: number;
	readonly launcher: string;
}

/** Where the launcher is inside the sandbox. */
export const launcherPath = '/run/launch';

/** Arguments for bwrap, without its own name. */
export function bubblewrapArguments(plan: BubblewrapPlan): readonly string[] {
	const {features} = plan;
	return [
		'--unshare-all',
		'--unshare-user',
		...(features.disableUserns ? ['--disable-userns'] : []),
		'--as-pid-1',
		'--die-with-parent',
		'--new-session',
		'--clearenv',
		...['--hostname', 'sandbox', '--uid', '65534', '--gid', '65534', '--cap-drop', 'ALL'],
		...plan.mounts.flatMap(mount => [mount.writable ? '--bind' : '--ro-bind', mount.source, mount.target]),
		...plan.covered.flatMap(path => ['--tmpfs', path, '--remount-ro', path]),
		...['--ro-bind', plan.launcher, launcherPath],
		...plan.links.flatMap(link => ['--symlink', link.to, link.path]),
		// Without a size of its own it would take all memory: then scratch is one of the mounts.
		...(features.size ? ['--size', String(plan.scratchBytes), '--tmpfs', '/work'] : []),
		...['--dev', '/dev', '--remount-ro', '/dev'],
		...['--chmod', '0111', '/', '--remount-ro', '/'],
		...['--chdir', '/work'],
		'--',
		launcherPath,
	];
}
