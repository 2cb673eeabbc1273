/** Success over the tasks of a run, an arm a line, as one SVG that reads on light and on dark ground. */

import type {ArenaReport} from './arena.ts';
import type {Figures} from './figures.ts';
import {decimal} from './targets.ts';
import {aboutWorld, type WorldName} from './worlds.ts';

const layout = {width: 760, left: 50, right: 170, top: 40, height: 240, foot: 40} as const;
/** Of a middle brightness, and apart for those who see colours otherwise. */
const colours = ['#2f81f7', '#d4632a', '#98a1ad', '#8250df', '#b08800', '#1a9a72', '#cf4a8a', '#5b6b7c', '#6a9bd8', '#a05a2c'];
const ink = '#77808c';
const labelStep = 14;

/** A chart for every world of the report, one below the other. */
export function reportChart({config, figures}: ArenaReport): string {
	const heightOfOne = layout.top + layout.height + layout.foot;
	const charts = config.worlds.map(
		(world, place) => `<g transform="translate(0 ${place * heightOfOne})">\n${chartOf(world, figures, config.tasks)}\n</g>`,
	);
	const height = config.worlds.length * heightOfOne;
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${layout.width} ${height}" width="${layout.width}" height="${height}" font-family="system-ui, sans-serif" font-size="12" fill="${ink}">
${charts.join('\n')}
</svg>
`;
}

function chartOf(world: WorldName, figures: readonly Figures[], tasks: number): string {
	const own = figures.filter(found => found.world === world);
	const rates = own.flatMap(({curve, start}) => [...curve, start]);
	const [low, high] = [Math.floor(Math.min(...rates) * 10) / 10, Math.ceil(Math.max(...rates) * 10) / 10];
	const y = (rate: number) => layout.top + layout.height * (1 - (rate - low) / Math.max(high - low, 0.1));
	const room = layout.width - layout.left - layout.right;
	const x = (place: number, count: number) => layout.left + (room * place) / Math.max(count, 1);
	const steps = Array.from({length: Math.round((high - low) * 10) + 1}, (_, step) => low + step / 10);
	const labels = spreadLabels(own.map(({final}) => y(final)));
	return [
		`<text x="10" y="20" font-size="15" font-weight="600">${world}: ${aboutWorld(world).replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`,
		...steps.map(
			rate =>
				`<line x1="${layout.left}" x2="${layout.width - layout.right}" y1="${y(rate).toFixed(1)}" y2="${y(rate).toFixed(1)}" stroke="${ink}" stroke-opacity=".25"/><text x="${layout.left - 8}" y="${(y(rate) + 4).toFixed(1)}" text-anchor="end">${decimal(rate).slice(0, -2)}</text>`,
		),
		`<text x="${layout.left}" y="${layout.top + layout.height + 18}">0</text><text x="${layout.width - layout.right}" y="${layout.top + layout.height + 18}" text-anchor="end">${tasks} tasks</text>`,
		...own.map(({arm, curve, final}, place) => {
			const colour = colours[place % colours.length] ?? ink;
			const points = [own[place]?.start ?? 0, ...curve].map((rate, at) => `${x(at, curve.length).toFixed(1)},${y(rate).toFixed(1)}`);
			return `<polyline points="${points.join(' ')}" fill="none" stroke="${colour}" stroke-width="${arm === 'full' ? 3 : 1.5}"/><text x="${layout.width - layout.right + 8}" y="${((labels[place] ?? 0) + 4).toFixed(1)}" fill="${colour}">${arm} ${decimal(final)}</text>`;
		}),
	].join('\n');
}

/** Heights of labels that do not cover each other, as near as can be to where their lines end. */
function spreadLabels(heights: readonly number[]): readonly number[] {
	const order = [...heights.keys()].sort((a, b) => (heights[a] ?? 0) - (heights[b] ?? 0));
	const placed = [...heights];
	let free = 0;
	for (const index of order) {
		placed[index] = Math.max(heights[index] ?? 0, free);
		free = (placed[index] ?? 0) + labelStep;
	}

	return placed;
}
