/** The port to a language model: one question, one text. It is given no tools, and no answer of it runs anything. */

export interface Question {
	/** Our own words only. */
	readonly system: string;
	/** Foreign text between the marks of a fence, then our request. */
	readonly user: string;
}

export interface JudgeModel {
	/** For people and for the cache: which model, and where. */
	readonly name: string;
	/** The whole answer. Rejects when there is none; gives up when `signal` is aborted. */
	ask(question: Question, signal: AbortSignal): Promise<string>;
}
