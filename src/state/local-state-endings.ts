/** The files beside a local state document: its name plus one of these endings. */
export const LOCAL_STATE_ENDINGS = ['.lock', '.backup', '.damaged', '.unsaved'] as const;
