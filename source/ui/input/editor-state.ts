/** What is being written. Stand-in until the editor is merged: one text and a caret at its end. */

export interface EditorState {
	readonly text: string;
}

export const initialEditor: EditorState = {text: ''};
