/** Recognises texts that people have in place of a state document, so that the message can say what they are. */

import { isObject, type Json } from '../model/json.ts';

export interface Foreign {
  /** Continues the sentence "the file is not a state document:". */
  fault: string;
  hint: string;
}

const POWERSHELL =
  'write it as UTF-8 without a byte order mark; PowerShell does not with > or Out-File: cmd /c "cqctl state pull > FILE"';
/** Conflict markers of git, Mercurial and Subversion. */
const MERGE_MARK = /^(?:<{7}|\|{7}|={7}|>{7})(?: |\r?$)/m;

/** For a text that is not JSON, decoded as UTF-8. */
export function recognizeForeignText(text: string): Foreign | undefined {
  // UTF-16 has a zero byte beside each ASCII character; its byte order mark is invalid in UTF-8. Zero bytes alone are what a
  // power cut leaves of a file.
  if (/^(?:\ufffd\ufffd|\ufeff)?(?:[^\s\0]\0|\0[^\s\0])/.test(text)) {
    return { fault: 'it is UTF-16, as PowerShell writes it', hint: POWERSHELL };
  }
  if (text.startsWith('\ufeff')) return { fault: 'it begins with a byte order mark', hint: POWERSHELL };
  const mark = MERGE_MARK.exec(text);
  if (mark !== null) {
    const line = text.slice(0, mark.index).split('\n').length;
    return {
      fault: `it has the marks of a merge in line ${line}, so it is two states in one`,
      hint: 'take one of the two as a whole (git checkout --ours or --theirs), and run plan; a state that several write is better kept on a server',
    };
  }
  return undefined;
}

/** Recognises a state of Terraform or OpenTofu, which cqctl must never replace. */
export function isTerraformState(value: Json): boolean {
  if (!isObject(value)) return false;
  const { terraform_version: program, version, encrypted_data: encrypted, lineage } = value;
  if (typeof program === 'string') return true;
  const hasLists = Array.isArray(value['resources']) || Array.isArray(value['modules']);
  return typeof lineage === 'string' && (typeof encrypted === 'string' || (Number(version) >= 3 && hasLists));
}
