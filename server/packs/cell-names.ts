/** A TopoJSON with other names for some of its cells. */
export function nameCells(topology: string, names: ReadonlyMap<string, string>): string {
  const read = JSON.parse(topology) as {
    objects: Record<string, { geometries?: { properties?: { id?: string; name?: string } }[] }>;
  };
  for (const { geometries = [] } of Object.values(read.objects))
    for (const { properties } of geometries) {
      const name = names.get(properties?.id ?? '');
      if (properties && name !== undefined) properties.name = name;
    }
  return JSON.stringify(read);
}
