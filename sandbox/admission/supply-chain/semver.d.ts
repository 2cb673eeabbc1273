/** The few parts of semver 7 (CommonJS, without types of its own) that `versions.ts` uses. */
declare module 'semver/functions/compare.js' {
	export default function compare(a: string, b: string, loose?: boolean): -1 | 0 | 1;
}
declare module 'semver/functions/satisfies.js' {
	export default function satisfies(version: string, range: string, options?: {includePrerelease?: boolean; loose?: boolean}): boolean;
}
declare module 'semver/functions/valid.js' {
	export default function valid(version: string, loose?: boolean): string | null;
}
declare module 'semver/ranges/min-version.js' {
	export default function minVersion(range: string, loose?: boolean): {readonly version: string} | null;
}
declare module 'semver/ranges/valid.js' {
	export default function validRange(range: string, loose?: boolean): string | null;
}
