/** Tells a person that something takes longer than 300 ms: a spinner on a terminal, one plain line elsewhere. */

const patienceMs = 300;
const frameMs = 120;
const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const asciiFrames = ['|', '/', '-', '\\'];

export interface Progress {
	/** Another label from now on; where nothing turns, the first one stays the only line. */
	update(label: string): void;
	/** Remove the spinner; nothing was shown if the work was quick. */
	stop(): void;
}

/** Says what takes longer, to whoever shows it. */
export type StartProgress = (label: string) => Progress;

/** Show `label` on stderr once the work took 300 ms, until `stop`. Nothing is shown when `quiet`. */
export function startProgress(label: string, quiet: boolean): Progress {
	if (quiet) {
		return noProgress();
	}

	return process.stderr.isTTY && process.env.TERM !== 'dumb' ? startSpinner(label) : startLine(label);
}

/** Where nobody looks. */
export function noProgress(): Progress {
	return {update() {}, stop() {}};
}

/** As `startProgress` where nothing may turn: one plain line. */
export function startLine(label: string): Progress {
	const timer = setTimeout(() => process.stderr.write(`${label} …\n`), patienceMs);
	timer.unref();
	return {update() {}, stop: () => clearTimeout(timer)};
}

function startSpinner(label: string): Progress {
	const glyphs = isUtf8() ? frames : asciiFrames;
	let frame = 0;
	let drawn = false;
	let text = label;
	let timer = setTimeout(() => {
		draw();
		timer = setInterval(draw, frameMs);
		timer.unref();
	}, patienceMs);
	timer.unref();

	function draw(): void {
		drawn = true;
		process.stderr.write(`\r${glyphs[frame++ % glyphs.length]} ${text}\u001B[K`);
	}

	return {
		update(next) {
			text = next;
		},
		stop() {
			clearTimeout(timer);
			if (drawn) {
				process.stderr.write('\r\u001B[K');
			}
		},
	};
}

/** Whether the locale can show more than ASCII; an unset locale is taken for UTF-8, as containers have none. */
export function isUtf8(env: NodeJS.ProcessEnv = process.env): boolean {
	const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || 'UTF-8';
	return /utf-?8/i.test(locale);
}
