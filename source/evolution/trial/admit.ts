/** The scanner's and the advisories' word about an evolved skill: the same as about one that is added. */

import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {auditReports, emptyPolicy, policyGrowth, reportOn} from '../../../sandbox/index.ts';
import type {GatePorts} from '../ports.ts';
import {writeSkill} from '../store/materialise.ts';

export const admit: GatePorts['admit'] = async (skill, signal) => {
	const root = mkdtempSync(join(tmpdir(), 'skilllite-admit-'));
	try {
		const folder = join(root, skill.name);
		writeSkill(folder, skill.files, 0o600);
		// Only what is known here: nobody outside is told what evolves.
		const {reports} = await auditReports([await reportOn(folder)], {osvUrl: null, signal});
		const [report] = reports;
		if (report === undefined) {
			return {verdict: 'blocked', findings: ['nothing to scan'], capabilities: []};
		}

		const asked = policyGrowth(emptyPolicy, report.policy.asked);
		const packages = report.dependencies.map(() => 'packages from outside');
		return {
			verdict: report.verdict,
			findings: [...new Set(report.findings.map(({id}) => id))],
			capabilities: [...new Set([...asked, ...report.capabilities.map(({kind}) => `code: ${kind}`), ...packages])],
		};
	} finally {
		rmSync(root, {recursive: true, force: true});
	}
};
