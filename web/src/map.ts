import { Map, setWorkerUrl, type StyleSpecification } from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import atlasUrl from "world-atlas/countries-50m.json?url";
import { feature, mesh } from "topojson-client";
import type { Topology, GeometryCollection } from "topojson-specification";

setWorkerUrl(workerUrl);

type Atlas = Topology<{ countries: GeometryCollection; land: GeometryCollection }>;

/** Land and borders from Natural Earth, drawn in the page's own colours. */
async function baseStyle(): Promise<StyleSpecification> {
  const atlas = (await (await fetch(atlasUrl)).json()) as Atlas;
  const land = feature(atlas, atlas.objects.land);
  const borders = mesh(atlas, atlas.objects.countries, (a, b) => a !== b);
  const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  return {
    version: 8,
    sources: {
      land: { type: "geojson", data: land as GeoJSON.GeoJSON },
      borders: { type: "geojson", data: { type: "Feature", properties: {}, geometry: borders } as GeoJSON.GeoJSON },
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": colour("--sea") } },
      { id: "land", type: "fill", source: "land", paint: { "fill-color": colour("--land") } },
      { id: "borders", type: "line", source: "borders", paint: { "line-color": colour("--border"), "line-width": 0.8 } },
    ],
  };
}

export async function start(element: HTMLElement): Promise<void> {
  const map = new Map({ container: element, style: await baseStyle(), center: [40, 25], zoom: 2, attributionControl: false });
  await map.once("load");
  element.dataset.ready = "true";
}
