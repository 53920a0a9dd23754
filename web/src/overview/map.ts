// The events on the map: spots gathered by the server, areas for what has no spot, a card for what is clicked.

import { Popup, type GeoJSONSource, type LayerSpecification, type LngLatBoundsLike, type Map, type MapGeoJSONFeature } from "maplibre-gl";
import { FONT, colour, openMap, repaint, viewOf } from "../map";
import { cardOf, type Listed } from "./card";
import { drawBox } from "./box";

interface Bounds { west: number; south: number; east: number; north: number }
interface Cell { lat: number; lon: number; bounds: Bounds; count: number; near: number; killed: number; place: string | null; places: number; country: string | null; event: string | null }
interface Area { lat: number | null; lon: number | null; country: string | null; admin1: string | null; name: string; count: number; spot_unknown: number; killed: number }
interface Answer { cells: Cell[]; areas: Area[]; extent: Bounds | null }

export interface EventMap {
  /** Draws what fits the address; `back` if somebody went back to it, so that the view follows. */
  show: (back: boolean) => Promise<void>;
}

const MOST_IN_CARD = 30;
/** A cell whose events lie closer together than this, in degrees, is listed rather than zoomed into. */
const ONE_SPOT = 0.002;

const radius = ["interpolate", ["linear"], ["sqrt", ["get", "count"]], 1, 5, 4, 10, 15, 18, 60, 28, 300, 40] as unknown as number;

function layers(): LayerSpecification[] {
  const accent = colour("--accent");
  const near = ["==", ["get", "near"], ["get", "count"]] as unknown as boolean;
  return [
    { id: "box", type: "line", source: "box", paint: { "line-color": colour("--ink"), "line-width": 1.5, "line-dasharray": [3, 2] } },
    { id: "areas", type: "symbol", source: "areas", layout: {
      "icon-image": "hatch", "icon-size": ["interpolate", ["linear"], ["sqrt", ["get", "count"]], 1, 0.5, 20, 1.2], "icon-allow-overlap": true,
      "text-field": ["to-string", ["get", "count"]], "text-font": FONT, "text-size": 11, "text-allow-overlap": true, "icon-ignore-placement": true,
    }, paint: { "text-color": colour("--ink"), "text-halo-color": colour("--paper"), "text-halo-width": 1.5 } },
    { id: "cells", type: "circle", source: "cells", layout: { "circle-sort-key": ["get", "count"] }, paint: {
      "circle-radius": radius, "circle-color": accent, "circle-opacity": ["case", near, 0.12, 0.72] as unknown as number,
      "circle-stroke-color": accent, "circle-stroke-width": ["case", near, 2, 1] as unknown as number,
    } },
    { id: "counts", type: "symbol", source: "cells", filter: [">", ["get", "count"], 1], layout: {
      "text-field": ["to-string", ["get", "count"]], "text-font": FONT, "text-size": 11, "text-allow-overlap": true,
    }, paint: { "text-color": ["case", near, colour("--ink"), colour("--paper")] as unknown as string } },
  ];
}

/** A square of slanting lines, in the page's colours. */
function hatch(): ImageData {
  const side = 48;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const pen = canvas.getContext("2d") as CanvasRenderingContext2D;
  pen.strokeStyle = colour("--accent");
  pen.fillStyle = colour("--paper");
  pen.globalAlpha = 0.6;
  pen.fillRect(0, 0, side, side);
  pen.globalAlpha = 1;
  for (let x = -side; x < side; x += 8) {
    pen.moveTo(x, side);
    pen.lineTo(x + side, 0);
  }
  pen.lineWidth = 1.5;
  pen.stroke();
  pen.lineWidth = 3;
  pen.strokeRect(1, 1, side - 2, side - 2);
  return pen.getImageData(0, 0, side, side);
}

const point = (lat: number, lon: number, properties: object): GeoJSON.Feature =>
  ({ type: "Feature", geometry: { type: "Point", coordinates: [lon, lat] }, properties: { ...properties } });

const boundsOf = (words: string): Bounds | null => {
  const [west, south, east, north] = words.split(",").map(Number);
  return words && west !== undefined && south !== undefined && east !== undefined && north !== undefined ? { west, south, east, north } : null;
};

const around = (bounds: Bounds): LngLatBoundsLike =>
  [bounds.west, bounds.south, bounds.east < bounds.west ? bounds.east + 360 : bounds.east, bounds.north];

class Drawn implements EventMap {
  private popup: Popup | undefined;
  private turn = 0;
  private follow: HTMLInputElement;
  /** Set while the map moves by itself. */
  private moved = false;
  private extent: Bounds | null = null;
  private cells: Cell[] = [];

