/** `skilllite audit --update`: fetch the exports of the advisory database, or take a file, and make the local one anew. */

import {type UpdateSource, updateAdvisories, UsageError} from '../../sandbox/index.ts';
import {advisoryExportUrl} from '../core/endpoints.ts';
import {readBoolean} from '../core/env.ts';
import type {CommandContext} from './command.ts';

export async function auditUpdate({flags, positionals, output, interrupts}: CommandContext): Promise<number> {
	const [place] = positionals;
	const sources = place === undefined ? defaultSources() : [{place}];
	const isOffline = flags.has('offline') || readBoolean('SKILLLITE_OFFLINE') === true;
	if (isOffline && sources.some(source => /^[a-z][a-z+.-]*:\/\//i.test(source.place))) {
		throw new UsageError('Cannot fetch advisories: the network may not be asked.', {hint: 'skilllite audit --update FILE imports a file.'});
	}

	const progress = output.progress('updating advisories');
	try {
		const result = await updateAdvisories(sources, {signal: interrupts.signal, onProgress: progress.update});
		progress.stop();
		if (output.json) {
			output.document(result);
		} else {
			const held = result.sources.map(({ecosystem, advisories}) => `${ecosystem} ${advisories}`).join(', ');
			output.data(`${result.advisories} advisories imported${held === '' ? '' : `; the database holds ${held}`}.\n`);
		}

		if (result.skipped > 0) {
			output.warn(`${result.skipped} records were no advisories and were left out.`);
		}

		return 0;
	} finally {
		progress.stop();
	}
}

function defaultSources(): readonly UpdateSource[] {
	const base = advisoryExportUrl(process.env);
	return (['PyPI', 'npm'] as const).map(ecosystem => ({place: `${base}/${ecosystem}/all.zip`, ecosystem}));
}
