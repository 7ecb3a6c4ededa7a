/** How requests get from here to the other side: all that messages about it need. */

import type { BaseUrl } from './base-url.ts';
import type { Peer } from './peer.ts';
import type { HttpProxy } from './proxy.ts';

export interface Route {
  base: BaseUrl;
  peer: Peer;
  proxy?: HttpProxy;
  hasClientCertificate: boolean;
}
