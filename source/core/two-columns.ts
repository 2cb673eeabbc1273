/** A list of names and what they are, as help shows it. */

/** A column of names that is wider leaves no room for what they are. */
const widest = 28;

/** Two columns; a name that is too long for the first gets a line of its own, with its text below it. */
export function twoColumns(rows: readonly (readonly [name: string, text: string])[]): readonly string[] {
	const width = Math.min(widest, Math.max(0, ...rows.map(([name]) => name.length)));
	return rows.flatMap(([name, text]) =>
		name.length > width ? [`  ${name}`, `  ${' '.repeat(width)}  ${text}`] : [`  ${name.padEnd(width)}  ${text}`],
	);
}
