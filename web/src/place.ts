// Where an event was, on a small map that says how exactly that is known: a small ring on a point, a wide ring near one, a
// hatched country or a soft disc where only an area is told. There is no pin: no report tells a place as exactly as that.

import { dot, geo, text, type Markish } from "@observablehq/plot";
import atlasUrl from "world-atlas/countries-50m.json?url";
import { feature, mesh } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import { draw } from "./plot";

interface Place {
  words: string;
  name: string;
  exactness: string;
  precision: "exact" | "near" | "province";
  /** Where the report tells it; null where only an area is told. */
  lat: number | null;
  lon: number | null;
  /** What stands for the area, to know which part of the map to draw; null if it is not known. */
  around: { lat: number; lon: number } | null;
  /** Whether the area is a whole country. */
  is_country: boolean;
  km: number | null;
}

type Country = GeoJSON.Feature<GeoJSON.Polygon | GeoJSON.MultiPolygon, { name: string }>;
type Atlas = Topology<{ countries: GeometryCollection<{ name: string }>; land: GeometryCollection }>;

/** Kilometres from the place to the edge of the map. */
const FRAME = 320;
const WIDE_FRAME = 700;
/** Kilometres of the ring of an exact place, for the eye alone, and of the disc of an area without a shape of its own. */
const RING = 6;
const DISC = 110;
const EARTH = 6371;

/** A circle on the earth, wound as d3 wants its inside. */
function circle(lat: number, lon: number, km: number): GeoJSON.Polygon {
  const rad = Math.PI / 180;
  const [phi, size] = [lat * rad, km / EARTH];
  const ring = Array.from({ length: 65 }, (_, n) => {
    const turn = (n / 64) * 2 * Math.PI;
    const north = Math.asin(Math.sin(phi) * Math.cos(size) + Math.cos(phi) * Math.sin(size) * Math.cos(turn));
    const east = Math.atan2(Math.sin(turn) * Math.sin(size) * Math.cos(phi), Math.cos(size) - Math.sin(phi) * Math.sin(north));
    return [lon + east / rad, north / rad];
  });
  return { type: "Polygon", coordinates: [ring] };
}

function rings(country: Country): GeoJSON.Position[][] {
  const { geometry } = country;
  return geometry.type === "Polygon" ? geometry.coordinates.slice(0, 1) : geometry.coordinates.map((polygon) => polygon[0] ?? []);
}

/** Whether a point lies in a ring of longitudes and latitudes. */
function holds(ring: GeoJSON.Position[], lon: number, lat: number): boolean {
  let inside = false;
  ring.forEach(([x = 0, y = 0], n) => {
    const [px = 0, py = 0] = ring[(n || ring.length) - 1] ?? [];
    if (y > lat !== py > lat && lon < ((px - x) * (lat - y)) / (py - y) + x) inside = !inside;
  });
  return inside;
}

/** About the middle of a country's largest part. */
function middle(country: Country): [number, number] {
  const ring = rings(country).reduce((most, next) => (next.length > most.length ? next : most), []);
  const [lons, lats] = [ring.map(([x = 0]) => x), ring.map(([, y = 0]) => y)];
  return [(Math.min(...lons) + Math.max(...lons)) / 2, (Math.min(...lats) + Math.max(...lats)) / 2];
}

/** A mark that draws nothing but makes the hatching known to the others. */
const hatching: Markish = () => {
  const namespace = "http://www.w3.org/2000/svg";
  const make = (name: string, attributes: Record<string, string>, ...inside: Element[]) => {
    const element = document.createElementNS(namespace, name);
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    element.append(...inside);
    return element;
  };
  const line = make("path", { d: "M0 8L8 0M-2 2L2 -2M6 10L10 6", stroke: "var(--accent)", "stroke-width": "1.4", opacity: "0.7" });
  const pattern = make("pattern", { id: "hatch", width: "8", height: "8", patternUnits: "userSpaceOnUse" }, line);
  return make("defs", {}, pattern) as SVGElement;
};

function precision(place: Place, lat: number, lon: number, country: Country | undefined): Markish[] {
  const accent = "var(--accent)";
  if (place.lat === null && place.is_country && country) {
    return [geo(country, { fill: "url(#hatch)", stroke: accent, strokeWidth: 1.5 })];
  }
  if (place.lat === null && place.precision !== "province") return [];
  if (place.lat === null) {
    return [180, 140, 100].map((share) => geo(circle(lat, lon, (DISC * share) / 100), { fill: accent, fillOpacity: 0.12 }));
  }
  if (place.precision === "near") {
    return [geo(circle(lat, lon, place.km ?? 25), { fill: accent, fillOpacity: 0.22, stroke: accent, strokeDasharray: "4 3" })];
  }
  return [geo(circle(lat, lon, RING), { fill: accent, fillOpacity: 0.35, stroke: accent, strokeWidth: 2 })];
}

