/** The block of a Python script that names its dependencies (PEP 723). */

const block = /^# \/\/\/ script[ \t]*\r?\n((?:^#(?: .*)?\r?\n)*?)^# \/\/\/[ \t]*$/m;

export interface ScriptMetadata {
	readonly toml: string;
	/** Where the TOML begins in the script; it is as long there. */
	readonly offset: number;
}

/** The TOML of the block, each `#` blanked so that places stay true; undefined when there is none. */
export function scriptMetadata(text: string): ScriptMetadata | undefined {
	const found = block.exec(text);
	if (!found) {
		return undefined;
	}

	const content = found[1] ?? '';
	return {toml: content.replaceAll(/^# ?/gm, mark => ' '.repeat(mark.length)), offset: found.index + found[0].indexOf(content, 12)};
}