  constructor(private map: Map, tools: HTMLElement, private choose: (fields: Record<string, string>) => void) {
    tools.hidden = false;
    this.follow = tools.querySelector("[name=follow]") as HTMLInputElement;
    this.follow.addEventListener("change", (event) => {
      event.stopPropagation();
      this.choose({ bounds: this.follow.checked ? viewOf(map) : "" });
    });
    tools.querySelector("[name=all]")?.addEventListener("click", () => this.showAll());
    drawBox(map, tools.querySelector("[name=box]") as HTMLButtonElement, (bounds) => {
      this.follow.checked = false;
      this.choose({ bounds });
    });
    map.on("moveend", () => this.settle());
    map.on("click", (event) => this.click(map.queryRenderedFeatures(event.point, { layers: ["cells", "areas"] })[0]));
    for (const layer of ["cells", "areas"]) {
      map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
      map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
    }
    map.getCanvas().addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.openNearest();
    });
  }

  /** What has come to rest is drawn anew, and searched if the reader wants that. */
  private settle(): void {
    if (this.follow.checked && !this.moved) this.choose({ bounds: viewOf(this.map) });
    else void this.draw();
    this.moved = false;
  }

  async show(back: boolean): Promise<void> {
    this.popup?.remove();
    const bounds = boundsOf(new URLSearchParams(location.search).get("bounds") ?? "");
    if (!bounds) this.follow.checked = false;
    if (bounds && back && !this.follow.checked) this.fit(bounds);
    await this.draw();
  }

  /** Goes to the box of the address, else to where the events are. */
  async begin(): Promise<void> {
    await this.draw();
    const bounds = boundsOf(new URLSearchParams(location.search).get("bounds") ?? "") ?? this.extent;
    if (bounds) this.fit(bounds);
  }

  private showAll(): void {
    if (this.extent) this.fit(this.extent);
  }

  private fit(bounds: Bounds): void {
    this.moved = true;
    const slow = !matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.map.fitBounds(around(bounds), { padding: 40, maxZoom: 9, animate: slow, duration: 400 });
  }

  private async draw(): Promise<void> {
    const turn = ++this.turn;
    const query = new URLSearchParams(location.search);
    const box = boundsOf(query.get("bounds") ?? "");
    query.set("view", viewOf(this.map));
    query.set("zoom", this.map.getZoom().toFixed(2));
    const response = await fetch(`/events/map.json?${query}`);
    if (!response.ok || turn !== this.turn) return;
    const { cells, areas, extent } = (await response.json()) as Answer;
    this.extent = extent;
    this.cells = cells;
    this.fill("cells", cells.map((cell) => point(cell.lat, cell.lon, { ...cell, bounds: JSON.stringify(cell.bounds) })));
    this.fill("areas", areas.flatMap((area) => (area.lat === null || area.lon === null ? [] : [point(area.lat, area.lon, area)])));
    this.fill("box", box && !this.follow.checked ? [frame(box)] : []);
    this.map.getContainer().dataset.ready = "true";
    this.map.getContainer().dataset.cells = String(cells.length);
  }

  private fill(source: string, features: GeoJSON.Feature[]): void {
    (this.map.getSource(source) as GeoJSONSource).setData({ type: "FeatureCollection", features });
  }

  private click(feature: MapGeoJSONFeature | undefined): void {
    if (!feature) return;
    if (feature.layer.id === "areas") {
      void this.openArea(feature.properties as Area);
      return;
    }
    void this.openCell({ ...(feature.properties as Cell), bounds: JSON.parse(feature.properties.bounds as string) as Bounds });
  }

  /** For whoever has no mouse: what lies nearest to the middle of the map. */
  private openNearest(): void {
    const { lat, lng } = this.map.getCenter();
    const away = (cell: Cell) => Math.hypot(cell.lat - lat, (cell.lon - lng) * Math.cos((lat * Math.PI) / 180));
    const nearest = [...this.cells].sort((a, b) => away(a) - away(b))[0];
    if (nearest) void this.openCell(nearest);
  }

  private async openCell(cell: Cell): Promise<void> {
    const { west, south, east, north } = cell.bounds;
    const wide = Math.max(east - west, north - south) > ONE_SPOT;
    if (cell.count > 1 && wide && this.map.getZoom() < this.map.getMaxZoom() - 0.5) {
      this.map.fitBounds(around(cell.bounds), { padding: 60, maxZoom: this.map.getZoom() + 4, duration: 400 });
      return;
    }
    // Points are kept to seven digits: the box is a little wider than they lie.
    const box = [west - 1e-4, south - 1e-4, east + 1e-4, north + 1e-4].map((degrees) => degrees.toFixed(5)).join(",");
    await this.card(cell.lat, cell.lon, cell.place ?? "No name", { bounds: box });
  }

  private async openArea(area: Area): Promise<void> {
    const fields = { country: area.country ?? "", admin1: area.admin1 ?? "none", known: "area,spot_unknown", bounds: "" };
    await this.card(area.lat ?? 0, area.lon ?? 0, `${area.name}: somewhere in it`, fields);
  }

  private async card(lat: number, lon: number, title: string, fields: Record<string, string>): Promise<void> {
    const query = new URLSearchParams(location.search);
    query.delete("page");
    for (const [name, value] of Object.entries(fields)) query.set(name, value);
    const address = `/events?${new URLSearchParams([...query].filter(([, value]) => value))}`;
    query.set("limit", String(MOST_IN_CARD));
    const response = await fetch(`/events.json?${query}`);
    const { events, count } = (await response.json()) as { events: Listed[]; count: number };
    this.popup?.remove();
    this.popup = new Popup({ className: "card", maxWidth: "22rem" }).setLngLat([lon, lat]).setDOMContent(cardOf(title, events, count, address)).addTo(this.map);
  }
}

function frame(bounds: Bounds): GeoJSON.Feature {
  const { west, south, north } = bounds;
  const east = bounds.east < west ? bounds.east + 360 : bounds.east;
  const ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
  return { type: "Feature", geometry: { type: "LineString", coordinates: ring }, properties: {} };
}

/** Opens the map; `choose` is told fields of the filters that the reader chose on it. */
export async function startMap(element: HTMLElement, tools: HTMLElement, choose: (fields: Record<string, string>) => void): Promise<EventMap> {
  const paint = () => {
    repaint(map, layers());
    map.updateImage("hatch", hatch());
  };
  const map: Map = await openMap(element, {}, paint);
  map.addImage("hatch", hatch(), { pixelRatio: 2 });
  for (const source of ["box", "areas", "cells"]) map.addSource(source, { type: "geojson", data: { type: "FeatureCollection", features: [] } });
  for (const layer of layers()) map.addLayer(layer);
  const drawn = new Drawn(map, tools, choose);
  await drawn.begin();
  return drawn;
}
