// What is used of d3-flame-graph and d3-selection, which bring no types.
declare module 'd3-flame-graph' {
  export interface FlameGraph<Node> {
    (selection: unknown): void;
    width(pixels: number): this;
    cellHeight(pixels: number): this;
    inverted(isRootAtTop: boolean): this;
    transitionDuration(milliseconds: number): this;
    minFrameSize(pixels: number): this;
    selfValue(isOwnOnly: boolean): this;
    setLabelHandler(handler: (node: { readonly data: Node }) => string): this;
    onHover(handler: (node: { readonly data: Node } | undefined) => void): this;
    onClick(handler: (node: { readonly data: Node } | undefined) => void): this;
    setColorMapper(mapper: (node: { readonly data: Node }) => string): this;
    search(term: string): void;
  }
  export default function flamegraph<Node>(): FlameGraph<Node>;
}
declare module 'd3-selection' {
  export function select(element: Element): { datum(data: unknown): { call(draw: unknown): void } };
}
