import {expect, test} from 'vitest';
import type {ImageFacts, Label} from '../../source/core/events.ts';
import {createRequestRecorder} from '../../source/evolution/miner/request-recorder.ts';
import type {RecordedRequest} from '../../source/evolution/miner/recorded-request.ts';
import {createDecisionRecorder} from '../../source/evolution/replays/decision-recorder.ts';
import type {RecordedDecision} from '../../source/evolution/replays/recorded-decision.ts';
import {eventsOf, missed} from './replays/decisions.ts';

function picture(label: Label): ImageFacts {
	return {name: 'a.png', mediaType: 'image/png', bytes: 1, width: 1, height: 1, sha256: '0'.repeat(64), label};
}

/** What the recorders keep of a turn with these pictures and of one after it, in one session. */
function kept(images: readonly ImageFacts[]) {
	const [requests, decisions]: [RecordedRequest[], RecordedDecision[]] = [[], []];
	const recorders = [
		createRequestRecorder({add: request => requests.push(request) > 0}, 'user'),
		createDecisionRecorder({add: decision => decisions.push(decision) > 0}, 'user'),
	];
	const session = 'one';
	const turns = [
		missed(1, {session, ...(images.length > 0 && {images})}),
		missed(2, {session}),
		{text: 'what is this', session, calls: []},
		{text: 'list', session, calls: [{name: 'list_files', input: {path: '.'}}]},
	];
	for (const event of turns.flatMap(eventsOf)) {
		for (const recorder of recorders) {
			recorder.note(event);
		}
	}

	for (const recorder of recorders) {
		recorder.close();
	}

	return {requests, decisions};
}

test('what follows a picture of strangers is theirs, and what it showed is not asked again', () => {
	const {requests, decisions} = kept([picture('foreign')]);
	expect(decisions.map(({text}) => text)).toEqual(['where is the setting number 2', 'what is this', 'list']);
	expect(requests.map(({text}) => text)).toEqual(['what is this', 'list']);
	expect(new Set([...requests, ...decisions].map(({label}) => label))).toEqual(new Set(['foreign']));
});

test('without one everything is kept, as the own', () => {
	const {requests, decisions} = kept([]);
	expect(decisions.map(({text}) => text)).toContain('where is the setting number 1');
	expect(requests.map(({text}) => text)).toEqual(['what is this', 'list']);
	expect([...requests, ...decisions].map(({label}) => label)).not.toContain('foreign');
});
