/**
What a person is asked by a tool, and the one port through which it is asked. The full-screen UI, the terminal prompt and an RPC client
implement it; no model can answer it. Consent to a skill has a question of its own (`ConsentPort` of the sandbox).
*/

export interface PermissionQuestion {
	readonly kind: 'permission';
	readonly tool: string;
	/** What would happen, in one line. Untrusted text: to be shown through `toDisplay`, with hidden characters revealed. */
	readonly summary: string;
	/** A unified diff, a command or a program; null when the line says all. Untrusted text. */
	readonly detail: string | null;
	/** Text of strangers is in the model's context, and may be why it asks. */
	readonly isForeign: boolean;
	/** What "for this session" would allow, in words; null when only this once can be granted. Untrusted text. */
	readonly standing: string | null;
	/** The rules that "always" would save, a line each; null when nothing may be granted for every session. Untrusted text. */
	readonly always: readonly string[] | null;
	/** Where that is kept and when it counts, where it is no rule of the settings. */
	readonly kept?: string;
}

export interface ChoiceQuestion {
	readonly kind: 'choice';
	/** Untrusted text, as the choices. */
	readonly question: string;
	/** Empty: any answer. */
	readonly choices: readonly string[];
}

export type PermissionAnswer =
	| {readonly kind: 'once'}
	| {readonly kind: 'session'}
	/** For every session; the person saw the rules. */
	| {readonly kind: 'always'}
	| {readonly kind: 'deny'; readonly reason: string | null}
	/** Nobody is there to answer: no terminal, no client. */
	| {readonly kind: 'nobody'};

/** A text is the person's own words or one of the choices; `skip` leaves the question unanswered. */
export type ChoiceAnswer = {readonly kind: 'text'; readonly text: string} | {readonly kind: 'skip'} | {readonly kind: 'nobody'};

export interface QuestionPort {
	permit(question: PermissionQuestion, signal: AbortSignal): Promise<PermissionAnswer>;
	choose(question: ChoiceQuestion, signal: AbortSignal): Promise<ChoiceAnswer>;
}

/** A secret that a person types for one receiver. */
export interface SecretQuestion {
	/** Who gets it, as `api.example.org`. */
	readonly receiver: string;
	/** Why it is asked for, in sentences. */
	readonly reason: string;
	/** Try what was typed; null where it will do, else a sentence that says why it does not. */
	check(secret: string, signal: AbortSignal): Promise<string | null>;
}

/** Ask for a secret until one will do; null where the person goes on without. It is never shown, nor kept by who asks. */
export type AskSecret = (question: SecretQuestion, signal: AbortSignal) => Promise<string | null>;

/** The port of programs without a person. */
export const nobodyAnswers: QuestionPort = {
	permit: async () => ({kind: 'nobody'}),
	choose: async () => ({kind: 'nobody'}),
};
