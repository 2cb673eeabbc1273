/** C1 and C13 on Windows: PowerShell and cmd are not parsed; a few shapes are never honest there. */

import {blocksOf} from '../instructions/blocks.ts';
import {guarded, type Pattern} from '../instructions/phrase.ts';
import {isToldOf} from '../instructions/polarity.ts';
import {isLesson} from '../instructions/sentences.ts';
import {isAboutAttacks} from '../instructions/topic.ts';
import type {Match, Rule} from '../findings.ts';
import {hostOfUrl, isDropHost, isInstallerHost, isSnippet} from './hosts.ts';
import {isSetUp} from '../parse/document-blocks.ts';
import {isDocument} from '../instructions/view.ts';
import type {RuleFile} from './rule-file.ts';

const runsDownload: Rule = {
	id: 'SL-WINDOWS-001',
	class: 'C1',
	severity: 'high',
	message: 'Has PowerShell or cmd run what it downloads.',
	remedy: 'Ship the code with the skill.',
	references: ['CWE-494', 'T1059'],
};

const runsPage: Rule = {
	...runsDownload,
	id: 'SL-WINDOWS-005',
	severity: 'critical',
	message: 'Has a program of Windows that is not made for it fetch and run code.',
	remedy: 'Remove it: honest programs are installed by an installer or a package manager.',
	references: ['CWE-494', 'T1218'],
};

const runsLater: Rule = {
	...runsPage,
	id: 'SL-WINDOWS-006',
	class: 'C7',
	message: 'Has Windows run again and again what it downloads.',
	remedy: 'Remove it: the server decides each time what that is.',
	references: ['CWE-494', 'T1053'],
};

const runsSilently: Rule = {
	...runsDownload,
	id: 'SL-WINDOWS-007',
	message: 'Installs a package from the network without showing it.',
};

const runsName: Rule = {
	...runsPage,
	id: 'SL-WINDOWS-008',
	class: 'C2',
	message: 'Has PowerShell or cmd run what the name service answers.',
	remedy: 'Remove it: nobody honest keeps a program there.',
	references: ['CWE-494', 'T1071.004'],
};

const runsHidden: Rule = {
	...runsDownload,
	id: 'SL-WINDOWS-002',
	class: 'C2',
	severity: 'critical',
	message: 'Has PowerShell run an encoded command.',
};

const disarms: Rule = {
	...runsDownload,
	id: 'SL-WINDOWS-003',
	class: 'C13',
	severity: 'critical',
	message: 'Switches off the protection of the machine.',
	remedy: 'Remove it: a skill has no business there.',
	references: ['T1562'],
};

const unmarks: Rule = {
	...disarms,
	id: 'SL-WINDOWS-004',
	severity: 'high',
	message: 'Takes the mark of a download off a program, so that the system starts it unchecked.',
};

