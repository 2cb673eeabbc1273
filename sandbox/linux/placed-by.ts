import type {Mount} from './bubblewrap.ts';

/** There is no file tree of its own: each path is where its mount would come from. The innermost mount decides. */
export function placedBy(mounts: readonly Mount[]): (path: string) => string {
	const innermost = mounts.toSorted((a, b) => b.target.length - a.target.length);
	return path => {
		const mount = innermost.find(({target}) => path === target || path.startsWith(`${target}/`));
		return mount === undefined ? path : mount.source + path.slice(mount.target.length);
	};
}
