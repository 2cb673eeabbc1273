/** A Markdown document → its blocks, with true offsets. A tokenizer, not a renderer: only what decides who a text speaks to. */

export type BlockKind =
	/** One text value of the front matter. */
	| 'field'
	| 'paragraph'
	/** One entry of a list. */
	| 'item'
	/** One row of a table. */
	| 'row'
	| 'quotation'
	/** An HTML comment: a model reads it, a person who looks at the page does not. */
	| 'comment'
	| 'code';

export interface Block {
	readonly kind: BlockKind;
	/** UTF-16 offset of `text` in the file. */
	readonly start: number;
	readonly text: string;
	/** Titles of the headings above it, the outermost first. */
	readonly headings: readonly string[];
	/** Of a fenced block, in lower case; empty when it names none. */
	readonly language: string;
	/** The text right before a list, table or code block, which says what it shows. */
	readonly lead: string;
}

interface Line {
	readonly text: string;
	readonly start: number;
}

/** The blocks of a document in order. Never throws; whatever is malformed is a paragraph. */
export function blocksOf(text: string): readonly Block[] {
	return new BlockReader(text).read();
}

const fence = /^[ \t]*(?:[-*+]|\d+[.)])?[ \t]*(```+|~~~+)[ \t]*([\w+#.-]*)/;
const item = /^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+/;

class BlockReader {
	readonly #lines: readonly Line[];
	readonly #blocks: Block[] = [];
	#headings: {readonly depth: number; readonly title: string}[] = [];
	#lead = '';
	#at = 0;

	constructor(text: string) {
		this.#lines = linesOf(text);
	}

	read(): readonly Block[] {
		this.#frontMatter();
		while (this.#at < this.#lines.length) {
			this.#next();
		}

		return this.#blocks;
	}

	#next(): void {
		const line = this.#line();
		const heading = /^ {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*$/.exec(line.text);
		if (line.text.trim() === '') {
			this.#at += 1;
		} else if (heading) {
			this.#heading(heading[1]?.length ?? 1, heading[2] ?? '');
		} else if (fence.test(line.text)) {
			this.#code();
		} else if (line.text.trimStart().startsWith('<!--')) {
			this.#comment();
		} else if (/^ {0,3}>/.test(line.text)) {
			this.#run('quotation', other => /^ {0,3}>/.test(other));
		} else if (/^[ \t]*\|/.test(line.text)) {
			this.#add('row', line);
			this.#at += 1;
		} else if (item.test(line.text)) {
			this.#run('item', other => other.trim() !== '' && !item.test(other) && !fence.test(other) && !/^#/.test(other));
		} else {
			this.#run('paragraph', other => other.trim() !== '' && !item.test(other) && !fence.test(other) && !/^[#|>]|<!--/.test(other));
			this.#lead = this.#blocks.at(-1)?.text ?? '';
		}
	}

	#line(): Line {
		return this.#lines[this.#at] ?? {text: '', start: 0};
	}

	#heading(depth: number, title: string): void {
		this.#headings = [...this.#headings.filter(heading => heading.depth < depth), {depth, title}];
		this.#lead = '';
		this.#at += 1;
	}

	/** This line, and those after it that belong to it. */
	#run(kind: BlockKind, belongs: (text: string) => boolean): void {
		const first = this.#line();
		const texts = [first.text];
		this.#at += 1;
		while (this.#at < this.#lines.length && belongs(this.#line().text)) {
			texts.push(this.#line().text);
			this.#at += 1;
		}

		this.#add(kind, {text: texts.join('\n'), start: first.start});
	}

	#code(): void {
		const [, marks = '```', language = ''] = fence.exec(this.#line().text) ?? [];
		this.#at += 1;
		const first = this.#line();
		const texts: string[] = [];
		while (this.#at < this.#lines.length && !this.#line().text.trim().startsWith(marks)) {
			texts.push(this.#line().text);
			this.#at += 1;
		}

		this.#at += 1;
		this.#add('code', {text: texts.join('\n'), start: first.start}, language.toLowerCase());
	}

	#comment(): void {
		const first = this.#line();
		const texts: string[] = [];
		while (this.#at < this.#lines.length) {
			const {text} = this.#line();
			texts.push(text);
			this.#at += 1;
			if (text.includes('-->')) {
				break;
			}
		}

		this.#add('comment', {text: texts.join('\n'), start: first.start});
	}

	/** Each line with a text of its own; what a value means is the manifest's business. */
	#frontMatter(): void {
		if (this.#line().text.trimEnd() !== '---') {
			return;
		}

		const end = this.#lines.findIndex(({text}, index) => index > 0 && /^(?:---|\.\.\.)\s*$/.test(text));
		if (end === -1) {
			return;
		}

		for (const line of this.#lines.slice(1, end)) {
			this.#add('field', line);
		}

		this.#at = end + 1;
	}

	#add(kind: BlockKind, {text, start}: Line, language = ''): void {
		if (text.trim() !== '') {
			this.#blocks.push({kind, start, text, headings: this.#headings.map(({title}) => title), language, lead: this.#lead});
		}
	}
}

function linesOf(text: string): readonly Line[] {
	const lines: Line[] = [];
	let start = 0;
	for (const line of text.split('\n')) {
		lines.push({text: line.endsWith('\r') ? line.slice(0, -1) : line, start});
		start += line.length + 1;
	}

	return lines;
}
