/** What the server has told an agent's page, and what the page has found out since. */
interface EmulatorPage {
  /** How the path of another host's address begins here. */
  hosts: string;
  /** What Flex expects in storage of somebody who has logged in. */
  login: object;
  /** `tone:440`, `beeps:440`, `file`, `file:PATH`, `real`, or nothing. */
  microphone: string;
  /** The version that Flex is to say it has, or nothing. */
  flexVersion: string | null;
  /** Whether the page may compile WebAssembly. */
  webAssembly: boolean;
  /** Flex's own settings. */
  app: object;
  /** What the content security policy has refused. */
  refused: string[];
}

declare var emulatorPage: EmulatorPage;
