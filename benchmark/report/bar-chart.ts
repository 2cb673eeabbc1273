/** A chart of horizontal bars as one SVG file, readable on light and on dark ground. */

export interface Bar {
	readonly label: string;
	readonly value: number;
	/** What stands beside the bar. */
	readonly text: string;
	/** Ours: in colour. */
	readonly isOurs: boolean;
}

export interface BarChart {
	readonly title: string;
	readonly bars: readonly Bar[];
	/** Where values differ a thousandfold, each tenfold is a step of the same length. */
	readonly scale: 'linear' | 'logarithmic';
	/** What a full bar stands for; the largest value when left out. */
	readonly full?: number;
}

const layout = {width: 760, label: 250, text: 110, row: 24, bar: 14, top: 40} as const;
/** Of a middle brightness: as far from white as from black. */
const colours = {text: '#77808c', ours: '#2f81f7', others: '#98a1ad'} as const;

/** The charts, one below the other, in one picture. */
export function renderBarCharts(charts: readonly BarChart[]): string {
	let top = 0;
	const parts: string[] = [];
	for (const chart of charts) {
		parts.push(`<g transform="translate(0 ${top})">\n${renderChart(chart)}\n</g>`);
		top += heightOf(chart);
	}

	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${layout.width} ${top}" width="${layout.width}" height="${top}" font-family="system-ui, sans-serif" font-size="13" fill="${colours.text}">
${parts.join('\n')}
</svg>
`;
}

function heightOf({bars}: BarChart): number {
	return layout.top + bars.length * layout.row + 16;
}

function renderChart(chart: BarChart): string {
	const room = layout.width - layout.label - layout.text;
	const rows = chart.bars.map((bar, index) => {
		const y = layout.top + index * layout.row;
		const width = Math.max(1, room * shareOf(bar.value, chart));
		return [
			`<text x="${layout.label - 10}" y="${y + 12}" text-anchor="end">${escapeXml(bar.label)}</text>`,
			`<rect x="${layout.label}" y="${y}" width="${width.toFixed(1)}" height="${layout.bar}" rx="2" fill="${bar.isOurs ? colours.ours : colours.others}"/>`,
			`<text x="${(layout.label + width + 8).toFixed(1)}" y="${y + 12}">${escapeXml(bar.text)}</text>`,
		].join('\n');
	});
	return [`<text x="10" y="22" font-size="15" font-weight="600">${escapeXml(chart.title)}</text>`, ...rows].join('\n');
}

/** Length of a bar, from 0 to 1. */
function shareOf(value: number, {bars, scale, full = Math.max(...bars.map(bar => bar.value))}: BarChart): number {
	if (scale === 'linear') {
		return Math.min(1, value / full);
	}

	// The shortest bar still shows: the scale begins at half of the smallest value.
	const least = Math.min(...bars.map(bar => bar.value)) / 2;
	return Math.log(value / least) / Math.log(full / least);
}

function escapeXml(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
