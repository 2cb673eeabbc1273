/** The base score of a CVSS 3 vector, by the formulas of its specification (chapter 7.1). */

const weights: Readonly<Record<string, Readonly<Record<string, number>>>> = {
	AV: {N: 0.85, A: 0.62, L: 0.55, P: 0.2},
	AC: {L: 0.77, H: 0.44},
	UI: {N: 0.85, R: 0.62},
	C: {H: 0.56, L: 0.22, N: 0},
	I: {H: 0.56, L: 0.22, N: 0},
	A: {H: 0.56, L: 0.22, N: 0},
};
const privileges: Readonly<Record<string, Readonly<Record<string, number>>>> = {
	U: {N: 0.85, L: 0.62, H: 0.27},
	C: {N: 0.85, L: 0.68, H: 0.5},
};

/** 0.0 to 10.0; undefined for a vector that is not CVSS 3 or lacks a base metric. */
export function cvss3Score(vector: string): number | undefined {
	if (!/^CVSS:3\.[01]\//.test(vector)) {
		return undefined;
	}

	const metrics = new Map(
		vector
			.split('/')
			.slice(1)
			.map(part => part.split(':') as [string, string]),
	);
	const weigh = (metric: string) => weights[metric]?.[metrics.get(metric) ?? ''] ?? Number.NaN;
	const scope = metrics.get('S') ?? '';
	const needed = privileges[scope]?.[metrics.get('PR') ?? ''] ?? Number.NaN;
	const loss = 1 - (1 - weigh('C')) * (1 - weigh('I')) * (1 - weigh('A'));
	const impact = scope === 'U' ? 6.42 * loss : 7.52 * (loss - 0.029) - 3.25 * (loss - 0.02) ** 15;
	const exploitability = 8.22 * weigh('AV') * weigh('AC') * needed * weigh('UI');
	const score = impact <= 0 ? 0 : roundUp(Math.min((scope === 'U' ? 1 : 1.08) * (impact + exploitability), 10));
	return Number.isNaN(impact + exploitability) ? undefined : score;
}

/** Up to one decimal, by whole numbers as the specification asks: floating point must not raise 4.0 to 4.1. */
function roundUp(score: number): number {
	const whole = Math.round(score * 100_000);
	return whole % 10_000 === 0 ? whole / 100_000 : (Math.floor(whole / 10_000) + 1) / 10;
}
