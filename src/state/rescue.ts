import type { StateDocument } from '../model/state.ts';
import { replaceFile } from './atomic-file.ts';
import { serializeDocument } from './document.ts';

/** Writes a document that a server did not take to a local file. Returns the path, or undefined when that failed too. */
export async function rescueTo(path: string, document: StateDocument): Promise<string | undefined> {
  try {
    await replaceFile(path, serializeDocument(document), { isPrivate: true });
    return path;
  } catch {
    return undefined;
  }
}
