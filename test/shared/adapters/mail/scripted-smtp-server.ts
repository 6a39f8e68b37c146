import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

/** The places of an SMTP conversation at which a server may do something else than agree. */
export type SmtpStep = "CONNECT" | "EHLO" | "AUTH" | "MAIL" | "RCPT" | "DATA" | "BODY" | "DOT";
export type SmtpAct = "hang up" | "say nothing" | (string & {});

export interface ScriptedSmtpServer {
  readonly port: number;
  /** How often the dot that ends a message has come. */
  dots(): number;
  /** Every command, without the message. */
  readonly commands: readonly string[];
  close(): Promise<void>;
}

const agreeable: Readonly<Record<SmtpStep, string>> = {
  CONNECT: "220 test ESMTP",
  EHLO: "250-test\r\n250-AUTH PLAIN\r\n250 SIZE 60000000",
  AUTH: "235 2.7.0 welcome",
  MAIL: "250 2.1.0 ok",
  RCPT: "250 2.1.5 ok",
  DATA: "354 go on",
  BODY: "",
  DOT: "250 2.0.0 Ok: queued as 4XyZ",
};

export interface LineEnd {
  /** The line is hung up once it has carried so many mails. */
  readonly afterMails: number;
  /** The last thing said on it. */
  readonly saying?: string;
}

/** A mail server that agrees to everything but what the script says. `BODY` is acted on at the message's first bytes. */
export async function scriptedSmtpServer(
  script: Partial<Record<SmtpStep, SmtpAct>> = {},
  lineEnd?: LineEnd,
): Promise<ScriptedSmtpServer> {
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  let dots = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    let buffered = "";
    let inMessage = false;
    let begun = false;
    let carried = 0;
    const act = (step: SmtpStep): string => {
      const words = script[step] ?? agreeable[step];
      if (words === "hang up") socket.destroy();
      else if (words === "say nothing") socket.pause();
      else if (words !== "") socket.write(`${words}\r\n`);
      return words;
    };
    act("CONNECT");
    socket.on("data", (chunk) => {
      buffered += chunk.toString("latin1");
      if (inMessage && !begun) {
        begun = true;
        act("BODY");
      }
      for (let end = buffered.indexOf("\r\n"); end >= 0 && !socket.isPaused(); end = buffered.indexOf("\r\n")) {
        const line = buffered.slice(0, end);
        buffered = buffered.slice(end + 2);
        if (inMessage) {
          if (line !== ".") continue;
          inMessage = false;
          dots += 1;
          carried += 1;
          act("DOT");
          if (carried === lineEnd?.afterMails) socket.end(lineEnd.saying ?? "");
          continue;
        }
        commands.push(line);
        const word = line.split(" ")[0]?.toUpperCase() ?? "";
        if (word === "QUIT") {
          socket.end("221 bye\r\n");
        } else if (word in agreeable) {
          inMessage = act(word as SmtpStep).startsWith("354") && word === "DATA";
        } else {
          socket.write("502 what?\r\n");
        }
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    dots: () => dots,
    commands,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
