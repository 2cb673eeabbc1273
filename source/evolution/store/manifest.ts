/** Which artefacts hold: a sorted map of paths to hashes. Its own hash is the one word that `HEAD` says. Pure. */

import {canonicalJson, IntegrityError, type Sha256, sha256} from '../../../sandbox/index.ts';
import type {Label} from '../../core/events.ts';
import {isLabel} from '../../core/label.ts';
import type {Artefact, ArtefactKind} from '../artefact.ts';

export interface ManifestEntry {
	/** Of the artefact's canonical JSON. */
	readonly hash: Sha256;
	readonly label: Label;
	readonly meta: {readonly id: string; readonly kind: ArtefactKind};
}

export interface Manifest {
	readonly v: 1;
	/** By path: `rule/r-1a2b3c4d`. */
	readonly entries: Readonly<Record<string, ManifestEntry>>;
}

export const emptyManifest: Manifest = {v: 1, entries: {}};

/** The bytes of a manifest; keys are sorted, so equal sets have equal bytes on every machine. */
export function manifestText(manifest: Manifest): string {
	return canonicalJson(manifest);
}

export function manifestHash(manifest: Manifest): Sha256 {
	return sha256(manifestText(manifest));
}

/** The hash of the empty set, which every store holds without a file. */
export const emptyHash: Sha256 = manifestHash(emptyManifest);

/** An artefact's bytes as they are stored, reviewed and confirmed. */
export function artefactText(artefact: Artefact): string {
	return canonicalJson(artefact);
}

export function artefactHash(artefact: Artefact): Sha256 {
	return sha256(artefactText(artefact));
}

/** Where an artefact stands in a manifest. */
export function artefactPath({kind, id}: Pick<Artefact, 'kind' | 'id'>): string {
	return `${kind}/${id}`;
}

/**
The manifest with an artefact in it.

Throws an IntegrityError where another artefact's path differs from its own only by case or by the form of its
letters: the two would be one file on some systems.
*/
export function withArtefact(manifest: Manifest, artefact: Artefact): Manifest {
	const path = artefactPath(artefact);
	const twin = Object.keys(manifest.entries).find(other => other !== path && folded(other) === folded(path));
	if (twin !== undefined) {
		throw new IntegrityError('Cannot adopt the artefact: its name differs from an active one only by case or form of letters.');
	}

	const entry: ManifestEntry = {hash: artefactHash(artefact), label: artefact.label, meta: {id: artefact.id, kind: artefact.kind}};
	return {v: 1, entries: {...manifest.entries, [path]: entry}};
}

/** The manifest without the entries that `leaves` says to leave out. */
export function without(manifest: Manifest, leaves: (entry: ManifestEntry) => boolean): Manifest {
	return {v: 1, entries: Object.fromEntries(Object.entries(manifest.entries).filter(([, entry]) => !leaves(entry)))};
}

/** Read a manifest's bytes. Throws an IntegrityError for anything that `manifestText` would not write. */
export function parseManifest(text: string): Manifest {
	const manifest = readManifestText(text);
	if (manifest === null || manifestText(manifest) !== text) {
		throw new IntegrityError('Cannot read a manifest of the evolution store: it is damaged.');
	}

	return manifest;
}

const path = /^(rule|text|plan|skill)\/([rtps]-[0-9a-f]{8})$/;
const hash = /^sha256:[0-9a-f]{64}$/;

function readManifestText(text: string): Manifest | null {
	try {
		const value = JSON.parse(text) as {readonly v?: unknown; readonly entries?: unknown};
		if (value.v !== 1 || typeof value.entries !== 'object' || value.entries === null) {
			return null;
		}

		const entries = Object.entries(value.entries).map(([name, entry]) => [name, readEntry(name, entry)] as const);
		return entries.every(([, entry]) => entry !== null) ? ({v: 1, entries: Object.fromEntries(entries)} as Manifest) : null;
	} catch {
		// Not JSON, or null: damaged.
		return null;
	}
}

function readEntry(name: string, value: unknown): ManifestEntry | null {
	const [, kind, id] = path.exec(name) ?? [];
	const entry = value as {
		readonly hash?: unknown;
		readonly label?: unknown;
		readonly meta?: {readonly id?: unknown; readonly kind?: unknown};
	};
	if (kind === undefined || typeof entry !== 'object' || entry === null) {
		return null;
	}

	const isGood = typeof entry.hash === 'string' && hash.test(entry.hash) && isLabel(entry.label);
	return isGood && entry.meta?.id === id && entry.meta?.kind === kind ? (entry as ManifestEntry) : null;
}

function folded(name: string): string {
	return name.normalize('NFKC').toLowerCase();
}
