/** Which PBX: CQCTL_URL, else what is written, else the embedded one. */

import { join } from 'node:path';
import type { Json, JsonObject } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import type { FileScope } from '../source/file-scope.ts';
import type { Problems } from '../source/problems.ts';
import type { SourceMap } from '../source/source-map.ts';
import { refuseLinkOutside } from '../source/written-path.ts';
import type { TargetSettings } from './target-settings.ts';
import { readTlsFiles, type TlsFiles } from './tls-files.ts';

const EMBEDDED = 'embedded';
const DATA_FOLDER = '.cqctl';

export interface TargetContext {
  /** Of the project file. */
  folder: string;
  environment?: string;
  map: SourceMap;
  problems: Problems;
  scope: FileScope;
  processEnv: { readonly [name: string]: string | undefined };
  /** No PBX is asked anything: CQCTL_URL is for commands that do. */
  isOffline?: boolean;
}

export async function readTarget(root: JsonObject, context: TargetContext): Promise<TargetSettings> {
  const written = root['target'] ?? null;
  // A command that sends nothing does not look at it.
  const given = context.isOffline === true ? undefined : context.processEnv['CQCTL_URL'];
  if (given !== undefined) {
    if (given === EMBEDDED) return embedded(context, true);
    checkGivenUrl(given, context.problems);
    return { kind: 'url', url: given, ...(await readFiles(written, context)) };
  }
  const url = isObject(written) ? written['url'] : written;
  if (typeof url !== 'string' || url === EMBEDDED) {
    return embedded(context, url === EMBEDDED);
  }
  if (isObject(written)) checkWrittenUrl(url, written, context);
  return { kind: 'url', url, ...(await readFiles(written, context)) };
}

function embedded(context: TargetContext, written: boolean): TargetSettings {
  const { folder, environment, scope, problems } = context;
  const dataFile = join(folder, DATA_FOLDER, withEnvironment('pbx', '.mdb', environment));
  // The database keeps a lock beside it, and writes through a link.
  for (const path of [dataFile, `${dataFile}-lock`]) refuseLinkOutside(path, { folder, scope, problems });
  return { kind: 'embedded', dataFile, written };
}

/** `state.json` and, in an environment, `state.prod.json`. */
export function withEnvironment(stem: string, ending: string, environment: string | undefined): string {
  return environment === undefined ? stem + ending : `${stem}.${environment}${ending}`;
}

async function readFiles(target: Json, context: TargetContext): Promise<TlsFiles> {
  return isObject(target) ? readTlsFiles(target, context) : {};
}

const EMPTY_URL_HINT = 'set it to the address of the PBX, or to embedded, or unset it';
const URL_HINT = 'an address has http or https, a host and a port, like https://pbx.example.com:8887';

/** Whether there is a user name or password before the host; also of what is no URL otherwise. */
export function hasCredentials(url: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*@/i.test(url);
}

export const CREDENTIALS_HINT =
  'take the user name and the password out, and set CQCTL_USERNAME and CQCTL_PASSWORD, or CQCTL_TOKEN';

/** What is wrong, in words that follow the name, and what to write; undefined for what can be the address of a PBX. */
export function findUrlFault(url: string): { what: string; hint: string } | undefined {
  const isUrl = URL.canParse(url) && !/\s/.test(url);
  const { protocol, hostname } = isUrl ? new URL(url) : { protocol: '', hostname: '' };
  if (/^https?:$/.test(protocol) && hostname !== '') {
    const bare = url.replace(/[?#].*$/, '');
    const what = 'has a query or a fragment, which the address of a PBX has not';
    return bare === url ? undefined : { what, hint: `write ${bare}` };
  }
  const isHost = /^[^\s/:?#@]+(:[0-9]{1,5})?(\/[^\s?#]*)?$/.test(url);
  return { what: 'is not the address of a PBX', hint: isHost ? `write https://${url}` : URL_HINT };
}

function checkGivenUrl(url: string, problems: Problems): void {
  if (url === '') {
    // A pipeline without its variable would else be green against the PBX inside of cqctl.
    problems.error({ code: 'CQ128', summary: 'CQCTL_URL is set, but empty', hint: EMPTY_URL_HINT });
    return;
  }
  if (hasCredentials(url)) {
    problems.error({ code: 'CQ212', summary: 'CQCTL_URL has credentials in it', hint: CREDENTIALS_HINT });
    return;
  }
  const fault = findUrlFault(url);
  // A variable of the environment is not repeated.
  if (fault !== undefined)
    problems.error({ code: 'CQ206', summary: `CQCTL_URL ${fault.what}`, hint: URL_HINT });
}

/** What the pattern of the schema lets through. */
function checkWrittenUrl(url: string, target: JsonObject, { map, problems }: TargetContext): void {
  const at = map.valuePlace(target, 'url');
  if (problems.hasErrorAt(at) || findUrlFault(url) === undefined) return;
  problems.error({ code: 'CQ206', at, summary: 'url is not the address of a PBX', hint: URL_HINT });
}
