/** What fits on a screen of a size: the tiers, and how many rows each part gets. */

export type Tier = 'wide' | 'medium' | 'narrow' | 'tiny';

export type Panel = 'evolution' | 'resources';

export interface Layout {
	readonly tier: Tier;
	readonly columns: number;
	readonly rows: number;
	/** Cells of the transcript. */
	readonly mainWidth: number;
	/** Cells of the side panel with its border; 0 where there is none. */
	readonly sideWidth: number;
	/** Rows of the transcript and the side panel. */
	readonly bodyRows: number;
	/** Rows of the review pane; 0 where nothing is asked. */
	readonly reviewRows: number;
	readonly editorRows: number;
}

export interface LayoutWish {
	readonly columns: number;
	readonly rows: number;
	/** A panel that was opened or closed by key; null for what the tier shows by itself. */
	readonly panel: Panel | 'none' | null;
	readonly editorRows: number;
	/** Rows that the open question would like; 0 for none. */
	readonly reviewRows: number;
}

const sideCells = 34;
/** Header, two rules, status line. */
const fixedRows = 4;

const roomyRows = 20;

/** The tier of a size. */
export function tierOf(columns: number, rows: number): Tier {
	return columns < 40 || rows < 12 ? 'tiny' : columns < 80 ? 'narrow' : columns < 110 ? 'medium' : 'wide';
}

/** Share the screen out. A question comes first, then three rows of transcript (one where rows are few), then the draft. */
export function layoutOf({columns, rows, panel, editorRows, reviewRows}: LayoutWish): Layout {
	const tier = tierOf(columns, rows);
	const hasSide = tier === 'wide' ? panel !== 'none' : tier === 'medium' && panel !== null && panel !== 'none';
	const sideWidth = hasSide ? sideCells : 0;
	const editor = Math.max(1, Math.min(editorRows, Math.floor(rows / 3)));
	const review = Math.max(0, Math.min(reviewRows, rows - fixedRows - editor - (rows < roomyRows ? 1 : 3)));
	return {
		tier,
		columns,
		rows,
		mainWidth: columns - sideWidth,
		sideWidth,
		bodyRows: Math.max(1, rows - fixedRows - editor - review),
		reviewRows: review,
		editorRows: editor,
	};
}
