/** The shape of `consents.json`. */

import type {Sha256} from '../base/canonical-json.ts';
import {type Policy, policyDigest} from '../policy.ts';
import {type FileMarks, parseMarks} from './file-marks.ts';
import {asHash, asList, asRecord, assertPrivate, asText, parseFile, readJsonFile} from './json-file.ts';
import {parseStoredPolicy} from './stored-policy.ts';

export interface StoredConsent {
	readonly treeHash: Sha256;
	readonly policy: Policy;
	readonly policyDigest: Sha256;
	/** The worst that was accepted; nothing accepts `blocked`. */
	readonly verdict: 'clean' | 'confirm';
	readonly name: string;
	/** When a once-consent ends, in ms since 1970; null for one that stays. */
	readonly until: number | null;
}

/** What was approved last for a skill of a name, to show only the difference. */
export interface LastConsent {
	readonly treeHash: Sha256;
	readonly policy: Policy;
	readonly files: FileMarks;
}

export interface ConsentFile {
	/** Oldest first. */
	readonly consents: readonly StoredConsent[];
	/** By skill name. */
	readonly last: ReadonlyMap<string, LastConsent>;
}

/** The stored consents; none when there is no file. Throws a ConfigError for a file that others can write or that was damaged. */
export function readConsentFile(path: string): ConsentFile {
	const value = readJsonFile(path);
	if (value === undefined) {
		return {consents: [], last: new Map()};
	}

	assertPrivate(path);
	return parseFile(path, () => {
		const {consents, last} = asRecord(value, 'the file');
		return {
			consents: asList(consents, 'consents').map(parseConsent),
			last: new Map(Object.entries(asRecord(last, 'last')).map(([name, entry]) => [name, parseLast(entry)])),
		};
	});
}

function parseConsent(value: unknown): StoredConsent {
	const consent = asRecord(value, 'consents');
	const policy = parseStoredPolicy(consent.policy);
	const {verdict, until} = consent;
	if (verdict !== 'clean' && verdict !== 'confirm') {
		throw new TypeError('a verdict is neither clean nor confirm');
	}

	if (until !== null && typeof until !== 'number') {
		throw new TypeError('until is not a time');
	}

	if (consent.policyDigest !== policyDigest(policy)) {
		throw new TypeError('a policy is not the one that was approved');
	}

	return {
		treeHash: asHash(consent.treeHash, 'treeHash'),
		policy,
		policyDigest: consent.policyDigest,
		verdict,
		name: asText(consent.name, 'name'),
		until,
	};
}

function parseLast(value: unknown): LastConsent {
	const last = asRecord(value, 'last');
	return {treeHash: asHash(last.treeHash, 'treeHash'), policy: parseStoredPolicy(last.policy), files: parseMarks(last.files, 'files')};
}
