/** Makes vectors of texts, so that those that mean the same lie close together. */
export interface Embedder {
	/** Which model, and where: vectors of two names are never compared. */
	readonly name: string;
	/** A vector of length one for each text, all of one dimension. Throws a SkillLiteError for anything else that comes back. */
	embed(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]>;
}
