/** What local state keeps beside its document, under the document's name and one of these endings. */
export const LOCAL_STATE_ENDINGS = ['.lock', '.backup', '.damaged', '.unsaved'] as const;
