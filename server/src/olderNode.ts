// What Chevrotain 13 calls and Node 20 does not have yet: the server also runs outside VS Code, on what the machine has.

type GroupBy = <Item>(
  items: Iterable<Item>,
  keyOf: (item: Item, index: number) => PropertyKey,
) => Record<PropertyKey, Item[]>;

const standard = Object as unknown as { groupBy?: GroupBy };

standard.groupBy ??= (items, keyOf) => {
  const groups: Record<PropertyKey, ReturnType<typeof Array.from<never>>> = Object.create(null);
  let index = 0;
  for (const item of items) {
    const key = keyOf(item, index++);
    groups[key] ??= [];
    groups[key].push(item as never);
  }
  return groups as never;
};
