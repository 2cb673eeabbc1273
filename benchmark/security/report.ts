/** The security benchmark as text and as a picture: pure. */

import {renderBarCharts} from '../report/bar-chart.ts';
import {barsTable} from '../report/bar-of-quality.ts';
import {circumstancesLine} from '../report/machine.ts';
import {markdownTable} from '../report/table.ts';
import {type ItemFacts, type PeerResults, type SecurityResults, scanScore, securityBars, soundScore, upstreamScore} from './results.ts';
import type {UpstreamVerdict} from './upstream.ts';

export function securityMarkdown(results: SecurityResults): string {
	const {at, items, peers, tookSeconds} = results;
	const atRunTime = items.filter(item => item.atRunTime);
	const {stopped, byIntent, needless} = scanScore(items);
	return `# Security, side by side

\`npm run bench:security\` writes this page, [the figures](security.json) and the chart; no number in it is typed by hand.
${circumstancesLine(at)} It took ${tookSeconds} s.

![Attacks held at run time](security.svg)

## Scores

The same ${atRunTime.length} attacks run in each sandbox, as root and as an ordinary user. What decides is the host: a planted key or
secret that comes out, a file that is left, a listener that is reached, a process that dies, processes and memory that are
counted. Before that an honest script must give its right answer: a sandbox that starts nothing is *not live*, not perfect.

${markdownTable(
	['', 'version', ...callerNames(peers).map(name => `held, as ${name}`), 'upstream’s count'],
	peers.map(peer => [peer.name, peer.version, ...scores(peer, atRunTime.length), upstreamCount(peer, items.length)]),
)}

The last column counts as the suite does that the twenty come from: whatever does not end well is blocked, also an error of
the script's own, a network that is not there, and the suite's own patience. Three of its items are language features that no
sandbox can refuse, others always print success. It is here to compare with published figures.
${skippedLines(results)}
## At run time

✓ held, ✗ came through, ? the attack was not made to its end; as ${callerNames(peers).join(', then as ')}.

${markdownTable(
	['', ...peers.map(({name}) => name)],
	atRunTime.map(item => [`${item.number}. ${item.title}`, ...peers.map(peer => marks(peer, item))]),
)}

${howLines(peers, atRunTime)}

## Before the run: the scan

What SkillLite's scan says of a skill that is nothing but the attack. *blocked* runs at no level; *confirm* is a question at
level 3, which names what was found; at level 2 it is not asked. Of the ${byIntent} attacks by intent ${stopped} do not pass unasked.
The other ${items.length - byIntent} (${numbersOf(items.filter(item => !item.byIntent))}) are ordinary code, left to the sandbox; ${needless === 0 ? 'none of them is asked about' : `${needless} of them are asked about all the same`}.
16 to 18 are language features: for them the scan is all there is, and a script that uses them gains nothing at run time.

${markdownTable(
	['', 'by intent', 'scan'],
	items.map(({number, title, byIntent: intended, scan}) => [`${number}. ${title}`, intended ? 'yes' : 'no', scan]),
)}

## Upstream's verdicts

A allowed, B blocked, P partly, T ended by the suite's own clock (counted as blocked).

${markdownTable(
	['', ...peers.map(({name}) => name)],
	items.map(({number, title}) => [`${number}. ${title}`, ...peers.map(({upstream}) => letter(upstream[number]))]),
)}

## Bars

${barsTable(securityBars(results))}

## How each was set up

${peers.map(({name, setup}) => `- **${name}**: ${setup}`).join('\n')}

Every one of them got the same script, interpreter and environment, with a secret planted in the environment of the command
that starts it. A limit of one second of processor time was asked for where there is such a limit.
`;
}

export function securityChart({peers, items}: SecurityResults): string {
	const full = items.filter(({atRunTime}) => atRunTime).length;
	return renderBarCharts(
		callerNames(peers).map(name => ({
			title: `Attacks held at run time, of ${full}, as ${name}`,
			scale: 'linear',
			full,
			bars: peers.map(peer => {
				const results = peer.callers.find(({caller}) => caller === name);
				const score = results && soundScore(results);
				return {label: peer.name, value: score ?? 0, text: score === undefined ? 'not live' : String(score), isOurs: peer.isOurs};
			}),
		})),
	);
}

function callerNames(peers: readonly PeerResults[]): readonly string[] {
	return [...new Set(peers.flatMap(({callers}) => callers.map(({caller}) => caller)))];
}

function scores({callers}: PeerResults, full: number): readonly string[] {
	return callers.map(results => {
		const score = soundScore(results);
		return score === undefined ? 'not live' : `${score}/${full}`;
	});
}

function upstreamCount(peer: PeerResults, full: number): string {
	const score = upstreamScore(peer);
	return score === undefined ? '–' : `${score}/${full}`;
}

const symbols = {held: '✓', broken: '✗', 'not-made': '?'} as const;

function marks({callers}: PeerResults, {number}: ItemFacts): string {
	return callers.map(({live, verdicts}) => (live ? symbols[verdicts[number]?.kind ?? 'not-made'] : '–')).join(' ');
}

function howLines(peers: readonly PeerResults[], items: readonly ItemFacts[]): string {
	const lines = peers.flatMap(({name, callers}) => {
		const hows = items.flatMap(({number}) => {
			const [verdict] = callers.flatMap(({live, verdicts}) => {
				const found = verdicts[number];
				return live && found !== undefined && found.kind !== 'held' ? [found] : [];
			});
			return verdict === undefined ? [] : [`${number} ${verdict.kind === 'broken' ? verdict.how : verdict.why}`];
		});
		return hows.length === 0 ? [] : [`- **${name}**: ${hows.join('; ')}.`];
	});
	return lines.length === 0 ? '' : `What came through:\n\n${lines.join('\n')}`;
}

function skippedLines({skipped}: SecurityResults): string {
	return skipped.length === 0 ? '' : `\nLeft out on this machine: ${skipped.map(({name, reason}) => `${name} (${reason})`).join(', ')}.\n`;
}

function numbersOf(items: readonly ItemFacts[]): string {
	return items.map(({number}) => number).join(', ');
}

function letter(verdict: UpstreamVerdict | undefined): string {
	const letters = {allowed: 'A', blocked: 'B', partial: 'P', 'timed-out': 'T'} as const;
	return verdict === undefined ? '–' : letters[verdict];
}
