/** Whom requests go to, as messages call it and as a project names what belongs to it. */

export interface Peer {
  /** In a sentence. */
  name: string;
  /** Keys of a project: its address, and the section that has `ca_file` and the client certificate. */
  addressKey: string;
  section: 'target' | 'state';
  /** The variable that names authorities to trust as `ca_file` does. */
  caVariable: string;
  /** Those that name a client certificate and its key. */
  clientVariables: string;
  /** What to do when the other side does not speak TLS. */
  noTlsHint: string;
  /** What to do when HTTP does not allow a character of a request. */
  unsendableHint: string;
}

export const PBX: Peer = {
  name: 'the PBX',
  addressKey: 'target.url',
  section: 'target',
  caVariable: 'CQCTL_CA_FILE',
  clientVariables: 'CQCTL_CLIENT_CERT_FILE and CQCTL_CLIENT_KEY_FILE',
  noTlsHint: 'check the port: 8887 speaks https, 8888 plain http; ca_file does not matter here',
  unsendableHint: 'is there a line break, a space or a letter outside of ASCII in CQCTL_TOKEN?',
};

export const STATE_SERVER: Peer = {
  name: "the state's server",
  addressKey: 'state.address',
  section: 'state',
  caVariable: 'CQCTL_STATE_CA_FILE',
  clientVariables: 'CQCTL_STATE_CLIENT_CERT_FILE and CQCTL_STATE_CLIENT_KEY_FILE',
  noTlsHint: 'check the port, and whether the address should begin with http://',
  unsendableHint: 'is there a line break or a letter outside of ASCII in CQCTL_STATE_TOKEN?',
};
