/** Markdown tables, and figures as they stand in them. */

/** A table whose first column is text and whose other columns are figures or marks. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const rule = head.map((_, index) => (index === 0 ? '---' : '---:'));
	return [head, rule, ...rows].map(cells => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
}

/** `–` for what was not measured. */
export function figure(value: number | undefined, unit: string): string {
	if (value === undefined || Number.isNaN(value)) {
		return '–';
	}

	return `${value >= 100 ? Math.round(value) : value.toFixed(Math.abs(value) >= 10 ? 1 : 2)} ${unit}`;
}

export function ratio(value: number, floor: number): string {
	return Number.isFinite(value / floor) ? `${(value / floor).toFixed(2)} ×` : '–';
}
