// The map that pages share: land and borders from Natural Earth, names from the gazetteer, in the page's own colours. It
// writes names with the fonts of the machine and asks nobody for anything.

import { Map, NavigationControl, setWorkerUrl, type GeoJSONSource, type LayerSpecification, type MapOptions, type SourceSpecification } from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import coarseUrl from "world-atlas/countries-50m.json?url";
import fineUrl from "world-atlas/countries-10m.json?url";
import { feature, mesh } from "topojson-client";
import { ownBase } from "./basemap";
import type { Topology, GeometryCollection } from "topojson-specification";

setWorkerUrl(workerUrl);

type Atlas = Topology<{ countries: GeometryCollection; land: GeometryCollection }>;

/** Closer than this, coastlines are drawn finer. */
const FINE_FROM = 5;
/** Names on the map at most. */
const LABELS = 120;
export const FONT = ["Noto Sans", "sans-serif"];

/** A colour of the page, as it is now: light or dark. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Land and borders of an atlas. */
async function shapes(url: string): Promise<{ land: GeoJSON.GeoJSON; borders: GeoJSON.GeoJSON }> {
  const atlas = (await (await fetch(url)).json()) as Atlas;
  const borders = mesh(atlas, atlas.objects.countries, (a, b) => a !== b);
  return {
    land: feature(atlas, atlas.objects.land) as GeoJSON.GeoJSON,
    borders: { type: "Feature", properties: {}, geometry: borders } as GeoJSON.GeoJSON,
  };
}

/** The coastlines and borders that ship with the program. */
async function shippedBase(): Promise<{ sources: Record<string, SourceSpecification>; layers: () => LayerSpecification[] }> {
  const coarse = await shapes(coarseUrl);
  return { sources: { land: { type: "geojson", data: coarse.land }, borders: { type: "geojson", data: coarse.borders } }, layers: landLayers };
}

/** What stands in for no data yet. */
const nothing: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };

/** Land and borders, below all else. */
function landLayers(): LayerSpecification[] {
  return [
    { id: "sea", type: "background", paint: { "background-color": colour("--sea") } },
    { id: "land", type: "fill", source: "land", paint: { "fill-color": colour("--land") } },
    { id: "borders", type: "line", source: "borders", paint: { "line-color": colour("--border"), "line-width": 0.8 } },
  ];
}

/** Names, which every map has. */
function nameLayers(): LayerSpecification[] {
  return [
    {
      id: "names",
      type: "symbol",
      source: "names",
      layout: {
        "text-field": ["get", "name"],
        "text-font": FONT,
        "text-size": ["match", ["get", "kind"], "country", 13, ["interpolate", ["linear"], ["get", "population"], 0, 10, 1e6, 12]],
        "text-padding": 6,
        "text-max-width": 8,
        "symbol-sort-key": ["get", "rank"],
      },
      paint: { "text-color": colour("--soft"), "text-halo-color": colour("--land"), "text-halo-width": 1.2 },
    },
  ];
}

/** The part of the map in view, as addresses have it: west, south, east, north. */
export function viewOf(map: Map): string {
  const bounds = map.getBounds();
  return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((degrees) => degrees.toFixed(4)).join(",");
}

/** Answers to an earlier view may come after those to a later one: only the last one asked for counts. */
const asked = new WeakMap<Map, number>();

/** Fills the source with the best-known names in view. */
async function nameView(map: Map): Promise<void> {
  const zoom = map.getZoom();
  const turn = (asked.get(map) ?? 0) + 1;
  asked.set(map, turn);
  const response = await fetch(`/map/names.json?view=${viewOf(map)}&most=${LABELS}`);
  const { names } = (await response.json()) as { names: { name: string; kind: string; lat: number; lon: number; population: number }[] };
  if (asked.get(map) !== turn) return;
  // Far out, countries; close by, towns.
  const fitting = names.filter((name) => (zoom < 3.5 ? name.kind === "country" : zoom > 6 ? name.kind !== "country" : true));
  const features = fitting.map((name, rank) => ({
    type: "Feature" as const,
    geometry: { type: "Point" as const, coordinates: [name.lon, name.lat] },
    properties: { name: name.name, kind: name.kind, population: name.population, rank },
  }));
  (map.getSource("names") as GeoJSONSource | undefined)?.setData({ type: "FeatureCollection", features });
}

/** Draws coastlines finer once somebody comes close. */
function refineClose(map: Map): void {
  const refine = async () => {
    if (map.getZoom() < FINE_FROM) return;
    map.off("zoomend", refine);
    const fine = await shapes(fineUrl);
    (map.getSource("land") as GeoJSONSource).setData(fine.land);
    (map.getSource("borders") as GeoJSONSource).setData(fine.borders);
  };
  map.on("zoomend", refine);
  void refine();
}

/** Gives layers that a map has the colours that they would have now. */
export function repaint(map: Map, layers: LayerSpecification[]): void {
  type Paint = Parameters<Map["setPaintProperty"]>;
  for (const layer of layers) {
    for (const [name, value] of Object.entries(layer.paint ?? {})) map.setPaintProperty(layer.id, name as Paint[1], value as Paint[2]);
  }
}

/** Paints the map again when the page turns light or dark; `paint` does the same for the layers of a page. */
function followScheme(map: Map, base: () => LayerSpecification[], paint: () => void): void {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    repaint(map, base());
    paint();
  });
}

/** Opens a map in an element. Resolves when it can be drawn on. */
export async function openMap(element: HTMLElement, options: Partial<MapOptions> = {}, paint: () => void = () => {}): Promise<Map> {
  const own = await ownBase();
  const { sources, layers } = own ?? (await shippedBase());
  const base = () => [...layers(), ...nameLayers()];
  const map = new Map({
    container: element,
    style: { version: 8, sources: { ...sources, names: { type: "geojson", data: nothing } }, layers: base() },
    center: [40, 25],
    zoom: 2,
    maxZoom: 14,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    ...options,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  await map.once("load");
  map.on("moveend", () => void nameView(map));
  void nameView(map);
  if (!own) refineClose(map);
  followScheme(map, base, paint);
  return map;
}
