import type { AtObserver } from '#at/session/observer';
import type { Message } from '#messages/message';

/** The UART's settings, in the manual's numbers (`AT+UART_CUR`). */
export interface UartSettings {
  /** Bits a second. */
  readonly baud: number;
  /** 5 to 8. */
  readonly dataBits: number;
  /** 1: one; 2: one and a half; 3: two. */
  readonly stopBits: number;
  /** 0: none; 1: odd; 2: even. */
  readonly parity: number;
  /** 0: none; 1: RTS; 2: CTS; 3: both. */
  readonly flowControl: number;
}

/** Why a link changed its state. */
export interface LinkStateEvent {
  /** The LinkID. */
  readonly link: number;
  /** The state before, 0 to 6, as `AT+MQTTCONN?` prints it. */
  readonly from: number;
  /** The state now. */
  readonly to: number;
  /** What moved it: a command, a lost connection with its cause, a restart. */
  readonly reason: Message;
}

/** A try to connect came to nothing. */
export interface ConnectFailedEvent {
  /** The LinkID. */
  readonly link: number;
  /** Why. */
  readonly reason: Message;
}

/** Something became of the Wi-Fi station. */
export interface WifiEvent {
  /** It joined an access point, got an address there, or is in no network any more. */
  readonly phase: 'joined' | 'gotAddress' | 'left';
  /** The name of the access point, bytes that are no text as `\xNN`. */
  readonly ssid: string;
}

/** What becomes of a module as a whole: `on` when it boots, whatever it was before. */
export type PowerPhase = 'on' | 'restarts' | 'sleeps' | 'awaitsDownload' | 'cut' | 'off';

/** A host relied on something that a genuine module does not do. */
export interface CompatEvent {
  /** The rule; its id does not change between versions of this program. */
  readonly rule: string;
  /** What happened, and what a genuine module does. */
  readonly reason: Message;
}

/** Something became of a fault that was switched on. */
export interface FaultEvent {
  /** Its name, such as `wifi.drop`. */
  readonly fault: string;
  /** Tells faults of one name apart. */
  readonly id: number;
  /** It begins, it acts, it ends. */
  readonly phase: 'begins' | 'acts' | 'ends';
}

/** Somebody who looks on at a module, as at its AT session. */
export interface ModuleObserver extends AtObserver {
  /** A link is in another state. */
  linkState?(event: LinkStateEvent): void;
  /** A try to connect came to nothing, also one that leaves the link in its state, as after a loss. */
  connectFailed?(event: ConnectFailedEvent): void;
  /** `AT+UART_CUR`, `AT+UART_DEF` or a restart has set the UART; the reply is out already. */
  uart?(settings: UartSettings): void;
  /** A host relied on something that a genuine module does not do: told each time. */
  compat?(event: CompatEvent): void;
  /** A fault that was switched on begins, acts or ends. */
  fault?(event: FaultEvent): void;
  /** The Wi-Fi station joins, gets an address, or leaves. */
  wifi?(event: WifiEvent): void;
  /** SNTP or `AT+SYSTIMESTAMP` has set the clock. @param time milliseconds since 1970-01-01 UTC */
  clockSet?(time: number): void;
  /** The module boots, restarts, sleeps, or loses its power. */
  power?(phase: PowerPhase): void;
  /** The module restarts; hosts have been told and `ready` follows. */
  restarting?(): void;
}
