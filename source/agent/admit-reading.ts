/**
Instructions reach the model, so a foreign skill is admitted before it is read, as it is before it runs:
scanned, and asked about when the scan is not clean. A yes holds for this content in this session.
*/

import {type AdmissionReport, reportOn} from '../../sandbox/index.ts';
import type {DiscoveredSkill} from '../skills/discovered-skill.ts';
import type {Refusal, ToolContext, ToolResult} from './agent-tool.ts';
import type {SkillToolSettings} from './skill-run.ts';

/** Gives null when the skill may be read, otherwise the result that says why not. Throws what a scan throws. */
export type AdmitReading = (skill: DiscoveredSkill, context: ToolContext) => Promise<ToolResult | null>;

export function createReadingGate({approve, consent}: Pick<SkillToolSettings, 'approve' | 'consent'>): AdmitReading {
	const accepted = new Set<string>();
	return async (skill, {callId, signal, emit}) => {
		const report = await reportOn(skill.dir);
		emit({type: 'tool.admission', id: callId, report});
		if (report.verdict === 'blocked') {
			return refusal(skill.name, 'unmet', 'blocked', 'the scan blocked it');
		}

		if (report.treeHash !== skill.treeHash) {
			return refusal(skill.name, 'unmet', 'integrity', 'its files changed since this session began');
		}

		if (report.verdict === 'clean' || approve === 'confirm' || accepted.has(report.digest)) {
			return null;
		}

		const answer = await consent.ask(questionAbout(report), signal);
		switch (answer.kind) {
			case 'deny':
				return refusal(skill.name, 'person', 'consent-refused', `the user said no${answer.reason ? ` (${answer.reason})` : ''}`);
			case 'nobody':
				return refusal(skill.name, 'unmet', 'consent-needed', 'it needs consent and nobody is there to give it');
			default:
				accepted.add(report.digest);
				return null;
		}
	};
}

function questionAbout(report: AdmissionReport) {
	return {report, summary: 'the model reads its instructions', growth: [], changedFiles: []};
}

function refusal(name: string, by: Refusal['by'], code: Refusal['error']['code'], why: string): ToolResult {
	const message = `Cannot read skill ${JSON.stringify(name)}: ${why}.`;
	return {
		ok: false,
		text: message,
		ended: 'refused',
		usage: null,
		denied: [],
		label: 'core',
		backend: null,
		refusal: {by, error: {code, message, hint: 'See what was found with "skilllite scan", naming its folder.'}},
	};
}
