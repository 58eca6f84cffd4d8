/** What the Rust build puts into pkg/, as far as the loader uses it. */

declare module "*/pkg/switchboard.js" {
  /** Gives the program its imports and keeps it. */
  export default function instantiate(input: {
    module_or_path: WebAssembly.Module;
  }): Promise<unknown>;
  /** Attaches Switchboard to Flex. */
  export function start(flex: object, manager: object): unknown;
}

declare module "*.txt" {
  /** One of the two programs, as `pack` writes it. */
  const text: string;
  export default text;
}
