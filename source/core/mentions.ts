/** The pictures that a message names behind an `@`, as the menu of the draft writes them. Pure. */

// A path may have an `@` in it; behind a comma it begins the next mention.
const mention = /(?<=^|[\s(,;])@(?:"([^"\n]+)"|([^\s"]+?)(?=$|[\s"]|[(,;]@))/gu;
const isImageName = /\.(?:png|jpe?g|gif|webp)$/i;

/** The paths, each once, in their order. An `@` inside a word is an address. */
export function imageMentions(text: string): readonly string[] {
	const paths = [...text.matchAll(mention)].map(([, quoted, bare = '']) => quoted ?? bare.replace(/[.,;:!?)\]]+$/, ''));
	return [...new Set(paths.filter(path => isImageName.test(path)))];
}

/** Whether a path is called like a picture. */
export function isImagePath(path: string): boolean {
	return isImageName.test(path);
}

/** A path as it is mentioned. */
export function mentionOf(path: string): string {
	return /[\s"]/.test(path) ? `@"${path}"` : `@${path}`;
}
