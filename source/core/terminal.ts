/** What the terminal can show: whether a person is there, colour, width. */

export interface Style {
	/** False when every function gives its text back as it is. */
	readonly isOn: boolean;
	bold(text: string): string;
	dim(text: string): string;
	red(text: string): string;
	green(text: string): string;
	yellow(text: string): string;
	/** White on red, for the one thing that must not be overlooked. */
	alarm(text: string): string;
}

interface OutputStream {
	readonly isTTY?: boolean;
	readonly columns?: number;
}

/** Whether a person can be asked: keyboard, answers and questions are all on a terminal. */
export function isInteractive(): boolean {
	return Boolean(process.stdin.isTTY && process.stdout.isTTY && process.stderr.isTTY);
}

/** Whether the terminal can hold a screen that is drawn again and again; plain lines serve every other one. */
export function canShowScreen(env: NodeJS.ProcessEnv = process.env): boolean {
	return env.TERM !== undefined && env.TERM !== 'dumb' && !isCi(env);
}

/** Whether a build server runs this, which may hold a terminal and has nobody before it. */
export function isCi({CI}: NodeJS.ProcessEnv = process.env): boolean {
	return CI !== undefined && !['', '0', 'false'].includes(CI);
}

/** Whether a stream gets colours: NO_COLOR, then FORCE_COLOR, then whether it is a capable terminal. */
export function hasColor(stream: OutputStream, env: NodeJS.ProcessEnv = process.env): boolean {
	if (env.NO_COLOR) {
		return false;
	}

	if (env.FORCE_COLOR !== undefined) {
		return !['0', 'false'].includes(env.FORCE_COLOR);
	}

	return Boolean(stream.isTTY) && env.TERM !== 'dumb';
}

/** Columns of a terminal; 80 where the stream is none. */
export function columnsOf(stream: OutputStream): number {
	return stream.columns || 80;
}

/** Cells that a line has on a terminal; no end of them where the stream is none. */
export function roomOf(stream: OutputStream): number {
	return stream.isTTY ? columnsOf(stream) : Number.POSITIVE_INFINITY;
}

/** Functions that colour text, or leave it alone. Colour never carries meaning by itself. */
export function createStyle(color: boolean): Style {
	const paint = (open: string, close: string) => (text: string) => (color ? `\u001B[${open}m${text}\u001B[${close}m` : text);
	return {
		isOn: color,
		bold: paint('1', '22'),
		dim: paint('2', '22'),
		red: paint('31', '39'),
		green: paint('32', '39'),
		yellow: paint('33', '39'),
		alarm: paint('97;41', '39;49'),
	};
}
