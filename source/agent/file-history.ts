/**
The undo journal of the tools that write files, as a conversation sees it: going back to a message may put files back too.
*/
export interface FileHistory {
	/**
	Put the files back to how they were before the message `toEntryId`; gives the paths that were changed back.

	`undone` are the messages whose turns go, that one included, oldest first: a change belongs to the `turnEntry` of the
	context that its tool was given. Rejects when a file cannot be put back; then the conversation stays where it is.
	*/
	restore(toEntryId: string, undone: readonly string[]): Promise<readonly string[]>;
}
