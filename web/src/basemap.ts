// A map of the user's own, one PMTiles file that the desk serves, in place of the coastlines and borders that ship with it.

import { addProtocol, type LayerSpecification, type SourceSpecification } from "maplibre-gl";
import { PMTiles, Protocol, TileType } from "pmtiles";
import { colour } from "./map";

interface Base { sources: Record<string, SourceSpecification>; layers: () => LayerSpecification[] }

/** How layers of vector maps are drawn, by the words in their names: those of OpenMapTiles, Protomaps and Natural Earth. */
const KINDS: [RegExp, "fill" | "line", string, number][] = [
  [/^(earth|land|ne_.*land)$/, "fill", "--land", 1],
  [/landuse|landcover|park/, "fill", "--land", 0.6],
  [/^(water|ocean|ne_.*(ocean|lakes))$/, "fill", "--sea", 1],
  [/waterway|river/, "line", "--sea", 1],
  [/road|transport|transit/, "line", "--border", 0.6],
  [/bound|admin/, "line", "--border", 0.9],
];

/** The map that the desk was opened with; undefined where it has none of its own. */
export async function ownBase(): Promise<Base | undefined> {
  const address = document.querySelector<HTMLMetaElement>('meta[name="basemap"]')?.content;
  if (!address) return undefined;
  const archive = new PMTiles(new URL(address, location.href).href);
  const protocol = new Protocol();
  protocol.add(archive);
  addProtocol("pmtiles", protocol.tile);
  const url = `pmtiles://${archive.source.getKey()}`;
  const header = await archive.getHeader();
  const sea = (): LayerSpecification => ({ id: "sea", type: "background", paint: { "background-color": colour("--sea") } });
  if (header.tileType !== TileType.Mvt) {
    const layers = (): LayerSpecification[] => [sea(), { id: "base", type: "raster", source: "base" }];
    return { sources: { base: { type: "raster", url, tileSize: 256 } }, layers };
  }
  const { vector_layers: known = [] } = (await archive.getMetadata()) as { vector_layers?: { id: string }[] };
  const layers = () => [sea(), ...KINDS.flatMap(([named, type, name, strength]) => known.filter(({ id }) => named.test(id)).map(({ id }) => drawn(id, type, name, strength)))];
  return { sources: { base: { type: "vector", url } }, layers };
}

function drawn(id: string, type: "fill" | "line", name: string, strength: number): LayerSpecification {
  const layer = { id: `base-${id}-${type}`, source: "base", "source-layer": id };
  return type === "fill"
    ? { ...layer, type, filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": colour(name), "fill-opacity": strength } }
    : { ...layer, type, paint: { "line-color": colour(name), "line-width": strength } };
}
