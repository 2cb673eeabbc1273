/** Reports as the scanner would give them, for tests of what comes after it. */

import type {AdmissionReport, Finding} from '../../../sandbox/admission/report.ts';
import {digestOf, sha256} from '../../../sandbox/base/canonical-json.ts';
import {emptyPolicy, type Policy} from '../../../sandbox/policy.ts';
import {parsePolicy} from '../../../sandbox/parse-policy.ts';

export const network: Policy = parsePolicy({network: {allow: ['api.example.org']}});
export const wider: Policy = parsePolicy({network: {allow: ['api.example.org']}, filesystem: {write: ['output']}});

export const finding: Finding = {
	id: 'SL-EXFIL-001',
	class: 'C3',
	severity: 'high',
	message: 'Reads the SSH keys and sends them out.',
	file: 'scripts/main.py',
	line: 12,
	column: 5,
	snippet: 'post(open(key))',
	remedy: 'Remove it.',
	references: ['CWE-200'],
	layer: 'code',
	evidence: `sha256:${'0'.repeat(64)}`,
	suppressed: false,
};

export function reportOf(changes: Partial<AdmissionReport> = {}, asked: Policy = emptyPolicy): AdmissionReport {
	return {
		path: '/skills/weather',
		name: 'weather',
		verdict: 'clean',
		digest: digestOf('report'),
		treeHash: sha256('tree'),
		partial: false,
		findings: [],
		capabilities: [],
		policy: {asked, source: 'declared', inferred: emptyPolicy, undeclared: []},
		dependencies: [],
		ms: 1,
		...changes,
	};
}