const patterns: readonly (readonly [Rule, Pattern])[] = [
	[
		runsDownload,
		guarded(
			/\b(?:iwr|irm|Invoke-WebRequest|Invoke-RestMethod|curl|wget|DownloadString)\b[^\n]{0,200}\|[^\n]{0,80}\b(?:iex|Invoke-Expression)\b/i,
		),
	],
	[
		runsDownload,
		guarded(
			/\b(?:iex|Invoke-Expression)\b[^\n]{0,40}\b(?:iwr|irm|Invoke-WebRequest|Invoke-RestMethod|DownloadString|New-Object\s+(?:System\.)?Net\.WebClient)\b/i,
		),
	],
	[runsDownload, guarded(/DownloadString\s*\([^)\n]*\)[\s\S]{0,200}\b(?:iex|Invoke-Expression)\b/i)],
	[runsPage, guarded(/\b(?:mshta|regsvr32|rundll32)(?:\.exe)?\b[^\n]{0,80}https?:\/\//i)],
	[runsPage, guarded(/\b(?:rundll32|regsvr32|mshta|wscript|cscript)(?:\.exe)?\s[^\n]{0,40}?\\\\[\w-]+\.[\w.@-]+\\/i)],
	[
		runsPage,
		guarded(
			/\b(?:curl|wget|iwr)\b[^\n]{0,160}?([%$]\S{1,60}\.(?:js|jse|vbs|vbe|hta|wsf))\b[\s\S]{0,200}?\b(?:wscript|cscript|mshta|start)\b[^\n]{0,40}?\1/i,
		),
	],
	[
		runsLater,
		guarded(
			/\b(?:New-ScheduledTaskAction|schtasks\b[^\n]{0,40}\/create|CurrentVersion\\+Run\b)[^\n]{0,300}?\b(?:irm|iwr|Invoke-WebRequest|Invoke-RestMethod|DownloadString|mshta)\b[^\n]{0,200}?(?:\b(?:iex|Invoke-Expression)\b|https?:)/i,
		),
	],
	[disarms, guarded(/\bAmsiUtils\b|\bamsiInitFailed\b|\bAmsiScanBuffer\b/i)],
	[
		runsSilently,
		guarded(/\bmsiexec(?:\.exe)?\s[^\n]{0,60}?\/q\w*[^\n]{0,60}?https?:\/\/(?!(?:[\w-]+\.)*(?:amazonaws|microsoft|github)\.com\b)/i),
	],
	[runsPage, guarded(/\b(?:certutil|bitsadmin)(?:\.exe)?\b[^\n]{0,80}https?:\/\/[\s\S]{0,200}\b(?:start|cmd|\.exe|\.bat)\b/i)],
	[runsDownload, guarded(/\bfor\s+\/f\b[^\n]{0,80}\b(?:curl|certutil)\b[^\n]{0,200}\bdo\b[^\n]{0,20}\bcmd\b/i)],
	[runsName, guarded(/\b(?:nslookup|Resolve-DnsName)\b[^\n]{0,200}\|[^\n]{0,120}\b(?:iex|Invoke-Expression)\b/i)],
	[runsName, guarded(/\b(?:iex|Invoke-Expression)\b[^\n]{0,60}\b(?:nslookup|Resolve-DnsName)\b/i)],
	[runsName, guarded(/\bfor\s+\/f\b[^\n]{0,80}\bnslookup\b[^\n]{0,200}\bdo\b[^\n]{0,20}(?:\bcmd\b|\bcall\b|%%?\w\b)/i)],
	[runsHidden, guarded(/\bpowershell(?:\.exe)?\b[^\n]{0,120}\s-(?:e|en|enc|enco\w*)\s+[A-Za-z0-9+/=]{16,}/i)],
	[
		runsHidden,
		guarded(/FromBase64String\s*\([\s\S]{0,300}\b(?:iex|Invoke-Expression)\b|\b(?:iex|Invoke-Expression)\b[\s\S]{0,120}FromBase64String/i),
	],
	[disarms, guarded(/\bSet-MpPreference\b[^\n]{0,60}-Disable\w+\s+(?:\$true|1)/i)],
	[disarms, guarded(/\bAdd-MpPreference\b[^\n]{0,20}-Exclusion(?:Path|Process|Extension)\b/i)],
	[
		disarms,
		guarded(
			/\b(?:netsh\s+advfirewall\s+set\s+\w+\s+state\s+off|spctl\s+--master-disable|csrutil\s+disable|setenforce\s+0|ufw\s+disable|xattr\s+-[a-z]*d[a-z]*\s+com\.apple\.quarantine(?!\s+(?:\.\/)?(?:dist|build|out|target|release)\/))/i,
		),
	],
	[disarms, guarded(/\b(?:curl|wget)\b[\s\S]{0,400}?\bxattr\s+-[a-z]*c[a-z]*\s[\s\S]{0,200}?\bopen\s/i)],
	[unmarks, guarded(/\bxattr\s+-[a-z]*d[a-z]*\s+com\.apple\.quarantine\s+(?:\.\/)?(?:dist|build|out|target|release)\//i)],
];

const scripts = /\.(?:ps1|psm1|bat|cmd|vbs|hta|sh|bash|py|js|ts)$/i;

export const windowsShell: RuleFile = {
	rules: [runsDownload, runsPage, runsLater, runsSilently, runsName, runsHidden, disarms, unmarks],
	match: ({texts, manifest}) =>
		[...texts].flatMap(([file, text]) => {
			if (scripts.test(file)) {
				return found(text).map(([rule, start, end]) => ({rule, file, layer: 'code' as const, place: {start, end}}));
			}

			return isDocument(file) ? inDocument(file, text, isAboutAttacks(manifest)) : [];
		}),
};

function inDocument(file: string, text: string, isStudy: boolean): readonly Match[] {
	return blocksOf(text).flatMap(block =>
		found(block.text).map(([rule, start, end]) => ({
			rule,
			file,
			layer: 'instructions' as const,
			place: {start: block.start + start, end: block.start + end},
			severity:
				isLesson(block) ||
				(block.kind === 'row' && !isSetUp(block)) ||
				isToldOf(block.text, start, end) ||
				(isStudy && (block.kind === 'quotation' || plain.has(block.language) || rule.severity !== 'critical')) ||
				(rule === runsDownload && isWellKnown(block.text.slice(start, end + 200)))
					? 'low'
					: isStudy && block.kind === 'code'
						? 'medium'
						: rule === runsDownload && isDropped(block.text.slice(start, end + 200))
							? 'critical'
							: rule.severity,
		})),
	);
}

/** A block that is marked so holds telemetry, a log or a query. */
const plain = new Set(['text', 'txt', 'log', 'yaml', 'yml', 'kusto', 'kql', 'spl', 'sql']);

/** From where no honest installer is kept. */
function isDropped(text: string): boolean {
	const url = /https?:\/\/[^\s'"`)|\\]+/.exec(text)?.[0] ?? '';
	const host = hostOfUrl(url);
	return isSnippet(url) || (host !== undefined && isDropHost(host));
}

function isWellKnown(text: string): boolean {
	const host = hostOfUrl(/https?:\/\/[^\s'")]+/.exec(text)?.[0] ?? '');
	return host !== undefined && isInstallerHost(host);
}

function found(text: string): readonly (readonly [Rule, number, number])[] {
	return patterns.flatMap(([rule, pattern]) => {
		const match = pattern.exec(text);
		return match ? [[rule, match.index, match.index + match[0].length] as const] : [];
	});
}
