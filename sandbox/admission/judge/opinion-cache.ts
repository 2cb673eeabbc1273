/**
What a model found in a skill, kept so that the same content is not sent and paid for twice.

Keyed by the digest of the report that it was asked about (content, findings, policy), the model and the wording of the
questions. Only whole opinions are stored: one that broke off is asked for again. The folder is the user's own, as
trusted as the cached reports beside it.
*/

import {mkdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {writeFileAtomically} from '../../base/atomic-file.ts';
import {digestOf, type Sha256} from '../../base/canonical-json.ts';
import {requireWritableHome, skillliteHome} from '../../base/home.ts';
import {asList, asRecord} from '../json-file.ts';
import {makeRoom} from '../make-room.ts';
import type {Opinion} from './opinion.ts';
import {promptVersion} from './questions.ts';

export interface OpinionKey {
	/** Of the report without the model. */
	readonly digest: Sha256;
	readonly model: string;
}

const mostOpinions = 500;

/** The opinion under this key, or undefined: missing or damaged means asking again. */
export function cachedOpinion(key: OpinionKey): Opinion | undefined {
	try {
		const {name, opinion} = asRecord(JSON.parse(readFileSync(pathOf(skillliteHome(), key), 'utf8')), 'the file');
		const {review, findings, demotions} = asRecord(opinion, 'opinion');
		asList(findings, 'findings');
		asList(demotions, 'demotions');
		const {state} = asRecord(review, 'review');
		return name === nameOf(key) && state === 'looked' ? (opinion as Opinion) : undefined;
	} catch {
		return undefined;
	}
}

/** Store a whole opinion. */
export function storeOpinion(key: OpinionKey, opinion: Opinion): void {
	const home = requireWritableHome();
	mkdirSync(folderIn(home), {recursive: true, mode: 0o700});
	makeRoom(folderIn(home), mostOpinions);
	writeFileAtomically(pathOf(home, key), JSON.stringify({name: nameOf(key), opinion}));
}

function nameOf({digest, model}: OpinionKey): string {
	return digestOf({digest, model, promptVersion}).slice('sha256:'.length);
}

function folderIn(home: string): string {
	return join(home, 'cache', 'opinions');
}

function pathOf(home: string, key: OpinionKey): string {
	return join(folderIn(home), `${nameOf(key)}.json`);
}
