// The half of gecko-profiler-demangle that the package has no types for: the glue around its WebAssembly, and what loads that.

/** Node's own types leave out its functions. */
declare namespace WebAssembly {
  type Exports = Readonly<Record<string, unknown>>;
  function instantiate(
    bytes: Uint8Array,
    imports: object,
  ): Promise<{ readonly instance: { readonly exports: Exports } }>;
}

declare module 'gecko-profiler-demangle/index_bg.js' {
  /** Must be called with the exports of the instance before anything else. */
  export function __wbg_set_wasm(exports: WebAssembly.Exports): void;
  /** Gives back what it cannot read, without one underscore where it begins with one. */
  export function demangle_any(name: string): string;
}
