export type Edit =
	| {readonly ok: true; readonly text: string /** Where the piece began. */; readonly line: number}
	| {readonly ok: false; readonly why: string};

/** Replace a piece that is in a text exactly once. Line ends follow the file: a model writes `\n` also for a file with `\r\n`. Pure. */
export function applyEdit(text: string, old: string, fresh: string): Edit {
	if (old === '') {
		return {ok: false, why: 'the old text is empty.'};
	}

	if (old === fresh) {
		return {ok: false, why: 'the old and the new text are the same.'};
	}

	const isDos = text.includes('\r\n') && !text.includes(old);
	const [piece, replacement] = isDos ? [old, fresh].map(part => part.replaceAll(/\r?\n/g, '\r\n')) : [old, fresh];
	const places = placesOf(text, piece ?? old);
	const [place] = places;
	if (place === undefined) {
		return {ok: false, why: `${nearest(text, old)} Read the file and take the text as it stands there.`};
	}

	if (places.length > 1) {
		const lines = places.slice(0, 10).map(at => lineAt(text, at));
		return {ok: false, why: `the old text is there ${places.length} times (lines ${lines.join(', ')}). Take lines around it along.`};
	}

	const end = place + (piece ?? old).length;
	return {ok: true, text: `${text.slice(0, place)}${replacement ?? fresh}${text.slice(end)}`, line: lineAt(text, place)};
}

function placesOf(text: string, piece: string): readonly number[] {
	const places: number[] = [];
	// Overlapping ones count: which of them was meant cannot be known.
	for (let at = text.indexOf(piece); at >= 0 && places.length < 1000; at = text.indexOf(piece, at + 1)) {
		places.push(at);
	}

	return places;
}

function lineAt(text: string, place: number): number {
	return text.slice(0, place).split('\n').length;
}

function nearest(text: string, old: string): string {
	const squeezed = (part: string) => part.replaceAll(/\s+/g, ' ').trim();
	return squeezed(text).includes(squeezed(old))
		? 'the old text is there only with other blanks or line ends.'
		: 'the old text is not in it.';
}