/** A name at a point of the map. */
interface Named {
  name: string;
  lat: number;
  lon: number;
}

/** The best-known towns in view, the best-known first. */
async function towns(place: Place, lat: number, lon: number, km: number): Promise<Named[]> {
  const [north, east] = [km / 111, km / (111 * Math.max(0.2, Math.cos((lat * Math.PI) / 180)))];
  const view = [lon - east, lat - north * 0.75, lon + east, lat + north * 0.75].map((degrees) => degrees.toFixed(3));
  const answer = await fetch(`/map/names.json?view=${view.join(",")}&most=40`);
  if (!answer.ok) return [];
  const { names } = (await answer.json()) as { names: (Named & { kind: string })[] };
  return names.filter((town) => town.kind !== "country" && town.name !== place.name);
}

/** Towns that are named at most. */
const TOWNS = 8;
/** Pixels that a letter and a line of a name take. */
const LETTER = 7;
const LINE = 22;

/** Those of the names, in their order, that are written over none before them and over none of those that are taken. */
function free<T extends Named>(names: T[], taken: Named[], pixels: number): T[] {
  const kept = [...taken];
  return names.filter((one) => {
    const meets = (other: Named) => {
      const across = Math.abs(one.lon - other.lon) * 111 * Math.cos((one.lat * Math.PI) / 180) * pixels;
      return Math.abs(one.lat - other.lat) * 111 * pixels < LINE && across < (LETTER * (one.name.length + other.name.length)) / 2;
    };
    const fits = !kept.some(meets);
    if (fits) kept.push(one);
    return fits;
  });
}

/** What is written on the map: never a name at a point that is not its own. */
function named(place: Place): string {
  if (place.lat !== null) return place.name;
  return place.precision === "province" ? `somewhere in ${place.name}` : "no point is known";
}

export async function start(element: HTMLElement): Promise<void> {
  const place = JSON.parse(element.dataset.place ?? "null") as Place;
  const lat = place.lat ?? place.around?.lat;
  const lon = place.lon ?? place.around?.lon;
  if (lat === undefined || lon === undefined) {
    element.remove();
    return;
  }
  const atlas = (await (await fetch(atlasUrl)).json()) as Atlas;
  const countries = (feature(atlas, atlas.objects.countries) as GeoJSON.FeatureCollection).features as Country[];
  const borders = mesh(atlas, atlas.objects.countries, (a, b) => a !== b);
  const here = countries.find((country) => rings(country).some((ring) => holds(ring, lon, lat)));
  const frame = place.lat === null ? (place.is_country && here ? here : circle(lat, lon, WIDE_FRAME)) : circle(lat, lon, FRAME);
  const near = countries.filter((country) => {
    const [x, y] = middle(country);
    if (country === here && place.is_country) return false;
    return Math.abs(x - lon) < 25 && Math.abs(y - lat) < 18;
  });
  const km = place.lat === null ? WIDE_FRAME : FRAME;
  const around = await towns(place, lat, lon, km);
  const lands = near.map((country) => ({ name: country.properties.name, lon: middle(country)[0], lat: middle(country)[1] }));
  const own: Named = { name: named(place), lat, lon };
  draw(element, `Map: ${place.words}, ${place.exactness}`, (width) => {
    const height = Math.round(Math.min((width * 3) / 4, element.clientHeight || width));
    const pixels = Math.min(width, height) / (2 * km);
    // Countries give way to the towns that lie in them.
    const kept = free(around, [own], pixels).slice(0, TOWNS);
    const freeLands = free(lands, [own, ...kept], pixels);
    return {
      height,
      margin: 0,
      projection: { type: "azimuthal-equidistant", rotate: [-lon, -lat], domain: frame, inset: 6, clip: "frame" },
      marks: [
        hatching,
        geo(feature(atlas, atlas.objects.land), { fill: "var(--land)" }),
        geo(borders, { stroke: "var(--border)", strokeWidth: 0.9 }),
        text(freeLands, { x: "lon", y: "lat", text: "name", fill: "var(--border)", fontSize: 12, fontWeight: 600, clip: "frame" } as never),
        dot(kept, { x: "lon", y: "lat", r: 1.5, fill: "var(--soft)" }),
        text(kept, { x: "lon", y: "lat", text: "name", dy: -8, fill: "var(--soft)", stroke: "var(--land)", strokeWidth: 3, fontSize: 11 }),
        ...precision(place, lat, lon, here),
        text([own], { x: "lon", y: "lat", text: "name", dy: place.lat === null ? 0 : -16, fill: "var(--ink)", stroke: "var(--land)", strokeWidth: 4, fontSize: 13, fontWeight: 600 }),
      ],
    };
  });
}
