/** What only looks: `evolution status`, `log`, `show`, `explain`, `diff`, `verify`, `export`. */

import {exitCodeOf, toDisplay, UsageError} from '../../sandbox/index.ts';
import {artefactLines} from '../evolution/engine/escaped.ts';
import {type ArtefactLine, evidenceText} from '../evolution/engine/state.ts';
import {effectText} from '../evolution/effect.ts';
import {eventsFolder, readEvents} from '../evolution/events/event-log.ts';
import {logLine, storeEntries} from '../evolution/log-lines.ts';
import {measure} from '../evolution/metrics/metrics.ts';
import {renderWhole} from '../evolution/render.ts';
import {verifyStore} from '../evolution/store/verify.ts';
import {projectStoreFolder} from '../core/project-store.ts';
import type {EvolutionCommand} from './evolution.ts';
import {statusText} from './evolution-text.ts';
import {parseSince} from './since.ts';

export async function status({evolution, project, output}: EvolutionCommand): Promise<number> {
	await evolution.readLog();
	const state = evolution.state();
	if (output.json) {
		// The classic four are for comparison with the original only; nothing here is decided on them.
		const {classic, ...metrics} = measure(readEvents(eventsFolder(projectStoreFolder(project))));
		output.document({...state, metrics, classic});
	} else {
		output.data(statusText(state, output.dataStyle));
	}

	return state.problem === null ? 0 : exitCodeOf('integrity');
}

export async function log({evolution, flags, output}: EvolutionCommand): Promise<number> {
	const since = flags.text('since');
	const entries = await Array.fromAsync(storeEntries(evolution.name, since === undefined ? undefined : parseSince(since, new Date())));
	if (output.json) {
		output.document({entries});
	} else {
		output.data(
			entries
				.map(logLine)
				.map(({ts, text}) => `${ts}  ${text}\n`)
				.join(''),
		);
	}

	if (entries.length === 0) {
		output.note('Nothing has evolved here yet.');
	}

	return 0;
}

export async function show({evolution, words, output}: EvolutionCommand): Promise<number> {
	const id = words[0] ?? '';
	const line = lineOf(evolution, id);
	const artefact = [...evolution.store.load().artefacts, ...pendingArtefacts(evolution)].find(one => one.id === id);
	if (artefact === undefined) {
		throw unknownId();
	}

	if (output.json) {
		output.document({...line, artefact});
	} else {
		output.data(`${artefactLines(artefact).join('\n')}\n\nhash   ${line.hash}\nlabel  ${line.label}\n`);
	}

	return 0;
}

/** Where it comes from, what the gates found, what the model reads because of it. */
export async function explain({evolution, words, output}: EvolutionCommand): Promise<number> {
	const id = words[0] ?? '';
	const line = lineOf(evolution, id);
	const state = evolution.state();
	const active = state.active.find(one => one.id === id);
	const artefact = [...evolution.store.load().artefacts, ...pendingArtefacts(evolution)].find(one => one.id === id);
	const entries = (await Array.fromAsync(storeEntries(evolution.name, undefined))).filter(entry => entry.artefact === id);
	const sources = artefact?.sources ?? [];
	// One on trial waits no more, and what let it there is still known.
	const tried = evolution.pending().find(({candidate}) => candidate.artefact.id === id);
	const results = tried?.results ?? [];
	if (output.json) {
		output.document({
			...line,
			sources,
			results,
			canary: state.canary?.id === id ? state.canary : null,
			log: entries,
		});
		return 0;
	}

	const gates = results.map(({gate, verdict, reason}) => `  ${gate}  ${verdict.padEnd(7)}  ${reason}`);
	output.data(
		[
			`${line.id}  ${toDisplay(line.line)}`,
			`label    ${line.label}${line.isForeign ? '  (from text of strangers: nothing adopts it but a person)' : ''}`,
			`sources  ${sources.length === 0 ? 'none' : toDisplay(sources.join(', '), {maxLength: 300})}`,
			...(tried === undefined ? [] : [`evidence ${evidenceText(results, tried.isTested)}`]),
			...(active === undefined ? [] : [`effect   ${active.effect}`]),
			...(state.canary?.id === id ? [`trial    ${effectText(state.canary)}`] : []),
			`prompt   ${artefact === undefined ? '' : toDisplay(renderWhole([artefact]) || 'nothing: it is a skill')}`,
			...(gates.length > 0 ? ['gates', ...gates] : []),
			'log',
			...entries.map(logLine).map(({ts, text}) => `  ${ts}  ${text}`),
			'',
		].join('\n'),
	);
	return 0;
}

/** One artefact or state against another; known-good against what holds when nothing is named. */
export async function diff({evolution, words, output}: EvolutionCommand): Promise<number> {
	const [a = 'known-good', b] = words;
	const lines = evolution.diff(a, b);
	if (output.json) {
		output.document({a, b: b ?? null, lines});
	} else {
		output.data(lines.map(line => `${line}\n`).join(''));
		if (lines.length === 0) {
			output.note('There is no difference.');
		}
	}

	return 0;
}

export async function verify({evolution, output}: EvolutionCommand): Promise<number> {
	const check = await verifyStore(evolution.store, evolution.name);
	if (output.json) {
		output.document(check);
	} else if (check.ok) {
		output.data(`${check.objects} objects and ${check.entries} entries of the log, unchanged.\n`);
	} else {
		output.data(check.problems.map(problem => `CHANGED: ${toDisplay(problem)}\n`).join(''));
	}

	return check.ok ? 0 : exitCodeOf('integrity');
}

/** Everything that is known here, as one document on stdout. */
export async function exportAll({evolution, project, output}: EvolutionCommand): Promise<number> {
	const {hash, artefacts, problem} = evolution.store.load();
	output.document({
		v: 1,
		head: hash,
		artefacts,
		pending: pendingArtefacts(evolution),
		tombstones: evolution.store.tombstones(),
		events: readEvents(eventsFolder(projectStoreFolder(project))),
	});
	return problem === null ? 0 : exitCodeOf('integrity');
}

function lineOf(evolution: EvolutionCommand['evolution'], id: string): ArtefactLine {
	const {active, pending, canary} = evolution.state();
	const found = [...active, ...pending, ...(canary === null ? [] : [canary])].find(one => one.id === id);
	if (found === undefined) {
		throw unknownId();
	}

	return found;
}

function pendingArtefacts(evolution: EvolutionCommand['evolution']) {
	return evolution.pending().map(({candidate}) => candidate.artefact);
}

function unknownId(): UsageError {
	return new UsageError('There is neither a suggestion nor an active artefact of that id.', {
		hint: 'See both with: skilllite evolution status',
	});
}
