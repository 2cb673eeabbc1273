/** The block of a Python script that names its dependencies (PEP 723). */

export interface ScriptMetadata {
	readonly toml: string;
	/** Where the TOML begins in the script; it is as long there. */
	readonly offset: number;
}

/** The TOML of the first block, each `#` blanked so that places stay true; undefined when there is none. */
export function scriptMetadata(text: string): ScriptMetadata | undefined {
	if (!text.includes('# /// script')) {
		return undefined;
	}

	let offset = 0;
	let start: number | undefined;
	let end: number | undefined;
	for (const raw of text.split('\n')) {
		const line = raw.trimEnd();
		if (start === undefined) {
			start = line === '# /// script' ? offset + raw.length + 1 : undefined;
		} else if (line === '# ///') {
			// The last such line of the comment ends the block, as in the expression of the PEP.
			end = offset;
		} else if (line !== '#' && !line.startsWith('# ')) {
			if (end !== undefined) {
				break;
			}

			start = undefined;
		}

		offset += raw.length + 1;
	}

	return start === undefined || end === undefined
		? undefined
		: {toml: text.slice(start, end).replaceAll(/^# ?/gm, mark => ' '.repeat(mark.length)), offset: start};
}
