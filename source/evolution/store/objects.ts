/** Immutable bytes under the name of their hash: `objects/ab/cdef…`. What does not hash to its name is not there. */

import {IntegrityError, type Sha256, sha256} from '../../../sandbox/index.ts';
import type {Artefact} from '../artefact.ts';
import type {Disk} from './disk.ts';
import {emptyHash, emptyManifest, type Manifest, manifestText, parseManifest} from './manifest.ts';

/** Write bytes, unless they are there, and read them back. */
export function writeObject(disk: Disk, text: string): Sha256 {
	const hash = sha256(text);
	const name = objectName(hash);
	if (disk.read(name)?.toString('utf8') !== text) {
		disk.replace(name, text);
	}

	readObject(disk, hash);
	return hash;
}

/** The bytes of a hash. Throws an IntegrityError when they are missing or changed. */
export function readObject(disk: Disk, hash: Sha256): string {
	const bytes = disk.read(objectName(hash));
	if (bytes === null || sha256(bytes) !== hash) {
		throw new IntegrityError(`Cannot use the object ${shortHash(hash)} of the evolution store: it is ${bytes ? 'changed' : 'missing'}.`, {
			hint: 'Go back to the last good state with: skilllite evolution rollback',
		});
	}

	return bytes.toString('utf8');
}

export function removeObject(disk: Disk, hash: Sha256): void {
	disk.remove(objectName(hash));
}

export function readManifestObject(disk: Disk, hash: Sha256): Manifest {
	return hash === emptyHash ? emptyManifest : parseManifest(readObject(disk, hash));
}

export function writeManifestObject(disk: Disk, manifest: Manifest): Sha256 {
	return Object.keys(manifest.entries).length === 0 ? emptyHash : writeObject(disk, manifestText(manifest));
}

/** The artefacts of a manifest, in its order. Throws an IntegrityError when one is missing, changed or under another's name. */
export function readArtefacts(disk: Disk, manifest: Manifest, parse: (value: unknown) => Artefact): readonly Artefact[] {
	return Object.entries(manifest.entries).map(([, {hash, label, meta}]) => {
		const artefact = parse(JSON.parse(readObject(disk, hash)));
		if (artefact.id !== meta.id || artefact.kind !== meta.kind || artefact.label !== label) {
			throw new IntegrityError(`Cannot use the object ${shortHash(hash)}: it is not the artefact that the manifest names.`);
		}

		return artefact;
	});
}

/** The first eight digits, as people read hashes. */
export function shortHash(hash: Sha256): string {
	return hash.slice('sha256:'.length, 'sha256:'.length + 8);
}

function objectName(hash: Sha256): string {
	const digits = hash.slice('sha256:'.length);
	return `objects/${digits.slice(0, 2)}/${digits.slice(2)}`;
}
