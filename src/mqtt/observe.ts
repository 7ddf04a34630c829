/** What a person wants to know of a certificate. */
export interface CertificateFacts {
  /** Whom it speaks for, as `CN=broker.test`. */
  subject: string;
  /** Who signed it. */
  issuer: string;
  /** Milliseconds since 1970 UTC. */
  validFrom: number;
  /** Milliseconds since 1970 UTC; valid up to the end of this second. */
  validTo: number;
  /** Names and addresses it was made for, such as `broker.test`; empty for an authority. */
  names: readonly string[];
}

/** What was found out on the way to a server, in order; a failure arrives as `closed`, with its step. */
export type StepEvent =
  /** The host name leads to an address; once for each. */
  | { step: 'tcp'; found: 'address'; address: string }
  /** A connection to it has been asked for; once for each address that is tried. */
  | {
      step: 'tcp';
      found: 'attempt';
      address: string;
      port: number;
      /** This side's end, where the system tells it. */
      localAddress: string | undefined;
      localPort: number | undefined;
    }
  | { step: 'tcp'; found: 'connection'; address: string; port: number }
  /** The handshake is done; the server's certificates have not been judged yet. */
  | {
      step: 'tls';
      found: 'session';
      /** Such as `TLSv1.3`. */
      version: string;
      /** The name of IANA, such as `TLS_AES_256_GCM_SHA384`. */
      cipher: string;
      /** What the server chose, or undefined when it chose none. */
      alpn: string | undefined;
      /** The server's own certificate first, then its issuer, as far as they are known. */
      chain: readonly CertificateFacts[];
      /** This side's certificate, which a server is sent that asks for one; undefined when there is none. */
      own: CertificateFacts | undefined;
    }
  /** The certificates were found good, or not looked at. */
  | { step: 'tls'; found: 'verification'; verified: boolean }
  /** The answer to the WebSocket upgrade; 101 is consent. */
  | { step: 'websocket'; found: 'answer'; status: number; subprotocol: string | undefined };

/** Is told of each step; must not throw. */
export type Observe = (event: StepEvent) => void;
