/** One small chart as SVG: axes, lines and words. Colours that read on light and on dark ground. */

export interface Line {
	readonly points: readonly (readonly [x: number, y: number])[];
	readonly colour: string;
	readonly width?: number;
	readonly opacity?: number;
	/** At its end. */
	readonly label?: string;
	/** Dots in place of a line. */
	readonly isDots?: boolean;
}

export interface Plot {
	readonly title: string;
	readonly x: {readonly label: string; readonly most: number};
	readonly y: {readonly label: string; readonly most: number; readonly isLog?: boolean; readonly least?: number};
	readonly lines: readonly Line[];
}

export const plotSize = {width: 480, height: 300} as const;
const ink = '#77808c';
const frame = {left: 46, right: 96, top: 44, bottom: 40} as const;
const steps = 4;

/** The chart as a group, to be put at a place. */
export function plotGroup({title, x, y, lines}: Plot): string {
	const room = {width: plotSize.width - frame.left - frame.right, height: plotSize.height - frame.top - frame.bottom};
	const scale = (value: number) => (y.isLog ? Math.log10(value) : value);
	const [low, high] = [scale(y.least ?? 0), scale(y.most)];
	const place = ([across, up]: readonly [number, number]) => {
		const height = Math.min(1, Math.max(0, (scale(up) - low) / (high - low)));
		return [frame.left + (room.width * Math.min(across, x.most)) / x.most, frame.top + room.height * (1 - height)] as const;
	};
	const grid = Array.from({length: steps + 1}, (_, step) => {
		const value = low + ((high - low) * step) / steps;
		const at = frame.top + room.height * (1 - step / steps);
		return `<line x1="${frame.left}" x2="${frame.left + room.width}" y1="${at}" y2="${at}" stroke="${ink}" stroke-opacity=".25"/><text x="${frame.left - 6}" y="${at + 4}" text-anchor="end">${shown(y.isLog ? 10 ** value : value)}</text>`;
	});
	const axis = [0, x.most / 2, x.most].map(
		value =>
			`<text x="${place([value, y.most])[0]}" y="${plotSize.height - frame.bottom + 16}" text-anchor="middle">${shown(value)}</text>`,
	);
	return [
		`<text x="8" y="18" font-size="14" font-weight="600">${title}</text>`,
		`<text x="8" y="34">${y.label}</text><text x="${frame.left + room.width}" y="${plotSize.height - 8}" text-anchor="end">${x.label}</text>`,
		...grid,
		...axis,
		...lines.map(line => drawn(line, place)),
	].join('\n');
}

function drawn(
	{points, colour, width = 1.5, opacity = 1, label, isDots}: Line,
	place: (point: readonly [number, number]) => readonly [number, number],
): string {
	const placed = points.map(place);
	const last = placed.at(-1);
	const words =
		label === undefined || last === undefined
			? ''
			: `<text x="${(last[0] + 6).toFixed(1)}" y="${(last[1] + 4).toFixed(1)}" fill="${colour}">${label}</text>`;
	const shape = isDots
		? placed.map(([x, y]) => `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="4" fill="${colour}"/>`).join('')
		: `<polyline points="${placed.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-opacity="${opacity}"/>`;
	return shape + words;
}

function shown(value: number): string {
	return value >= 10 ? String(Math.round(value)) : String(Math.round(value * 100) / 100);
}
