/** The packet that a command of a host makes its module send (MQTT 3.1.1, 2.2.1), by the command's name. */
const PACKET_OF: Readonly<Record<string, number>> = {
  MQTTCONN: 1,
  MQTTPUB: 3,
  MQTTPUBRAW: 3,
  MQTTSUB: 8,
  MQTTUNSUB: 10,
  MQTTCLEAN: 14,
};
const LINE = /^AT\+(MQTT[A-Z]+)=\s*(\d+)/i;

/** A command that makes a link send a packet. */
export interface HostCommand {
  readonly host: string;
  /** Such as `AT+MQTTPUB`. */
  readonly name: string;
  readonly link: number;
  /** The type of the packet. */
  readonly packet: number;
  /** Whether a packet was sent for it. */
  sent: boolean;
  answered: boolean;
}

/** Which command a packet is sent for, by the lines of the hosts and their answers. */
export class HostCommands {
  /** Lines that are not answered, the last one at the end: it is the next to be answered, for the others wait. */
  readonly #lines: (HostCommand | undefined)[] = [];
  /** Whose packet has not been sent, in their order. */
  #awaited: HostCommand[] = [];

  /** A line of a host, secrets masked. */
  heard(host: string, line: string): void {
    const [, name = '', link] = LINE.exec(line) ?? [];
    const packet = PACKET_OF[name.toUpperCase()];
    const command =
      packet === undefined
        ? undefined
        : {
            host,
            name: `AT+${name.toUpperCase()}`,
            link: Number(link),
            packet,
            sent: false,
            answered: false,
          };
    this.#lines.push(command);
    if (command !== undefined) this.#awaited.push(command);
  }

  /** The line that is answered next. */
  get last(): HostCommand | undefined {
    return this.#lines.at(-1);
  }

  /** It was answered. @returns whether its packet may still come, before this turn is over */
  answered(failed: boolean): boolean {
    const command = this.#lines.pop();
    if (command === undefined || command.sent) return false;
    command.answered = true;
    if (failed) this.#awaited = this.#awaited.filter((each) => each !== command);
    return !failed;
  }

  /** The command that a link is about to send such a packet for. */
  find(link: number | undefined, packet: number): HostCommand | undefined {
    return this.#awaited.find((each) => each.link === link && each.packet === packet);
  }

  /** A packet is sent. @returns the command that it is sent for */
  sent(link: number | undefined, packet: number): HostCommand | undefined {
    const command = this.find(link, packet);
    if (command === undefined) return undefined;
    command.sent = true;
    this.#awaited.splice(this.#awaited.indexOf(command), 1);
    return command;
  }

  /** What was answered and has sent nothing by now sends nothing any more. */
  settle(): void {
    this.#awaited = this.#awaited.filter(({ answered }) => !answered);
  }

  /** A restart: nothing is answered any more. */
  forget(): void {
    this.#lines.length = 0;
    this.#awaited = [];
  }
}
