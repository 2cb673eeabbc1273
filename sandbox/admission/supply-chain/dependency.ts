/** What the readers of package files and install commands find. Every text in it is untrusted. */

import type {Place} from '../parse/code.ts';

export const ecosystems = ['PyPI', 'npm'] as const;

/** As OSV spells them. */
export type Ecosystem = (typeof ecosystems)[number];

/** What is wanted of a package: `exact` and `range` say so in `text`, `direct` comes from the address in `text`. */
export interface Requirement {
	readonly kind: 'exact' | 'range' | 'any' | 'direct';
	/** As the ecosystem writes it (`==2.31.0`, `^4.17`), an address, or empty for any version. */
	readonly text: string;
}

export interface Dependency {
	readonly kind: 'dependency';
	readonly ecosystem: Ecosystem;
	/** In its normal form; empty for an address that names no package. */
	readonly name: string;
	readonly requirement: Requirement;
	/** A package file, a command that somebody is told to run, or a sentence. */
	readonly origin: 'manifest' | 'command' | 'prose';
}

/** A place where packages come from instead of the ecosystem's own index. */
export interface PackageIndex {
	readonly kind: 'index';
	readonly url: string;
}

/** A command that a package manager runs by itself while it installs. */
export interface LifecycleScript {
	readonly kind: 'lifecycle';
	readonly name: string;
	readonly command: string;
}

/** A package file, or a line of it, that cannot be understood. */
export interface Unreadable {
	readonly kind: 'unreadable';
	/** As a phrase. */
	readonly why: string;
}

export type PackageFact = Dependency | PackageIndex | LifecycleScript | Unreadable;

/** A fact and where it stands; without a place it is about the whole file. */
export type Found = PackageFact & {readonly place: Place | undefined};

/** The name that all spellings of one package share: PEP 503 for Python; npm tells capitals apart. */
export function normalName(ecosystem: Ecosystem, name: string): string {
	return ecosystem === 'PyPI' ? name.toLowerCase().replaceAll(/[-_.]+/g, '-') : name;
}

/** The version of an exact requirement, else undefined. */
export function exactVersion({kind, text}: Requirement): string | undefined {
	return kind === 'exact' ? text.replace(/^[=v\s]+/, '') : undefined;
}
