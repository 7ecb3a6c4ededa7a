/** CQ500-CQ599: talking to the PBX. */

import type { CodeFacts } from './code.ts';

export const apiCodes = {
  CQ501: {
    title: 'The PBX refused a request',
    help: 'The request reached the PBX and was turned down with a reason, which is part of the message: a value that it does not take, an object that is gone, a number that is in use. The same request is not sent again.',
  },
  CQ502: {
    title: 'No answer from the PBX',
    help: 'It cannot be reached, does not answer in time, or the connection was cut, also after several attempts. Check the address, the network and any proxy (HTTPS_PROXY, NO_PROXY); `--timeout` allows more time for one request.',
  },
  CQ503: {
    title: 'The PBX failed',
    help: 'It, or a gateway in front of it, answered with a 5xx status, also after several attempts. Its own log says more.',
  },
  CQ504: {
    title: "The answer is not the API's",
    help: 'Something answered, but not as the API does: with a web page, text that breaks off, or a field of the wrong type. Mostly the target is not the PBX itself but a proxy, a portal or another service.',
  },
  CQ505: {
    title: 'Not allowed',
    help: 'The account is known, but has no permission for this, or the licence of the PBX does not cover it. Queue servers belong to the system administrator, queues to a tenant.',
  },
  CQ506: {
    title: 'Too many requests',
    help: 'The PBX limits how many requests it takes, and went on refusing although cqctl slowed down. Set `--max-rps` below its limit, or run again later.',
  },
  CQ507: {
    title: 'No trusted TLS connection',
    help: "A PBX is delivered with a certificate of its own making, which no machine trusts by itself. Save it, or the certificate of the authority that signed it, as a PEM file and name that as `ca_file` of the target. The name or address in the target's URL has to be one that the certificate is made out for.",
  },
  CQ508: {
    title: 'The credentials are refused',
    help: "The token is wrong or has run out, or the PBX does not take the user name with the password. A tenant's user needs CQCTL_DOMAIN, the system administrator must not set it. An account with two-factor sign-in cannot be used.",
  },
  CQ510: {
    title: 'A prompt cannot be uploaded',
    help: 'The file cannot be read, or is not any more what it was when the command began.',
  },
  CQ511: {
    title: 'Not the address of a PBX',
    help: 'The target has to be a URL with http or https, host and port, like https://pbx.example.com:8887, without a user name, a password or a query.',
  },
  CQ513: {
    title: 'Not the address of a proxy',
    help: 'HTTPS_PROXY, HTTP_PROXY or ALL_PROXY is set to something that is no URL of an HTTP proxy; SOCKS proxies are not supported. Correct the variable, unset it, or name the host of the PBX in NO_PROXY.',
  },
  CQ514: {
    title: 'The proxy does not let the request through',
    help: 'The proxy that HTTPS_PROXY, HTTP_PROXY or ALL_PROXY names cannot be reached, or it answered with an error of its own: 407 when it wants a user name and a password, 403 when it does not allow the host, 502 or 504 when it cannot reach the host. The message names the proxy, the variable and the status. 407 and 403 are not tried again. NO_PROXY lists hosts that are reached without the proxy.',
  },
  CQ515: {
    title: 'The server demands a client certificate',
    help: 'The server takes TLS connections only from clients with a certificate that it knows. Name the certificate and its key, both PEM files, as `client_cert_file` and `client_key_file` of the target, or in CQCTL_CLIENT_CERT_FILE and CQCTL_CLIENT_KEY_FILE. For the server that keeps the state, use the same keys under `state`, or CQCTL_STATE_CLIENT_CERT_FILE and CQCTL_STATE_CLIENT_KEY_FILE.',
  },
  CQ516: {
    title: 'A certificate file that a variable names cannot be used',
    help: 'CQCTL_CA_FILE, CQCTL_CLIENT_CERT_FILE, CQCTL_CLIENT_KEY_FILE, or one of the same with CQCTL_STATE_ for the server that keeps the state, names a file that is missing or does not hold what it should: certificates in PEM, and a private key in PEM without a pass phrase that belongs to the client certificate. A path counts from the current folder.',
  },
  CQ520: {
    title: 'A list of the PBX does not add up',
    help: 'The PBX says how many objects a list has, and its pages showed another number of them, also when the list was read several times. Either somebody changes the PBX all the time, or something in front of it cuts or repeats its answers. Nothing is concluded from such a list: an object that is missing from it would be created a second time, or left behind by `destroy`.',
  },
  CQ521: {
    title: 'The PBX answers more than the limit',
    help: 'One answer, with all the pages of a list, has more objects than `--max-objects` (default: 100,000) or more bytes than `--max-response-bytes` (default: 268,435,456). The limits keep a broken PBX from filling the memory of this machine. Raise them when the PBX really has so much.',
  },
  CQ522: {
    title: 'A queue is listed and not found',
    help: 'The list of queues shows it, and a request for the queue itself is answered with 404, also when both are asked again. The account may see the list and not this queue, or the PBX contradicts itself. The queue is not taken for absent: a plan would create it a second time.',
  },
  CQ523: {
    title: 'Only the target of the project is used',
    help: 'The project has mistakes, which `validate` tells. `status`, `get`, `agent set` and `pickup` need of it only which PBX is meant, and that is certain. Queues are found by their number or id; by key only those whose number stands in a file that can be read.',
  },
  CQ524: {
    title: 'An object of the PBX cannot be read',
    help: '`status` and `export` go on without an object that the PBX lists and does not show, and name it. The status then says `unreadable`, and an export has a comment in its place; with `--update` its block stays as it is. Mostly the account lacks a permission.',
  },
  CQ590: {
    title: 'The embedded PBX cannot open its data file',
    help: 'The folder cannot be written to, the disk is full, or the file is not one that the embedded PBX made. Its path is the `target` of the project, or `serve --data`.',
  },
  CQ591: {
    title: "The embedded PBX's data file is of another version",
    help: 'It was written by a cqctl whose data files this one cannot read. Use that version, or move the file away to start with an empty PBX.',
  },
  CQ592: {
    title: 'The embedded PBX cannot listen',
    help: 'The port is in use, the address is not one of this machine, or the TLS key and certificate do not fit. Choose others.',
  },
} as const satisfies { readonly [code: string]: CodeFacts };
