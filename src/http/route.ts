/** How requests reach the other side; messages about failures need it. */

import type { BaseUrl } from './base-url.ts';
import type { Peer } from './peer.ts';
import type { HttpProxy } from './proxy.ts';

export interface Route {
  base: BaseUrl;
  peer: Peer;
  proxy?: HttpProxy;
  hasClientCertificate: boolean;
}
