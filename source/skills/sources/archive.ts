import {closeSync, fstatSync, openSync, readFileSync} from 'node:fs';
import {mostArchiveBytes, refused, writeEntries} from './entries.ts';
import {readTar} from './tar.ts';
import {readZip} from './zip.ts';

/**
Unpack a zip or tar file, told by its first bytes, into a new folder.

Throws a SkillError for an archive that is damaged, too large, or reaches out of the folder: then nothing is written.
Archives inside it stay files.
*/
export function unpackArchive(bytes: Buffer, folder: string): void {
	if (bytes.length > mostArchiveBytes) {
		throw refused('it is larger than 50 MB');
	}

	const isZip = bytes.length >= 4 && bytes.toString('latin1', 0, 2) === 'PK';
	writeEntries(isZip ? readZip(bytes) : readTar(bytes), folder);
}

/** The bytes of an archive file, which must not be larger than one may be. */
export function readArchive(path: string): Buffer {
	const fd = openSync(path, 'r');
	try {
		if (fstatSync(fd).size > mostArchiveBytes) {
			throw refused('it is larger than 50 MB');
		}

		return readFileSync(fd);
	} finally {
		closeSync(fd);
	}
}
