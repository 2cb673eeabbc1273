/**
Consents that a person gave: for good in `~/.skilllite/consents.json`, for this session in memory, or once, left
by `skilllite approve` for the next run of the same content.

A consent covers one tree, every policy that asks for no more than the approved one, and every verdict no worse
than the accepted one. Nothing here asks anybody.
*/

import {join} from 'node:path';
import {writeFileAtomically} from '../base/atomic-file.ts';
import type {Sha256} from '../base/canonical-json.ts';
import {withFileLock} from '../base/file-lock.ts';
import {requireWritableHome, skillliteHome} from '../base/home.ts';
import {type Policy, policyDigest} from '../policy.ts';
import {policyGrowth} from '../policy-growth.ts';
import type {FileMarks} from './file-marks.ts';
import {type ConsentFile, type LastConsent, readConsentFile, type StoredConsent} from './consent-file.ts';
import type {VerdictKind} from './report.ts';

/** What a run needs a consent for. */
export interface ConsentKey {
	readonly treeHash: Sha256;
	readonly policy: Policy;
	readonly verdict: VerdictKind;
}

export interface Grant extends ConsentKey {
	/** Nothing accepts `blocked`. */
	readonly verdict: 'clean' | 'confirm';
	readonly name: string;
	readonly files: FileMarks;
}

export type Remembered = 'always' | 'session' | 'once';

/** From the answer in another terminal to the run it was given for. */
const onceLastsMs = 600_000;
const mostConsents = 1000;
/** Beyond this many files the difference is not kept, only the fact that it is another tree. */
const mostMarks = 1000;

const session: Grant[] = [];

/** Which consent covers this, if any; a once-consent is used up by it. Throws a ConfigError naming a store that cannot be used. */
export function recall(key: ConsentKey, now = Date.now()): Remembered | undefined {
	if (session.some(grant => covers(grant, key))) {
		return 'session';
	}

	const found = storedConsents().filter(consent => covers(consent, key));
	if (found.some(consent => consent.until === null)) {
		return 'always';
	}

	return found.some(consent => isOpen(consent, now)) && useOnce(key, now) ? 'once' : undefined;
}

/** Keep a consent. `session` ends with this process, `once` with its use or after ten minutes. */
export function remember(grant: Grant, how: Remembered, now = Date.now()): void {
	if (how === 'session') {
		session.push(grant);
		return;
	}

	const {treeHash, policy, verdict, name, files} = grant;
	const consent: StoredConsent = {
		treeHash,
		policy,
		policyDigest: policyDigest(policy),
		verdict,
		name,
		until: how === 'once' ? now + onceLastsMs : null,
	};
	changeStore(store => ({
		consents: [...store.consents.filter(old => (old.until === null ? !isSame(old, consent) : isOpen(old, now))), consent].slice(
			-mostConsents,
		),
		last:
			how === 'once'
				? store.last
				: new Map(store.last).set(name, {treeHash, policy, files: Object.keys(files).length > mostMarks ? {} : files}),
	}));
}

/** What a person approved last, in this session or for good, under a skill's name. */
export function lastConsentOf(name: string): LastConsent | undefined {
	return session.findLast(grant => grant.name === name) ?? readConsentFile(storePath(skillliteHome())).last.get(name);
}

/** Forget the consents of this session. */
export function forgetSession(): void {
	session.length = 0;
}

function covers(given: ConsentKey, needed: ConsentKey): boolean {
	return (
		given.treeHash === needed.treeHash &&
		rank(needed.verdict) <= rank(given.verdict) &&
		policyGrowth(given.policy, needed.policy).length === 0
	);
}

function rank(verdict: VerdictKind): number {
	return ['clean', 'confirm', 'blocked'].indexOf(verdict);
}

function isOpen(consent: StoredConsent, now: number): boolean {
	return consent.until !== null && consent.until > now;
}

/** The same tree and policy, where a newer answer replaces an older one. */
function isSame(a: StoredConsent, b: StoredConsent): boolean {
	return b.until === null && a.treeHash === b.treeHash && a.policyDigest === b.policyDigest;
}

/** Take the once-consent out of the store; false when another process was quicker. */
function useOnce(key: ConsentKey, now: number): boolean {
	let isUsed = false;
	changeStore(store => {
		const used = store.consents.find(consent => isOpen(consent, now) && covers(consent, key));
		isUsed = used !== undefined;
		return {...store, consents: store.consents.filter(consent => consent !== used && (consent.until === null || isOpen(consent, now)))};
	});
	return isUsed;
}

function storedConsents(): readonly StoredConsent[] {
	return readConsentFile(storePath(skillliteHome())).consents;
}

function changeStore(change: (store: ConsentFile) => ConsentFile): void {
	const path = storePath(requireWritableHome());
	withFileLock(`${path}.lock`, () => {
		const {consents, last} = change(readConsentFile(path));
		writeFileAtomically(path, `${JSON.stringify({version: 1, consents, last: Object.fromEntries(last)})}\n`);
	});
}

function storePath(home: string): string {
	return join(home, 'consents.json');
}
