/** A unified diff as the rows of its two sides. Pure, and all or nothing: what is no such diff to its last line gives null. */

/** A line on one side; without a number where it is a remark about the line above. */
export interface DiffCell {
	readonly number: number | null;
	readonly sign: ' ' | '-' | '+';
	readonly text: string;
}

export type DiffRow =
	| {readonly kind: 'files'; readonly before: string; readonly after: string}
	| {readonly kind: 'hunk'; readonly text: string}
	/** What is on one side alone has nothing beside it. */
	| {readonly kind: 'lines'; readonly before: DiffCell | null; readonly after: DiffCell | null};

/** The rows of a diff, of one file or several; the last hunk may be cut short. */
export function parseDiff(text: string): readonly DiffRow[] | null {
	const lines = text.replace(/\n+$/, '').split('\n');
	const rows: DiffRow[] = [];
	for (let at = 0; at < lines.length; ) {
		const [line = '', next = ''] = [lines[at], lines[at + 1]];
		if (line.startsWith('--- ') && next.startsWith('+++ ')) {
			rows.push({kind: 'files', before: line, after: next});
			at += 2;
			continue;
		}

		const hunk = rows.length === 0 ? null : readHunk(lines, at);
		if (hunk === null) {
			return null;
		}

		rows.push({kind: 'hunk', text: line}, ...hunk.rows);
		at = hunk.end;
	}

	return rows;
}

interface Hunk {
	readonly rows: readonly DiffRow[];
	/** The line behind it. */
	readonly end: number;
}

/** The counts in its head say where a hunk ends: its lines may look like anything. */
function readHunk(lines: readonly string[], start: number): Hunk | null {
	const head = /^@@ -(\d+),(\d+) \+(\d+),(\d+) @@$/.exec(lines[start] ?? '');
	if (head === null) {
		return null;
	}

	const [before = 0, ofBefore = 0, after = 0, ofAfter = 0] = head.slice(1).map(Number);
	const sides = createSides(before, after);
	let end = start + 1;
	for (; end < lines.length; end += 1) {
		const line = lines[end] ?? '';
		const isOver = sides.before >= before + ofBefore && sides.after >= after + ofAfter;
		if (isOver && !line.startsWith('\\')) {
			break;
		}

		if (!sides.add(line)) {
			return null;
		}
	}

	const isWhole = sides.before === before + ofBefore && sides.after === after + ofAfter;
	return isWhole || end === lines.length ? {rows: sides.rows(), end} : null;
}

/** Collects the lines of a hunk; what is taken away stands beside what comes in its place. */
function createSides(before: number, after: number) {
	const rows: DiffRow[] = [];
	let removed: DiffCell[] = [];
	let added: DiffCell[] = [];
	let last: string | undefined;
	const next = {before, after};

	function settle(): void {
		for (let index = 0; index < Math.max(removed.length, added.length); index += 1) {
			rows.push({kind: 'lines', before: removed[index] ?? null, after: added[index] ?? null});
		}

		[removed, added] = [[], []];
	}

	return {
		/** Number of the line that comes next on that side. */
		get before() {
			return next.before;
		},
		get after() {
			return next.after;
		},
		/** Whether it is a line of a hunk. */
		add(line: string): boolean {
			const [sign, text] = [line[0], line.slice(1)];
			switch (sign) {
				case '-':
					removed.push({number: next.before++, sign, text});
					break;
				case '+':
					added.push({number: next.after++, sign, text});
					break;
				case ' ':
					settle();
					rows.push({kind: 'lines', before: {number: next.before++, sign, text}, after: {number: next.after++, sign, text}});
					break;
				case '\\': {
					const remark: DiffCell = {number: null, sign: ' ', text: line};
					if (last === ' ') {
						rows.push({kind: 'lines', before: remark, after: remark});
					} else {
						(last === '-' ? removed : added).push(remark);
					}

					return true;
				}
				default:
					return false;
			}

			last = sign;
			return true;
		},
		rows(): readonly DiffRow[] {
			settle();
			return rows;
		},
	};
}
