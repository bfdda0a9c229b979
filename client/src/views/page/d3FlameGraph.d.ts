// What is used of d3-flame-graph and d3-selection, which bring no types.
declare module 'd3-flame-graph' {
  /** A frame as it is laid out. */
  export interface Frame<Node> {
    readonly data: Node;
    readonly parent: Frame<Node> | null;
    readonly children?: readonly Frame<Node>[];
  }
  export interface FlameGraph<Node> {
    (selection: unknown): void;
    width(pixels: number): this;
    cellHeight(pixels: number): this;
    inverted(isRootAtTop: boolean): this;
    transitionDuration(milliseconds: number): this;
    minFrameSize(pixels: number): this;
    selfValue(isOwnOnly: boolean): this;
    setLabelHandler(handler: (node: { readonly data: Node }) => string): this;
    onHover(handler: (frame: Frame<Node> | undefined) => void): this;
    onClick(handler: (frame: Frame<Node>) => void): this;
    zoomTo(frame: Frame<Node>): void;
    setColorMapper(mapper: (node: { readonly data: Node }) => string): this;
    search(term: string): void;
  }
  export default function flamegraph<Node>(): FlameGraph<Node>;
}
declare module 'd3-selection' {
  export function select(element: Element): { datum(): unknown; datum(data: unknown): { call(draw: unknown): void } };
}
