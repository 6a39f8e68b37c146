/** Tells of something that cleaning left out or changed, by the rule that wants it, and what it was about. */
export type CleaningNote = (repair: "K25" | "K28" | "K30" | "K33" | "K44" | "links", about?: string) => void;
