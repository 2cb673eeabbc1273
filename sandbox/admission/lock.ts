/**
`.skills/skilllite.lock`: what each installed skill was when it was admitted.

It pins, it never grants: a project that is cloned cannot bring its own consent.
*/

import {writeFileAtomically} from '../base/atomic-file.ts';
import type {Sha256} from '../base/canonical-json.ts';
import {withFileLock} from '../base/file-lock.ts';
import type {Policy} from '../policy.ts';
import {compareMarks, type FileChanges, type FileMarks, fileMarks, parseMarks} from './file-marks.ts';
import type {Inventory} from './inventory.ts';
import {asHash, asList, asRecord, asText, parseFile, readJsonFile} from './json-file.ts';
import type {AdmissionReport} from './report.ts';
import {parseStoredPolicy} from './stored-policy.ts';

export interface Pin {
	/** As given to `add`, or `bundled`. */
	readonly source: string;
	/** Commit, version or archive hash of the source, where it has one. */
	readonly revision: string | null;
	readonly treeHash: Sha256;
	readonly files: FileMarks;
	/** Digest of the admission report. */
	readonly admission: Sha256;
	readonly asked: Policy;
	/** Resolved dependencies with their hashes, one requirement a line. */
	readonly dependencies: readonly string[];
	/** ISO time. */
	readonly lockedAt: string;
}

/** The pin of what was admitted now. */
export function admittedPin(inventory: Inventory, report: AdmissionReport, from: Pick<Pin, 'source' | 'revision' | 'dependencies'>): Pin {
	return {
		...from,
		treeHash: inventory.treeHash,
		files: fileMarks(inventory),
		admission: report.digest,
		asked: report.policy.asked,
		lockedAt: new Date().toISOString(),
	};
}

/** All pins by skill name; none when there is no file. Throws a ConfigError naming a file that cannot be used. */
export function readLock(lockPath: string): ReadonlyMap<string, Pin> {
	const value = readJsonFile(lockPath);
	if (value === undefined) {
		return new Map();
	}

	return parseFile(lockPath, () => {
		const {version, skills} = asRecord(value, 'the file');
		if (version !== 1) {
			throw new TypeError('version is not 1');
		}

		return new Map(Object.entries(asRecord(skills, 'skills')).map(([name, pin]) => [name, parsePin(pin, `skills.${name}`)]));
	});
}

/** The pin of one skill, or undefined: then it is new, not trusted. Throws as `readLock`. */
export function pinOf(lockPath: string, name: string): Pin | undefined {
	return readLock(lockPath).get(name);
}

/** Set or, with null, remove the pin of one skill; the others stay as they are. */
export function writePin(lockPath: string, name: string, pin: Pin | null): void {
	withFileLock(`${lockPath}.busy`, () => {
		const pins = new Map(readLock(lockPath));
		if (pin) {
			pins.set(name, pin);
		} else {
			pins.delete(name);
		}

		const skills = Object.fromEntries([...pins].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => [key, inOrder(value)]));
		writeFileAtomically(lockPath, `${JSON.stringify({version: 1, skills}, null, '\t')}\n`, 0o644);
	});
}

/** What a skill's folder differs in from its pin; `.` stands for a difference that no single file shows. All empty when nothing does. */
export function comparePin(pin: Pin, inventory: Inventory): FileChanges {
	const changes = compareMarks(pin.files, fileMarks(inventory));
	const isNamed = changes.added.length + changes.changed.length + changes.removed.length > 0;
	return pin.treeHash === inventory.treeHash || isNamed ? changes : {...changes, changed: ['.']};
}

function parsePin(value: unknown, key: string): Pin {
	const pin = asRecord(value, key);
	return {
		source: asText(pin.source, `${key}.source`),
		revision: pin.revision === null ? null : asText(pin.revision, `${key}.revision`),
		treeHash: asHash(pin.treeHash, `${key}.treeHash`),
		files: parseMarks(pin.files, `${key}.files`),
		admission: asHash(pin.admission, `${key}.admission`),
		asked: parseStoredPolicy(pin.asked),
		dependencies: asList(pin.dependencies, `${key}.dependencies`).map(item => asText(item, `${key}.dependencies`)),
		lockedAt: asText(pin.lockedAt, `${key}.lockedAt`),
	};
}

/** Always the same order of keys, so that a committed lock changes only where a skill did. */
function inOrder(pin: Pin): Pin {
	const {source, revision, treeHash, files, admission, asked, dependencies, lockedAt} = pin;
	const sorted = Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
	return {source, revision, treeHash, files: sorted, admission, asked, dependencies, lockedAt};
}
